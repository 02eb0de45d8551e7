package dev.muster.protocol.syncml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.RandomText;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/** Serves property tests: messages in which every field may be there or not. */
final class RandomSyncMl {
    private static final List<Verb> VERBS = List.of(Verb.values());

    private final RandomGenerator random;
    private final List<String> unknown;
    private boolean plain;

    /** Messages that this encoding can carry: WBXML has tokens for what SyncML names and no others. */
    RandomSyncMl(RandomGenerator random, SyncMlEncoding encoding) {
        this.random = random;
        this.unknown = encoding == SyncMlEncoding.XML ? List.of("Put", "Änderung-2") : List.of("Put", "Search");
    }

    /** Of version 1.2 and without line ends: what libwbxml keeps as it is. */
    RandomSyncMl plain() {
        plain = true;
        return this;
    }

    SyncMlMessage message() {
        SyncHdr header = new SyncHdr(plain || random.nextBoolean() ? "1.2" : "1.1", "DM/1.2", token(), token(), token(),
                token(),
                maybe(this::token), random.nextBoolean(), maybe(this::cred), meta());
        return new SyncMlMessage(header, list(6, () -> command(0)), random.nextBoolean());
    }

    SyncMlCommand command(int nesting) {
        return switch (random.nextInt(nesting < 3 ? 7 : 5)) {
            case 0 -> new Status(token(), token(), token(), token(), list(3, this::token), list(2, this::token),
                    maybe(this::cred), maybe(() -> new Chal(meta())), token(), list(2, this::item));
            case 1 -> new Results(token(), maybe(this::token), token(), maybe(this::token), maybe(this::token),
                    maybe(this::token), meta(), list(3, this::item));
            case 2 -> new Alert(token(), random.nextBoolean(), maybe(this::token), maybe(this::text),
                    list(2, this::item));
            case 3 -> new ItemCommand(VERBS.get(random.nextInt(VERBS.size())), token(),
                    random.nextBoolean(), meta(), list(3, this::item), maybe(this::text));
            case 4 -> new Unknown(token(), unknown.get(random.nextInt(unknown.size())));
            case 5 -> new Atomic(token(), random.nextBoolean(), meta(), list(3, () -> command(nesting + 1)));
            default -> new Sequence(token(), random.nextBoolean(), meta(), list(3, () -> command(nesting + 1)));
        };
    }

    private Item item() {
        return new Item(maybe(this::token), maybe(this::token), meta(), maybe(this::text), random.nextBoolean());
    }

    private Meta meta() {
        return random.nextBoolean() ? Meta.NONE
                : new Meta(maybe(this::token), maybe(this::token), maybe(this::token), maybe(this::number),
                        maybe(this::token), maybe(this::number), maybe(this::number));
    }

    private Cred cred() {
        return new Cred(meta(), text());
    }

    private Long number() {
        return random.nextLong(1_000_000_000_000_000_000L);
    }

    private String token() {
        return kept(RandomText.token(random, 5)).strip();
    }

    private String text() {
        return kept(RandomText.any(random, 12));
    }

    private String kept(String text) {
        return plain ? text.replaceAll("[\r\n]", "") : text;
    }

    private <V> @Nullable V maybe(Supplier<V> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <V> List<V> list(int most, Supplier<V> value) {
        List<V> values = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            values.add(value.get());
        }
        return values;
    }
}
