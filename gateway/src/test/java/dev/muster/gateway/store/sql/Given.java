package dev.muster.gateway.store.sql;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.Store;

/** A small language to arrange a store: one tenant, its users, its devices. Every test has a tenant of its own. */
public final class Given {
    public static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    /** What the store takes for the present: an hour after everything that is arranged. */
    static final Clock CLOCK = Clock.fixed(NOW.plusSeconds(3600), ZoneOffset.UTC);
    public static final Entitlement INTUNE = new Entitlement(true, true, false, false);

    final Store store;
    public final TenantId tenant;

    private Given(Store store, TenantId tenant) {
        this.store = store;
        this.tenant = tenant;
    }

    /** A tenant that is there. */
    public static Given of(Store store, TenantId tenant) {
        return new Given(store, tenant);
    }

    public static Given tenant(Store store) {
        return tenant(store, TenantAuthority.COEXISTENCE);
    }

    public static Given tenant(Store store, TenantAuthority authority) {
        TenantId id = new TenantId("t-" + UUID.randomUUID());
        if (!store.tenants().create(id, "Contoso", authority, TenantOptions.NONE, NOW)) {
            throw new IllegalStateException("tenant exists");
        }
        return new Given(store, id);
    }

    public UserId user(String name) {
        UserId id = new UserId(UUID.randomUUID());
        if (!store.directory().create(tenant, id, name)) {
            throw new IllegalStateException("user exists");
        }
        return id;
    }

    static String hash(String text) {
        return Fingerprint.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    EnrolmentStore.Token token(Platform platform, Optional<UserId> user, DeviceId device) {
        return new EnrolmentStore.Token(tenant, platform, user, "UDID-1", "SERIAL-1", device, NOW.plusSeconds(3600));
    }

    /** That certificate as it is recorded; its key is named after it. */
    static EnrolmentStore.Issue issue(ClientCertificate certificate) {
        return new EnrolmentStore.Issue(certificate, certificate.fingerprint().hex(), new byte[] {1});
    }

    ClientCertificate certificate(DeviceId device) {
        return new ClientCertificate(Fingerprint.of(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8)),
                new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, tenant.value(), device.value()), NOW,
                NOW.plusSeconds(86_400 * 365));
    }

    /** A device with a certificate and nothing said yet: ISSUED. */
    Caller issued(Platform platform, Optional<UserId> user) {
        return certified(platform, user, new DeviceId(UUID.randomUUID()));
    }

    /** The same by a token that was bound to no hardware. */
    Caller unbound(Platform platform, Optional<UserId> user) {
        return certified(new EnrolmentStore.Token(tenant, platform, user, "", "", new DeviceId(UUID.randomUUID()),
                NOW.plusSeconds(3600)));
    }

    /** A further certificate, for a device that may exist already. */
    Caller certified(Platform platform, Optional<UserId> user, DeviceId device) {
        return certified(token(platform, user, device));
    }

    private Caller certified(EnrolmentStore.Token token) {
        DeviceId device = token.device();
        Optional<UserId> user = token.user();
        String hash = hash(UUID.randomUUID().toString());
        store.enrolments().putToken(hash, token);
        ClientCertificate certificate = certificate(device);
        Optional<ManagementAuthority> placed = user.isPresent()
                ? Optional.empty()
                : Optional.of(ManagementAuthority.INTUNE);
        if (!store.enrolments().redeem(hash, token, new EnrolmentStore.Issue(certificate, hash, new byte[] {1}),
                placed, NOW)) {
            throw new IllegalStateException("token refused");
        }
        return new Caller(tenant, device, certificate.fingerprint());
    }

    /** Records a certificate that renews that of an enrolment (R18). */
    boolean renew(DeviceId device, int enrolment, ClientCertificate certificate) {
        return store.enrolments().renew(tenant, device, enrolment, issue(certificate), NOW);
    }

    /** A device under management, with a push address. */
    public Caller enrolled(Platform platform, Optional<UserId> user) {
        Caller caller = issued(platform, user);
        CheckInWrite write = new Write(read(caller).device())
                .device(row -> copy(row, DeviceState.ENROLLED, 1, row.epoch(), Optional.of(caller.certificate())))
                .push(address("token-" + caller.device(), "magic"))
                .enrolment(new CheckInWrite.Enrolment(caller.certificate(), Optional.empty(), Optional.empty()))
                .build();
        if (store.checkIns().write(write) != WriteOutcome.COMMITTED) {
            throw new IllegalStateException("enrolment conflicts");
        }
        return caller;
    }

    public CheckInRead read(Caller caller) {
        return store.checkIns().read(caller, true, NOW).orElseThrow();
    }

    public Device device(Caller caller) {
        return read(caller).device();
    }

    public static PushAddress address(String token, String magic) {
        return new PushAddress(token.getBytes(StandardCharsets.UTF_8), magic.getBytes(StandardCharsets.UTF_8),
                "com.apple.mgmt.1", NOW);
    }

    static PendingCommand command(int enrolment, Action.Kind kind) {
        return new PendingCommand(new CommandId(UUID.randomUUID()), enrolment, ManagementAuthority.INTUNE,
                new Action(kind, Map.of("message", "hello")), NOW, PendingCommand.State.QUEUED, 0);
    }

    static Device copy(Device row, DeviceState state, int enrolment, long epoch, Optional<Fingerprint> certificate) {
        return new Device(row.tenant(), row.id(), row.version(), row.platform(), row.user(), state, enrolment,
                certificate, row.pending(), row.hardware(), row.placedUnder(), row.managedBy(), epoch,
                row.convergedHash(), row.ledger());
    }

    public static Device atEpoch(Device row, long epoch) {
        return copy(row, row.state(), row.enrolment(), epoch, row.certificate());
    }

    static Device named(Device row, String name) {
        return new Device(row.tenant(), row.id(), row.version(), row.platform(), row.user(), row.state(),
                row.enrolment(), row.certificate(), row.pending(),
                new Device.Hardware(row.hardware().udid(), row.hardware().serial(), "", "", name), row.placedUnder(),
                row.managedBy(), row.epoch(), row.convergedHash(), row.ledger());
    }

    static Device withUdid(Device row, String udid) {
        return new Device(row.tenant(), row.id(), row.version(), row.platform(), row.user(), row.state(),
                row.enrolment(), row.certificate(), row.pending(), new Device.Hardware(udid, "", "", "", ""),
                row.placedUnder(), row.managedBy(), row.epoch(), row.convergedHash(), row.ledger());
    }

    /** The device checked in and has everything of this moment: it is no longer due. */
    public void converge(Caller caller, Instant at) {
        CheckInRead read = read(caller);
        CheckInWrite write = new Write(read.device()).device(row -> atEpoch(row, read.tenant().epoch())).build();
        store.checkIns().write(new CheckInWrite(write.after(), write.changed(), write.finished(), write.session(),
                write.push(), write.unlockToken(), write.enrolment(), at, true, write.poll()));
    }

    /** The device reported where to wake it from now on. */
    public void reports(Caller caller, PushAddress address) {
        store.checkIns().write(new Write(device(caller)).push(address).build());
    }

    /** A write under construction; by default it changes nothing but the version. */
    static final class Write {
        private Device after;
        private CheckInWrite write;

        Write(Device before) {
            after = before;
            write = new CheckInWrite(before, List.of(), List.of(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), NOW);
        }

        Write device(UnaryOperator<Device> change) {
            after = change.apply(after);
            return this;
        }

        Write changed(PendingCommand... commands) {
            return with(new CheckInWrite(after, List.of(commands), write.finished(), write.session(), write.push(),
                    write.unlockToken(), write.enrolment(), write.at()));
        }

        Write finished(dev.muster.gateway.model.FinishedCommand... commands) {
            return with(new CheckInWrite(after, write.changed(), List.of(commands), write.session(), write.push(),
                    write.unlockToken(), write.enrolment(), write.at()));
        }

        Write session(dev.muster.gateway.model.DmSession session) {
            return with(new CheckInWrite(after, write.changed(), write.finished(), Optional.of(session), write.push(),
                    write.unlockToken(), write.enrolment(), write.at()));
        }

        /** A site is told of these. */
        CheckInWrite told(ConnectorMessage.Kind... kinds) {
            CheckInWrite built = build();
            return new CheckInWrite(built.after(), built.changed(), built.finished(), built.session(), built.push(),
                    built.unlockToken(), built.enrolment(), built.at(), false, OptionalInt.empty(), Set.of(kinds));
        }

        Write push(PushAddress address) {
            return with(new CheckInWrite(after, write.changed(), write.finished(), write.session(),
                    Optional.of(address), write.unlockToken(), write.enrolment(), write.at()));
        }

        Write unlockToken(byte[] token) {
            return with(new CheckInWrite(after, write.changed(), write.finished(), write.session(), write.push(),
                    Optional.of(token), write.enrolment(), write.at()));
        }

        Write enrolment(CheckInWrite.Enrolment enrolment) {
            return with(new CheckInWrite(after, write.changed(), write.finished(), write.session(), write.push(),
                    write.unlockToken(), Optional.of(enrolment), write.at()));
        }

        private Write with(CheckInWrite next) {
            write = next;
            return this;
        }

        /** The write, at the next version. */
        CheckInWrite build() {
            Device row = after;
            Device next = new Device(row.tenant(), row.id(), row.version() + 1, row.platform(), row.user(),
                    row.state(), row.enrolment(), row.certificate(), row.pending(), row.hardware(),
                    row.placedUnder(), row.managedBy(), row.epoch(), row.convergedHash(), row.ledger());
            return new CheckInWrite(next, write.changed(), write.finished(), write.session(), write.push(),
                    write.unlockToken(), write.enrolment(), write.at());
        }
    }
}
