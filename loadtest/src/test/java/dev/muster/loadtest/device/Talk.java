package dev.muster.loadtest.device;

import java.security.KeyPair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleCommand;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Plays the server of a conversation without any network, for tests. */
public final class Talk {
    private static final KeyPair KEYS = EllipticKeys.generate();

    private Talk() {}

    /** A docile iPhone. */
    public static AppleDevice phone(AppleDevice.Surroundings around) {
        return phone(Temperament.DOCILE, 1, around);
    }

    /** An iPhone. */
    public static AppleDevice phone(Temperament temperament, long seed, AppleDevice.Surroundings around) {
        return new AppleDevice("ios-1", KEYS, "com.apple.mgmt.External.test", temperament, seed, around);
    }

    /** A docile OMA-DM device. */
    public static OmaDmDevice agent(DevicePlatform platform) {
        return agent(platform, RemovalWatch.NONE, Acknowledged.NOWHERE);
    }

    /** A docile OMA-DM device. */
    public static OmaDmDevice agent(DevicePlatform platform, RemovalWatch watch, Acknowledged log) {
        return new OmaDmDevice(platform.wireName() + "-1", platform, KEYS, Temperament.DOCILE, 1, watch, log);
    }

    /** A command with its CommandUUID. */
    public record Order(String id, AppleCommand command) {}

    /** Takes whatever the iPhone says and answers its reports with these commands, one after the other; what it said. */
    public static List<AppleMessage> serve(AppleDevice phone, Order... orders) throws MalformedMessage {
        Queue<Order> left = new ArrayDeque<>(List.of(orders));
        List<AppleMessage> heard = new ArrayList<>();
        DeviceSession session = phone.begin();
        DeviceSession.Step step = new DeviceSession.Step.Send(session.first());
        while (step instanceof DeviceSession.Step.Send send) {
            AppleMessage message = AppleCodec.decode(send.request().body(), DecodeLimits.DEFAULT);
            heard.add(message);
            Order next = message instanceof AppleMessage.Report ? left.poll() : null;
            step = session.answered(200, next == null ? new byte[0] : AppleCodec.encode(next.id(), next.command()));
        }
        if (!(step instanceof DeviceSession.Step.Done)) {
            throw new AssertionError("the conversation ended with " + step);
        }
        return heard;
    }

    /** Runs an OMA-DM session with these commands in the first answer; the messages the device sent. */
    public static List<SyncMlMessage> serve(OmaDmDevice device, List<SyncMlCommand> commands) throws MalformedMessage {
        List<SyncMlMessage> heard = new ArrayList<>();
        DeviceSession session = device.begin();
        DeviceSession.Step step = new DeviceSession.Step.Send(session.first());
        while (step instanceof DeviceSession.Step.Send send) {
            SyncMlMessage message = SyncMlCodec.decode(send.request().body(), DecodeLimits.DEFAULT);
            heard.add(message);
            step = session.answered(200, answer(message, heard.size() == 1 ? commands : List.of()));
        }
        if (!(step instanceof DeviceSession.Step.Done)) {
            throw new AssertionError("the session ended with " + step);
        }
        return heard;
    }

    /** A server's message that acknowledges the header and brings these commands. */
    public static byte[] answer(SyncMlMessage to, List<SyncMlCommand> commands) {
        SyncHdr from = to.header();
        List<SyncMlCommand> body = new ArrayList<>();
        body.add(Status.of("1", from.msgId(), "0", "SyncHdr", null, "200"));
        body.addAll(commands);
        String device = from.source();
        String server = from.target();
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", from.sessionId(), from.msgId(), device, server, null, false, null,
                Meta.NONE);
        return SyncMlCodec.encode(new SyncMlMessage(header, body, true));
    }
}
