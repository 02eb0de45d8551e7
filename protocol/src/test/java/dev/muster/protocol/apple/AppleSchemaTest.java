package dev.muster.protocol.apple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.GetToken;
import dev.muster.protocol.apple.AppleMessage.ReturnToService;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;
import dev.muster.protocol.apple.AppleSchema.SchemaKey;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;

/** Messages, commands and answers against the keys of Apple's published schema. */
@Timeout(20)
final class AppleSchemaTest {
    private static final List<SchemaKey> CHECK_INS = AppleSchema.table("checkin");
    private static final List<SchemaKey> COMMANDS = AppleSchema.table("commands");
    private static final List<SchemaKey> ANSWERS = AppleSchema.table("answers");
    /** Who a message speaks for decides over which of them is required. */
    private static final Set<String> NAMES_DEVICE = Set.of("UDID", "EnrollmentID");
    /** Of another type they would name another enrolment or destroy a token, so they do not pass for absent. */
    private static final Set<String> STRICT = Set.of("UDID", "EnrollmentID", "UserID", "EnrollmentUserID",
            "UserShortName", "BootstrapToken");

    static Stream<String> messages() {
        return CHECK_INS.stream().map(SchemaKey::message).distinct();
    }

    @Test
    void theTableHasAllNineCheckInMessages() {
        assertEquals(9, messages().count());
        assertEquals(messages().collect(Collectors.toSet()),
                Arrays.stream(AppleMessage.CheckInMessage.class.getPermittedSubclasses()).map(Class::getSimpleName)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatTheSchemaAlwaysRequiresIsEnough(String message) throws MalformedMessage {
        for (String device : namesOfDevices(message)) {
            Map<String, PlistValue> content = content(message, key -> key.isAlways() || key.name().equals(device));
            assertEquals(message, decode(content).getClass().getSimpleName(), device);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyKeyOfTheSchemaIsUnderstood(String message) throws MalformedMessage {
        assertEquals(message, decode(content(message, _ -> true)).getClass().getSimpleName());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void withoutAKeyThatIsNeededItIsRefusedAndWithoutAnyOtherItIsNot(String message) throws MalformedMessage {
        for (String device : namesOfDevices(message)) {
            for (SchemaKey missing : keys(message)) {
                Map<String, PlistValue> content = content(message, key -> !NAMES_DEVICE.contains(key.name())
                        || key.name().equals(device));
                boolean present = content.remove(missing.name()) != null;
                if (present && missing.gateway().equals("needs")) {
                    assertEquals(Reason.STRUCTURE,
                            assertThrows(MalformedMessage.class, () -> decode(content), missing.name()).reason());
                } else {
                    decode(content);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aKeyOfAnotherTypeIsRefusedWhereItNamesSomebodyAndCountsAsAbsentElsewhere(String message)
            throws MalformedMessage {
        for (SchemaKey odd : keys(message)) {
            Map<String, PlistValue> content = content(message, _ -> true);
            content.put(odd.name(), new PlistInteger(7));
            if (odd.gateway().equals("needs") || STRICT.contains(odd.name())) {
                assertThrows(MalformedMessage.class, () -> decode(content), odd.name());
            } else {
                decode(content);
            }
        }
    }

    /** The emulators speak the schema too. */
    @Test
    void devicesSendNoKeyThatTheSchemaDoesNotHave() throws MalformedMessage {
        for (AppleMessage message : all()) {
            PlistDict sent = AppleCodec.dictionary(AppleDeviceCodec.encode(message), DecodeLimits.DEFAULT);
            Set<String> known = keys(message.getClass().getSimpleName()).stream().map(SchemaKey::name)
                    .collect(Collectors.toSet());
            assertTrue(known.containsAll(sent.entries().keySet()), message.getClass().getSimpleName());
        }
    }

    @Test
    void everyCommandHasTheKeysOfTheSchemaAndNoOther() throws MalformedMessage {
        Set<Class<?>> seen = new java.util.HashSet<>();
        for (AppleCommand command : List.of(new AppleCommand.InstallProfile(new byte[] {1}),
                new AppleCommand.RemoveProfile("a.b"), new AppleCommand.RestartDevice(),
                new AppleCommand.DeviceLock(Optional.of("m"), Optional.of("1")),
                new AppleCommand.DeviceLock(Optional.empty(), Optional.empty()), new AppleCommand.EraseDevice(),
                new AppleCommand.DeviceInformation(List.of("UDID")), new AppleCommand.ProfileList(),
                new AppleCommand.DeviceConfigured(), new AppleCommand.UserConfigured(),
                new AppleCommand.SynchroniseDeclarations(new byte[] {'{', '}'}),
                new AppleCommand.ClearPasscode(new Secret(new byte[] {1})),
                new AppleCommand.EnableLostMode(Optional.of("m"), Optional.of("1"), Optional.of("f")),
                new AppleCommand.EnableLostMode(Optional.of("m"), Optional.empty(), Optional.empty()),
                new AppleCommand.DisableLostMode(), new AppleCommand.DeviceLocation(),
                new AppleCommand.NameDevice("n"), new AppleCommand.SecurityInfo(),
                new AppleCommand.InstalledApplicationList(),
                new AppleCommand.InstallApplication(new AppleCommand.App.OfStore(1)),
                new AppleCommand.InstallApplication(new AppleCommand.App.OfManifest("https://apps.example/a")),
                new AppleCommand.RemoveApplication("a.b"))) {
            seen.add(command.getClass());
            PlistDict body = AppleDeviceCodec.decode(AppleCodec.encode("u", command), DecodeLimits.DEFAULT).content();
            Map<String, PlistValue> keys = new LinkedHashMap<>(body.entries());
            assertTrue(keys.remove("RequestType") != null);
            assertFits(COMMANDS, AppleCodec.requestType(command), "", keys);
        }
        assertEquals(Set.of(AppleCommand.class.getPermittedSubclasses()), seen, "every command is in the list above");
    }

    @Test
    void everyAnswerHasTheKeysOfTheSchemaAndNoOther() throws MalformedMessage {
        Secret secret = new Secret(new byte[] {'s'});
        Map<AppleAnswer, String> answers = new LinkedHashMap<>();
        answers.put(new AppleAnswer.DigestChallenge(), "UserAuthenticate");
        answers.put(new AppleAnswer.BootstrapToken(Optional.of(secret)), "GetBootstrapToken");
        answers.put(new AppleAnswer.BootstrapToken(Optional.empty()), "GetBootstrapToken");
        answers.put(new AppleAnswer.TokenData(secret), "GetToken");
        answers.put(new AppleAnswer.EraseAndReturn(Optional.of(secret), Optional.of(secret)), "ReturnToService");
        answers.put(new AppleAnswer.EraseAndReturn(Optional.empty(), Optional.empty()), "ReturnToService");
        for (Map.Entry<AppleAnswer, String> answer : answers.entrySet()) {
            PlistDict body = AppleCodec.dictionary(AppleCodec.encode(answer.getKey()), DecodeLimits.DEFAULT);
            assertFits(ANSWERS, answer.getValue(), "", body.entries());
            assertFalse(answer.getKey().toString().contains("[s]"), "no secret in the text form");
        }
        assertEquals(AppleAnswer.class.getPermittedSubclasses().length,
                answers.keySet().stream().map(Object::getClass).distinct().count());
    }

    private static void assertFits(List<SchemaKey> table, String message, String prefix,
            Map<String, PlistValue> content) {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, PlistValue> entry : content.entrySet()) {
            String name = prefix + entry.getKey();
            names.add(name);
            SchemaKey key = table.stream().filter(known -> known.message().equals(message) && known.name().equals(name))
                    .findFirst().orElseThrow(() -> new AssertionError(message + " has no key " + name));
            assertTrue(key.fits(entry.getValue()), message + ": type of " + name);
            if (entry.getValue() instanceof PlistDict inner) {
                assertFits(table, message, name + ".", inner.entries());
            }
            if (entry.getValue() instanceof PlistArray array) {
                array.values().stream().filter(PlistDict.class::isInstance).map(PlistDict.class::cast)
                        .forEach(inner -> assertFits(table, message, name + ".", inner.entries()));
            }
        }
        table.stream().filter(key -> key.message().equals(message) && key.isAlways())
                .filter(key -> key.name().lastIndexOf('.') + 1 == prefix.length() && key.name().startsWith(prefix))
                .forEach(key -> assertTrue(names.contains(key.name()), message + " lacks " + key.name()));
        assertTrue(table.stream().anyMatch(key -> key.message().equals(message)), message + " is in the table");
    }

    private static List<SchemaKey> keys(String message) {
        return CHECK_INS.stream().filter(key -> key.message().equals(message)).toList();
    }

    private static List<String> namesOfDevices(String message) {
        return keys(message).stream().map(SchemaKey::name).filter(NAMES_DEVICE::contains).toList();
    }

    private static Map<String, PlistValue> content(String message, Predicate<SchemaKey> wanted) {
        Map<String, PlistValue> content = new LinkedHashMap<>();
        keys(message).stream().filter(wanted).forEach(key -> content.put(key.name(), key.sample()));
        return content;
    }

    private static AppleMessage decode(Map<String, PlistValue> content) throws MalformedMessage {
        return AppleCodec.decode(PlistCodec.encode(new PlistDict(content)), DecodeLimits.DEFAULT);
    }

    private static List<AppleMessage> all() {
        EnrollmentIds device = EnrollmentIds.ofDevice("u");
        EnrollmentIds user = new EnrollmentIds(Optional.of("u"), Optional.empty(), Optional.of("user"),
                Optional.empty(), Optional.empty());
        Secret secret = new Secret(new byte[] {'s'});
        Optional<String> text = Optional.of("t");
        return List.of(new Authenticate(device, "t", text, text, text, text, text, text),
                new TokenUpdate(user, "t", secret, secret, Optional.of(secret), true), new CheckOut(device),
                new UserAuthenticate(user, Optional.of(secret)), new SetBootstrapToken(device, Optional.of(secret)),
                new GetBootstrapToken(device), new DeclarativeManagement(user, "tokens", Optional.of(secret)),
                new GetToken(user, "com.apple.maid"), new ReturnToService(device));
    }
}
