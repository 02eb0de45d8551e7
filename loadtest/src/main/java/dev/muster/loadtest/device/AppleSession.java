package dev.muster.loadtest.device;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistString;

/**
 * One conversation of an {@link AppleDevice} with its server: what is still missing of the enrolment, then Idle, then results
 * until the answer is empty. Builds its property lists itself instead of through the gateway's message records, so that a
 * wrong reading on the gateway's side is not made twice.
 */
final class AppleSession implements DeviceSession {
    private static final String PATH = "/mdm/apple";
    private static final String USER_AGENT = "MDM/1.0";
    private static final Map<String, String> CHECK_IN = Map.of("User-Agent", USER_AGENT, "Content-Type",
            "application/x-apple-aspen-mdm-checkin");
    private static final Map<String, String> REPORT = Map.of("User-Agent", USER_AGENT, "Content-Type",
            "application/x-apple-aspen-mdm");

    /** What the request under way says. */
    private sealed interface Said {
        /** The device asks to enrol. */
        record Authenticate() implements Said {}

        /** The device tells its push address. */
        record TokenUpdate() implements Said {}

        /** The device is ready for commands. */
        record Idle() implements Said {}

        /** A command's result. */
        record Result(String commandId, String status) implements Said {}
    }

    private final AppleDevice device;
    private Said said = new Said.Idle();

    AppleSession(AppleDevice device) {
        this.device = device;
    }

    @Override
    public DeviceRequest first() {
        if (device.mustAuthenticate()) {
            return authenticate();
        }
        return device.mustTellToken() ? tokenUpdate() : idle();
    }

    @Override
    public Step answered(int status, byte[] body) {
        if (status == 503 || status == 429) {
            return new Step.Refused(status, what());
        }
        if (status != 200) {
            return refusedForGood(status, body);
        }
        return switch (said) {
            case Said.Authenticate _ -> {
                device.authenticateAnswered();
                yield mustBeEmpty(body).orElseGet(() -> new Step.Send(tokenUpdate()));
            }
            case Said.TokenUpdate _ -> {
                boolean alone = device.tokenAnswered();
                yield mustBeEmpty(body).orElseGet(() -> alone ? new Step.Done() : new Step.Send(idle()));
            }
            case Said.Idle _ -> command(body);
            case Said.Result result -> {
                device.resultAnswered(result.commandId(), result.status());
                yield command(body);
            }
        };
    }

    @Override
    public void lost() {
        // An iPhone that got no answer connects again by itself; whatever was executed stays executed.
        device.returnSoon();
    }

    private String what() {
        return switch (said) {
            case Said.Authenticate _ -> "Authenticate";
            case Said.TokenUpdate _ -> "TokenUpdate";
            case Said.Idle _ -> "Idle";
            case Said.Result _ -> "result";
        };
    }

    /** A device takes 401, and 403 with Apple's error code, as the end of management: a gateway never sends them (R14). */
    private Step refusedForGood(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (status == 401 || text.contains("com.apple.unrecognized.device")) {
            device.complain("unenrolled by HTTP " + status + " to " + what() + " (R14)");
        }
        return new Step.Broken("HTTP " + status + " to " + what());
    }

    private static Optional<Step> mustBeEmpty(byte[] body) {
        return body.length == 0 ? Optional.empty() : Optional.of(new Step.Broken("a check-in message was answered with "
                + body.length + " bytes"));
    }

    private Step command(byte[] body) {
        if (body.length == 0) {
            return new Step.Done();
        }
        try {
            if (PlistCodec.decode(body, DecodeLimits.DEFAULT) instanceof PlistDict answer
                    && answer.get("Command") instanceof PlistDict command) {
                Optional<String> commandId = answer.string("CommandUUID");
                if (commandId.isPresent()) {
                    AppleCommands.Outcome outcome = device.execute(commandId.get(), command);
                    return new Step.Send(result(commandId.get(), outcome));
                }
            }
            device.complain("a report was answered with something that is no command");
            return new Step.Broken("no command in the answer to " + what());
        } catch (MalformedMessage malformed) {
            device.complain("a report was answered with a malformed property list: " + malformed.reason());
            return new Step.Broken("malformed answer to " + what());
        }
    }

    private DeviceRequest authenticate() {
        said = new Said.Authenticate();
        Map<String, PlistValue> entries = checkIn("Authenticate");
        entries.put("DeviceName", new PlistString(device.name()));
        entries.put("SerialNumber", new PlistString(device.serial()));
        entries.put("Model", new PlistString("MTP03"));
        entries.put("ModelName", new PlistString("iPhone"));
        entries.put("ProductName", new PlistString("iPhone16,1"));
        entries.put("OSVersion", new PlistString("18.1"));
        entries.put("BuildVersion", new PlistString("22B83"));
        return request(CHECK_IN, entries, false);
    }

    private DeviceRequest tokenUpdate() {
        said = new Said.TokenUpdate();
        device.listen();
        PushAddress address = device.pushAddress();
        Map<String, PlistValue> entries = checkIn("TokenUpdate");
        entries.put("Token", new PlistData(HexFormat.of().parseHex(address.token())));
        entries.put("PushMagic", new PlistString(address.magic()));
        entries.put("AwaitingConfiguration", new PlistBoolean(false));
        return request(CHECK_IN, entries, false);
    }

    private Map<String, PlistValue> checkIn(String messageType) {
        Map<String, PlistValue> entries = new LinkedHashMap<>();
        entries.put("MessageType", new PlistString(messageType));
        entries.put("Topic", new PlistString(device.pushAddress().topic()));
        return entries;
    }

    private DeviceRequest idle() {
        said = new Said.Idle();
        device.saysIdle();
        Map<String, PlistValue> entries = new LinkedHashMap<>();
        entries.put("Status", new PlistString("Idle"));
        return request(REPORT, entries, false);
    }

    private DeviceRequest result(String commandId, AppleCommands.Outcome outcome) {
        said = new Said.Result(commandId, outcome.status());
        Map<String, PlistValue> entries = new LinkedHashMap<>(outcome.answers());
        entries.put("CommandUUID", new PlistString(commandId));
        entries.put("Status", new PlistString(outcome.status()));
        return request(REPORT, entries, true);
    }

    private DeviceRequest request(Map<String, String> headers, Map<String, PlistValue> entries, boolean result) {
        entries.put("UDID", new PlistString(device.hardwareId()));
        byte[] body = PlistCodec.encode(new PlistDict(entries));
        return new DeviceRequest(what(), PATH, headers, body, device.drawFate(result));
    }
}
