package dev.muster.gateway.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.plist.PlistValue;

/** One kind of setting: which fields it has and what they become on a device. One class a kind, listed in SettingCompiler. */
interface SettingKind {
    /** The name in the API. */
    String name();

    /** Reads the values; what does not fit is told to {@code fields}, and then the content is not used. */
    Content read(Fields fields);

    /** What the values come to. */
    interface Content {
        /**
         * What an Apple platform gets; empty if nothing.
         *
         * @param offered whether the authority sets a field on that platform (R24b)
         */
        Optional<ApplePayload> apple(Predicate<String> offered);

        /** All payloads of the profile that an Apple platform gets; none if nothing. */
        default List<ApplePayload> applePayloads(Predicate<String> offered) {
            return apple(offered).stream().toList();
        }

        /**
         * What an OMA-DM platform gets, in order; none if nothing.
         *
         * @param offered whether the authority sets a field on that platform (R24b)
         */
        List<DmNode> nodes(Platform platform, Predicate<String> offered);

        /** Whether those nodes depend on one another, so that they are written all together or not at all. */
        default boolean together(Platform platform) {
            return false;
        }
    }

    /**
     * One payload of a configuration profile.
     *
     * @param type its PayloadType
     * @param entries what it says, without the keys that every payload has; the text form shows none of it
     */
    record ApplePayload(String type, Map<String, PlistValue> entries) {
        @Override
        public String toString() {
            return "ApplePayload[" + type + "]";
        }
    }
}
