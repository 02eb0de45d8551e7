package dev.muster.gateway.settings;

import java.util.Map;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;

/** What became of a setting as an administrator defines it. */
public sealed interface CompileOutcome {
    /** What each platform gets; a platform without an entry gets nothing. Never empty. */
    record Compiled(Map<Platform, Setting> byPlatform) implements CompileOutcome {
        public Compiled {
            byPlatform = Map.copyOf(byPlatform);
        }
    }

    /**
     * A value does not fit.
     *
     * @param field the field, or {@code kind} or {@code name}
     * @param reason what is wrong, a sentence that never repeats a value
     * @param remedy what would fit, a sentence
     */
    record Refused(String field, String reason, String remedy) implements CompileOutcome {}

    /** The authority has no such settings on any platform (R24); {@code reason} names the licence that would allow it. */
    record NotOffered(String reason) implements CompileOutcome {}
}
