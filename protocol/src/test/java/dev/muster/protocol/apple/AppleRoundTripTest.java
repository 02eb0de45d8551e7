package dev.muster.protocol.apple;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.RandomText;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.GetToken;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.apple.AppleMessage.ReturnToService;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** What a device writes is what the gateway reads. The number of a repetition is its seed. */
@Timeout(30)
final class AppleRoundTripTest {
    @RepeatedTest(20)
    void readsWhatADeviceWrites(RepetitionInfo repetition) throws MalformedMessage {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            AppleMessage sent = message(random);
            AppleMessage read = AppleCodec.decode(AppleDeviceCodec.encode(sent), DecodeLimits.DEFAULT);
            assertSame(sent, read, "seed " + seed + ", message " + i);
        }
    }

    /** Secrets compare by identity, so TokenUpdate is compared field by field; added keys do not matter in content. */
    private static void assertSame(AppleMessage sent, AppleMessage read, String where) {
        if (sent instanceof TokenUpdate a && read instanceof TokenUpdate b) {
            assertEquals(List.of(a.ids(), a.topic(), a.awaitingConfiguration(), a.unlockToken().isPresent()),
                    List.of(b.ids(), b.topic(), b.awaitingConfiguration(), b.unlockToken().isPresent()), where);
            assertArrayEquals(a.token().bytes(), b.token().bytes(), where);
            assertArrayEquals(a.pushMagic().bytes(), b.pushMagic().bytes(), where);
            a.unlockToken().ifPresent(
                    token -> assertArrayEquals(token.bytes(), b.unlockToken().orElseThrow().bytes(), where));
        } else if (sent instanceof Acknowledged a && read instanceof Acknowledged b) {
            assertEquals(List.of(a.ids(), a.commandUuid()), List.of(b.ids(), b.commandUuid()), where);
            a.content().entries().forEach((key, value) -> assertEquals(value, b.content().get(key), where));
        } else if (sent instanceof UserAuthenticate a && read instanceof UserAuthenticate b) {
            assertEquals(a.ids(), b.ids(), where);
            assertSame(a.digestResponse(), b.digestResponse(), where);
        } else if (sent instanceof SetBootstrapToken a && read instanceof SetBootstrapToken b) {
            assertEquals(a.ids(), b.ids(), where);
            assertSame(a.token(), b.token(), where);
        } else if (sent instanceof DeclarativeManagement a && read instanceof DeclarativeManagement b) {
            assertEquals(List.of(a.ids(), a.endpoint()), List.of(b.ids(), b.endpoint()), where);
            assertSame(a.data(), b.data(), where);
        } else {
            assertEquals(sent, read, where);
        }
    }

    private static void assertSame(Optional<Secret> sent, Optional<Secret> read, String where) {
        assertEquals(sent.isPresent(), read.isPresent(), where);
        sent.ifPresent(secret -> assertArrayEquals(secret.bytes(), read.orElseThrow().bytes(), where));
    }

    private static AppleMessage message(RandomGenerator random) {
        EnrollmentIds ids = ids(random);
        return switch (random.nextInt(14)) {
            case 0 -> new Authenticate(ids, id(random), text(random), text(random), text(random), text(random),
                    text(random), text(random));
            case 1 -> new TokenUpdate(ids, id(random), secret(random), new Secret(bytes(id(random))),
                    random.nextBoolean() ? Optional.of(secret(random)) : Optional.empty(), random.nextBoolean());
            case 2 -> new CheckOut(ids);
            case 3 -> new SetBootstrapToken(ids, maybeSecret(random));
            case 4 -> new Idle(ids);
            case 5 -> new Acknowledged(ids, id(random), content(random));
            case 6, 7 -> new CommandError(ids, id(random), chain(random), random.nextBoolean());
            case 8 -> new UserAuthenticate(ids, text(random).map(text -> new Secret(bytes(text))));
            case 9 -> new GetBootstrapToken(ids);
            case 10 -> new DeclarativeManagement(ids, id(random), maybeSecret(random));
            case 11 -> new GetToken(ids, id(random));
            case 12 -> new ReturnToService(ids);
            default -> new NotNow(ids, id(random));
        };
    }

    private static EnrollmentIds ids(RandomGenerator random) {
        boolean device = random.nextBoolean();
        Optional<String> id = Optional.of(id(random));
        return new EnrollmentIds(device ? id : Optional.empty(), device ? Optional.empty() : id, maybeId(random),
                maybeId(random), maybeId(random));
    }

    private static Optional<String> maybeId(RandomGenerator random) {
        return random.nextBoolean() ? Optional.of(id(random)) : Optional.empty();
    }

    private static String id(RandomGenerator random) {
        return "x" + RandomText.any(random, 5);
    }

    private static Optional<String> text(RandomGenerator random) {
        return random.nextBoolean() ? Optional.of(RandomText.any(random, 8)) : Optional.empty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Secret secret(RandomGenerator random) {
        byte[] token = new byte[random.nextInt(1, 101)];
        random.nextBytes(token);
        return new Secret(token);
    }

    private static Optional<Secret> maybeSecret(RandomGenerator random) {
        return random.nextBoolean() ? Optional.of(secret(random)) : Optional.empty();
    }

    private static PlistDict content(RandomGenerator random) {
        Map<String, PlistValue> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put("Key" + i, new PlistString(RandomText.any(random, 8)));
        }
        return new PlistDict(entries);
    }

    private static List<ErrorLink> chain(RandomGenerator random) {
        List<ErrorLink> chain = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            chain.add(new ErrorLink(random.nextLong(), RandomText.any(random, 4), RandomText.any(random, 8)));
        }
        return chain;
    }
}
