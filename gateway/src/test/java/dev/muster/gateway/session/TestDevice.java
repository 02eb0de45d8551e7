package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Device.Hardware;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead.Grant;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleDeviceCodec;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.EnrollmentIds;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/** One device of a {@link Scenario}: speaks, and shows what the store knows of it. */
final class TestDevice {
    final Scenario scenario;
    final DeviceId id;
    final String udid;
    Fingerprint certificate;

    private TestDevice(Scenario scenario, DeviceId id, String udid, Fingerprint certificate) {
        this.scenario = scenario;
        this.id = id;
        this.udid = udid;
        this.certificate = certificate;
    }

    /** How a device comes into being. */
    static final class Given {
        private final Scenario scenario;
        private final Platform platform;
        private final DeviceId id;
        private String udid;
        private Optional<UserId> user = Optional.empty();
        private Optional<ManagementAuthority> placedUnder = Optional.empty();
        private String boundUdid = "";
        private String boundSerial = "";

        Given(Scenario scenario, Platform platform, int number) {
            this.scenario = scenario;
            this.platform = platform;
            this.id = new DeviceId(new UUID(0xdead, number));
            this.udid = "UDID-" + number;
        }

        Given ofUser(String name) {
            user = Optional.of(scenario.user(name));
            return this;
        }

        Given placedUnder(ManagementAuthority authority) {
            placedUnder = Optional.of(authority);
            return this;
        }

        Given called(String name) {
            udid = name;
            return this;
        }

        Given boundToUdid(String name) {
            boundUdid = name;
            return this;
        }

        Given boundToSerial(String number) {
            boundSerial = number;
            return this;
        }

        /** A certificate was issued; the device has not spoken. */
        TestDevice issued() {
            return create(DeviceState.ISSUED, CertificateStatus.ISSUED, Optional.empty());
        }

        /** Enrolled; has received nothing yet. */
        TestDevice enrolled() {
            return create(DeviceState.ENROLLED, CertificateStatus.ACTIVE, Optional.empty());
        }

        /** Enrolled, and has received everything of this authority, which wanted nothing of it. */
        TestDevice enrolledWith(ManagementAuthority authority) {
            return create(DeviceState.ENROLLED, CertificateStatus.ACTIVE, Optional.of(authority));
        }

        private TestDevice create(DeviceState state, CertificateStatus status,
                Optional<ManagementAuthority> managedBy) {
            Fingerprint certificate = scenario.nextFingerprint();
            boolean spoken = state != DeviceState.ISSUED;
            scenario.store.devices.put(id,
                    new Device(Scenario.TENANT, id, 1, platform, user, state, spoken ? 1 : 0,
                            spoken ? Optional.of(certificate) : Optional.empty(), Optional.empty(),
                            spoken ? new Hardware(udid, "", "", "", "") : Hardware.UNKNOWN, placedUnder, managedBy,
                            managedBy.isPresent() ? scenario.store.tenant.epoch() : 0,
                            managedBy.isPresent() ? dev.muster.gateway.model.DesiredSet.EMPTY_HASH : "", List.of()));
            scenario.store.certificates.put(certificate,
                    new MemoryCheckIns.Certificate(id, status, new Grant(user, boundUdid, boundSerial, 0)));
            return new TestDevice(scenario, id, udid, certificate);
        }
    }

    /** Another certificate for the same row, as enrolling again brings it. */
    TestDevice withNewCertificate(Grant grant) {
        Fingerprint next = scenario.nextFingerprint();
        scenario.store.certificates.put(next, new MemoryCheckIns.Certificate(id, CertificateStatus.ISSUED, grant));
        return new TestDevice(scenario, id, udid, next);
    }

    /** A certificate that renews that of the enrolment which stands (R18). */
    TestDevice withRenewedCertificate() {
        return withNewCertificate(new Grant(row().user(), "", "", row().enrolment()));
    }

    TestDevice withNewCertificate() {
        return withNewCertificate(new Grant(row().user(), "", "", 0));
    }

    Device row() {
        return Scenario.present(scenario.store.devices.get(id));
    }

    List<PendingCommand> pending() {
        return scenario.store.pending.getOrDefault(id, List.of());
    }

    List<FinishedCommand> finished() {
        return scenario.store.finished.getOrDefault(id, List.of());
    }

    PushAddress push() {
        return Scenario.present(scenario.store.push(id));
    }

    InstalledSetting held(String name) {
        return row().ledger().stream().filter(entry -> entry.name().value().equals(name)).findFirst().orElseThrow();
    }

    Caller caller() {
        return new Caller(Scenario.TENANT, id, certificate);
    }

    /** Queues an action of the authority that is said. */
    PendingCommand queue(Action.Kind kind, ManagementAuthority authority) {
        PendingCommand command = new PendingCommand(scenario.nextCommandId(), row().enrolment(), authority,
                new Action(kind, Map.of()), scenario.now(), PendingCommand.State.QUEUED, 0);
        List<PendingCommand> queue = new ArrayList<>(pending());
        queue.add(command);
        scenario.store.pending.put(id, queue);
        return command;
    }

    EnrollmentIds ids() {
        return EnrollmentIds.ofDevice(udid);
    }

    Reply says(AppleMessage message) {
        return scenario.engine.handle(new CheckIn.AppleCheckIn(caller(), message));
    }

    Reply authenticates() {
        return says(authenticate("SERIAL-1"));
    }

    Authenticate authenticate(String serial) {
        return new Authenticate(ids(), Scenario.TOPIC, Optional.of("Ada's phone"), Optional.of(serial),
                Optional.of("MX123"), Optional.of("iPhone"), Optional.of("iPhone17,1"), Optional.of("19.1"));
    }

    Reply updatesToken(String token, String magic) {
        return says(tokenUpdate(token, magic, Optional.empty(), false));
    }

    TokenUpdate tokenUpdate(String token, String magic, Optional<String> unlock, boolean awaiting) {
        return new TokenUpdate(ids(), Scenario.TOPIC, secret(token), secret(magic), unlock.map(TestDevice::secret),
                awaiting);
    }

    private static Secret secret(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    Reply idles() {
        return says(new Idle(ids()));
    }

    Reply checksOut() {
        return says(new CheckOut(ids()));
    }

    Reply acknowledges(String uuid) {
        return says(new Acknowledged(ids(), uuid, new PlistDict(Map.of())));
    }

    Reply fails(String uuid) {
        return says(new CommandError(ids(), uuid,
                List.of(new ErrorLink(12021, "MCMDMErrorDomain", "secret words of the device")), false));
    }

    Reply declines(String uuid) {
        return says(new NotNow(ids(), uuid));
    }

    /** Answers every command with Acknowledged until none comes; returns the commands. */
    List<ReceivedCommand> session() {
        List<ReceivedCommand> received = new ArrayList<>();
        Reply reply = idles();
        while (reply instanceof Reply.Answer) {
            ReceivedCommand command = command(reply);
            received.add(command);
            if (received.size() > 100) {
                throw new AssertionError("a session of more than 100 commands: " + received);
            }
            reply = acknowledges(command.commandUuid());
        }
        assertInstanceOf(Reply.Nothing.class, reply, "a session ends with nothing to do");
        return received;
    }

    static ReceivedCommand command(Reply reply) {
        try {
            return AppleDeviceCodec.decode(assertInstanceOf(Reply.Answer.class, reply).body(), DecodeLimits.DEFAULT);
        } catch (MalformedMessage malformed) {
            throw new AssertionError("the gateway sent what no device reads", malformed);
        }
    }

    static Refusal.Category refusal(Reply reply) {
        return assertInstanceOf(Reply.Refused.class, reply).refusal().category();
    }
}
