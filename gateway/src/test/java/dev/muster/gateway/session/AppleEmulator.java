package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/** A phone that really holds profiles, repeats reports nobody answered, and starts over when it feels like it. */
final class AppleEmulator extends Emulator {
    private final Map<String, String> profiles = new TreeMap<>();
    /** The report that still has to reach the gateway; none: the next session starts with Idle. */
    private @Nullable AppleMessage unsent;

    AppleEmulator(TestDevice device, SplittableRandom random) {
        super(device, random);
    }

    @Override
    Map<String, String> held() {
        return profiles;
    }

    @Override
    void step() {
        AppleMessage message = unsent == null ? new Idle(device().ids()) : unsent;
        if (trouble(10)) {
            return; // lost on the way in; the message is sent again
        }
        Reply reply = device().says(message);
        if (reply instanceof Reply.Refused) {
            return;
        }
        if (trouble(15)) {
            if (random.nextBoolean()) {
                unsent = null; // gives the session up and starts over later
            }
            return; // lost on the way out: it sends the same again
        }
        note(message, reply);
        unsent = reply instanceof Reply.Answer ? carryOut(TestDevice.command(reply)) : null;
    }

    @Override
    void wholeSession() {
        int messages = 0;
        do {
            step();
            if (++messages > 200) {
                throw new AssertionError("a session without end");
            }
        } while (unsent != null);
    }

    private void note(AppleMessage message, Reply reply) {
        switch (message) {
            case Acknowledged done -> CommandRef.of(done.commandUuid())
                    .ifPresent(ref -> taken(ref, Outcome.DONE, reply));
            case CommandError error -> CommandRef.of(error.commandUuid())
                    .ifPresent(ref -> taken(ref, Outcome.FAILED, reply));
            case Idle _,NotNow _ -> {
            }
            case AppleMessage.CheckInMessage _ -> throw new AssertionError("reports only");
        }
    }

    private AppleMessage carryOut(ReceivedCommand command) {
        String uuid = command.commandUuid();
        if (trouble(15)) {
            return new NotNow(device().ids(), uuid);
        }
        CommandRef ref = CommandRef.of(uuid).orElseThrow();
        if (ref.kind() != CommandRef.Kind.REMOVE && trouble(10)) {
            return error(uuid, 12021);
        }
        switch (command.requestType()) {
            case "InstallProfile" -> hold(profiles, command.content().data("Payload").orElseThrow());
            case "RemoveProfile" -> {
                removing(command.content().string("Identifier").orElseThrow(), false);
                if (profiles.remove(command.content().string("Identifier").orElseThrow()) == null) {
                    return error(uuid, 12075);
                }
            }
            case "RestartDevice", "EraseDevice" -> carriedOut(ref, true);
            default -> carriedOut(ref, false);
        }
        return new Acknowledged(device().ids(), uuid, new PlistDict(Map.of()));
    }

    private AppleMessage error(String uuid, int code) {
        return new CommandError(device().ids(), uuid, List.of(new ErrorLink(code, "MCMDMErrorDomain", "words")), false);
    }

    /** Puts what a setting brings where a phone would have it. */
    static void hold(Map<String, String> profiles, Setting setting) {
        if (setting.payload() instanceof SettingPayload.AppleProfile profile) {
            hold(profiles, profile.mobileconfig());
        }
    }

    private static void hold(Map<String, String> profiles, byte[] mobileconfig) {
        List<String> lines = new String(mobileconfig, StandardCharsets.UTF_8).lines()
                .toList();
        profiles.put(lines.getFirst(), lines.getLast());
    }
}
