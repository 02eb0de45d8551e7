package dev.muster.loadtest.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * One OMA-DM session of an {@link OmaDmDevice}, from package 1 to the message with statuses only. It survives its connection:
 * after a lost reply it may go on with its last message, byte for byte, on another one.
 */
final class OmaDmSession implements DeviceSession {
    private static final long MAX_MESSAGE_BYTES = 16_384;
    /** A gateway that needs more messages than this for a handful of settings goes in circles. */
    private static final int MAX_MESSAGES = 200;
    private static final String SERVER = "https://gateway.invalid/omadm";

    private final OmaDmDevice device;
    private final OmaDmDialect dialect;
    private final String sessionId;
    private List<DmReplies.Told> underWay = List.of();
    private byte[] lastBody = {};
    private int msgId;

    OmaDmSession(OmaDmDevice device, OmaDmDialect dialect, String sessionId) {
        this.device = device;
        this.dialect = dialect;
        this.sessionId = sessionId;
    }

    @Override
    public DeviceRequest first() {
        if (msgId > 0) {
            return request();
        }
        List<SyncMlCommand> commands = new ArrayList<>();
        commands.add(new Alert("1", false, "1201", null, List.of()));
        commands.addAll(dialect.greetings("2"));
        commands.add(ItemCommand.of(Verb.REPLACE, "3", dialect.deviceInformation(device.hardwareId(), device.name())));
        return next(commands);
    }

    @Override
    public Step answered(int status, byte[] body) {
        if (status == 503 || status == 429) {
            return new Step.Refused(status, what());
        }
        if (status != 200) {
            if (status == 401) {
                device.complain("HTTP 401 to " + what() + " (R14)");
            }
            return new Step.Broken("HTTP " + status + " to " + what());
        }
        underWay.forEach(device::resultAnswered);
        underWay = List.of();
        device.packageOneAnswered();
        try {
            return answered(SyncMlCodec.decode(body, DecodeLimits.DEFAULT), body.length);
        } catch (MalformedMessage malformed) {
            device.complain("the answer to " + what() + " is malformed: " + malformed.reason());
            return new Step.Broken("malformed answer to " + what());
        }
    }

    private Step answered(SyncMlMessage message, int bytes) {
        String headerCode = message.commands().stream()
                .filter(command -> command instanceof Status status && status.cmdRef().equals("0"))
                .map(command -> ((Status) command).data()).findFirst().orElse("none");
        if (!headerCode.equals("200") && !headerCode.equals("212")) {
            return new Step.Broken("status " + headerCode + " on the SyncHdr of " + what());
        }
        if (!message.header().sessionId().equals(sessionId)) {
            device.complain("the answer belongs to another session");
            return new Step.Broken("answer of another session");
        }
        if (bytes > MAX_MESSAGE_BYTES) {
            device.complain("an answer of " + bytes + " bytes passes the device's MaxMsgSize");
        }
        if (msgId >= MAX_MESSAGES) {
            device.complain("the session has no end");
            return new Step.Broken("endless session");
        }
        DmReplies replies = device.execute(message.commands(), message.header().msgId());
        if (!replies.commandSeen() && message.isFinal()) {
            return new Step.Done();
        }
        underWay = replies.told();
        List<SyncMlCommand> commands = new ArrayList<>(replies.commands());
        if (!message.isFinal()) {
            commands.add(new Alert(Integer.toString(commands.size() + 100), false, "1222", null, List.of()));
        }
        return new Step.Send(next(commands));
    }

    @Override
    public void lost() {
        device.interruptedIn(this);
    }

    private String what() {
        return msgId <= 1 ? "package 1" : "results";
    }

    private DeviceRequest next(List<SyncMlCommand> commands) {
        msgId++;
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", sessionId, Integer.toString(msgId), SERVER, device.hardwareId(),
                null, false, null, new Meta(null, null, null, null, null, MAX_MESSAGE_BYTES, null));
        lastBody = SyncMlCodec.encode(new SyncMlMessage(header, commands, true));
        return request();
    }

    private DeviceRequest request() {
        return new DeviceRequest(what(), dialect.path(), Map.of("User-Agent", dialect.userAgent(), "Content-Type",
                "application/vnd.syncml.dm+xml; charset=utf-8"), lastBody, device.drawFate());
    }
}
