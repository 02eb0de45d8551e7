package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.DmMac;
import dev.muster.gateway.model.Reply;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.Chal;
import dev.muster.protocol.syncml.Cred;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/** The OMA-DM client of a {@link TestDevice}: one session of it, message by message, through the real codec. */
final class DmClient {
    final TestDevice device;
    final String sessionId;
    private final @Nullable Long maxMsgSize;
    private final @Nullable Long maxObjSize;
    private SyncMlEncoding encoding = SyncMlEncoding.XML;
    private int msgId;
    private byte[] lastBody = new byte[0];
    /** What the SyncHdr shows. */
    @Nullable
    Cred cred;
    /** What the header over the body shows. */
    java.util.function.Function<byte[], Optional<DmMac>> mac = _ -> Optional.empty();
    /** Status for the gateway's SyncHdr. */
    String headerCode = "200";
    /** Challenge in that Status. */
    @Nullable
    Chal chal;

    DmClient(TestDevice device, String sessionId) {
        this(device, sessionId, null);
    }

    DmClient(TestDevice device, String sessionId, @Nullable Long maxMsgSize) {
        this(device, sessionId, maxMsgSize, null);
    }

    DmClient(TestDevice device, String sessionId, @Nullable Long maxMsgSize, @Nullable Long maxObjSize) {
        this.device = device;
        this.sessionId = sessionId;
        this.maxMsgSize = maxMsgSize;
        this.maxObjSize = maxObjSize;
    }

    /** From now on it speaks this encoding. */
    DmClient speaking(SyncMlEncoding now) {
        encoding = now;
        return this;
    }

    /** Package 1. */
    SyncMlMessage opens() {
        return says(alert("1201"), devInfo(device.udid));
    }

    /** Sends the next message and reads the answer. */
    SyncMlMessage says(SyncMlCommand... commands) {
        return read(sends(true, commands));
    }

    /** Sends the next message. */
    Reply sends(boolean isFinal, SyncMlCommand... commands) {
        msgId++;
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", sessionId, Integer.toString(msgId), "https://gw.example/omadm",
                device.udid, null, false, cred,
                new Meta(null, null, null, null, null, maxMsgSize, maxObjSize));
        List<SyncMlCommand> body = new ArrayList<>();
        if (msgId > 1) {
            body.add(new Status("1", Integer.toString(msgId - 1), "0", "SyncHdr", List.of(), List.of(), null, chal,
                    headerCode, List.of()));
        }
        body.addAll(Arrays.asList(commands));
        lastBody = SyncMlCodec.encode(new SyncMlMessage(header, body, isFinal), encoding);
        return posts(lastBody);
    }

    /** The next message has the MsgID of the last one. */
    void countBack() {
        msgId--;
    }

    /** The same bytes again, as a client does that got no answer. */
    Reply repeats() {
        return posts(lastBody);
    }

    /** Hands bytes to the engine the way the listener does. */
    Reply posts(byte[] body) {
        return device.scenario.engine
                .handle(new OmaDmCheckIn(device.caller(), decode(body), encodingOf(body), Fingerprint.of(body).hex(),
                        mac.apply(body)));
    }

    /** Carries everything out and answers until the session ends; returns the commands that came. */
    List<SyncMlCommand> session(DmTree tree) {
        List<SyncMlCommand> received = new ArrayList<>();
        SyncMlMessage answer = opens();
        while (!commands(answer).isEmpty() || !answer.isFinal()) {
            received.addAll(commands(answer));
            if (msgId > 50) {
                throw new AssertionError("a session of more than 50 messages: " + received);
            }
            answer = says(answersTo(answer, tree).toArray(SyncMlCommand[]::new));
        }
        return received;
    }

    /** What a client says to an answer: what became of its commands, and 1222 where the server's package goes on. */
    static List<SyncMlCommand> answersTo(SyncMlMessage answer, DmTree tree) {
        List<SyncMlCommand> said = new ArrayList<>(tree.carryOut(answer));
        if (!answer.isFinal()) {
            said.addFirst(alert("1222"));
        }
        return said;
    }

    static Alert alert(String code) {
        return new Alert("A" + code, false, code, null, List.of());
    }

    static SyncMlCommand devInfo(String devId) {
        return ItemCommand.of(Verb.REPLACE, "R1", List.of(fact("./DevInfo/DevId", devId),
                fact("./DevInfo/Man", "Contoso"), fact("./DevInfo/Mod", "PC1"), fact("./DevInfo/DmV", "1.3"),
                fact("./DevInfo/Lang", "en-US")));
    }

    static Item fact(String locUri, String value) {
        return new Item(null, locUri, Meta.NONE, value, false);
    }

    static Alert unenrolls() {
        return new Alert("U", false, "1226", null, List.of(new Item(null, null,
                Meta.of("int", "com.microsoft:mdm.unenrollment.userrequest"), "1", false)));
    }

    /** A status for a command that came. */
    static Status status(SyncMlCommand command, String code) {
        return Status.of("S" + command.cmdId(), "1", command.cmdId(), elementOf(command), null, code);
    }

    static SyncMlMessage read(Reply reply) {
        return decode(assertInstanceOf(Reply.Answer.class, reply).body());
    }

    static SyncMlMessage decode(byte[] body) {
        try {
            return SyncMlCodec.decode(body, encodingOf(body), DecodeLimits.DEFAULT);
        } catch (MalformedMessage malformed) {
            throw new AssertionError("not a SyncML message", malformed);
        }
    }

    /** A WBXML document begins with its version, which is none of XML's characters. */
    static SyncMlEncoding encodingOf(byte[] body) {
        return body[0] > 0 && body[0] < 4 ? SyncMlEncoding.WBXML : SyncMlEncoding.XML;
    }

    /** What the gateway wants done, without its statuses. */
    static List<SyncMlCommand> commands(SyncMlMessage answer) {
        return answer.commands().stream().filter(command -> !(command instanceof Status)).toList();
    }

    static ItemCommand only(SyncMlMessage answer) {
        List<SyncMlCommand> commands = commands(answer);
        assertEquals(1, commands.size(), commands.toString());
        return assertInstanceOf(ItemCommand.class, commands.getFirst());
    }

    /** Statuses as {@code cmdRef Element code}, in order. */
    static List<String> statuses(SyncMlMessage answer) {
        return answer.commands().stream().filter(Status.class::isInstance).map(Status.class::cast)
                .map(status -> status.cmdRef() + " " + status.cmd() + " " + status.data()).toList();
    }

    /** Commands as {@code Verb target}, in order. */
    static List<String> texts(List<SyncMlCommand> commands) {
        return commands.stream().map(command -> elementOf(command) + targetOf(command).map(uri -> " " + uri).orElse(""))
                .toList();
    }

    private static Optional<String> targetOf(SyncMlCommand command) {
        return command instanceof ItemCommand items ? Optional.ofNullable(items.items().getFirst().target())
                : Optional.empty();
    }

    static String elementOf(SyncMlCommand command) {
        return switch (command) {
            case ItemCommand items -> items.verb().wireName();
            case Alert alert -> "Alert " + alert.data();
            case Status _ -> "Status";
            case Results _ -> "Results";
            case Atomic _ -> "Atomic";
            case Sequence _ -> "Sequence";
            case Unknown unknown -> unknown.element();
        };
    }
}
