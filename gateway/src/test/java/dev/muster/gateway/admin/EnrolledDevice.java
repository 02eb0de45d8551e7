package dev.muster.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.EnrolmentStore;

/** Puts an enrolled device into the store, as token and check-in would. */
record EnrolledDevice(TenantId tenant, DeviceId id, Fingerprint certificate) {
    static EnrolledDevice of(ApiHarness api, TenantId tenant, Platform platform, Optional<UserId> user,
            Optional<ManagementAuthority> placedUnder, String topic) {
        EnrolledDevice issued = issued(api, tenant, platform, user, placedUnder);
        Caller caller = new Caller(tenant, issued.id(), issued.certificate());
        Device before = api.store.checkIns().read(caller, false, api.clock.instant()).orElseThrow().device();
        Device after = new Device(tenant, issued.id(), before.version() + 1, platform, user, DeviceState.ENROLLED, 1,
                Optional.of(issued.certificate()), Optional.empty(),
                new Device.Hardware("UDID-" + issued.id(), "SERIAL", "iPhone12,1", "17.1", "Ada's phone"),
                before.placedUnder(), before.managedBy(), 0, "", List.of());
        Optional<PushAddress> push = topic.isEmpty() ? Optional.empty()
                : Optional.of(new PushAddress(new byte[32], new byte[] {1}, topic, api.clock.instant()));
        CheckInStore.WriteOutcome outcome = api.store.checkIns().write(new CheckInWrite(after, List.of(), List.of(),
                Optional.empty(), push, Optional.empty(),
                Optional.of(new CheckInWrite.Enrolment(issued.certificate(), Optional.empty(), Optional.empty())),
                api.clock.instant()));
        if (outcome != CheckInStore.WriteOutcome.COMMITTED) {
            throw new IllegalStateException("a fresh device conflicts with nobody");
        }
        return issued;
    }

    /** The device does all it was asked to, in one check-in that its site is told of. */
    void finishes(ApiHarness api) {
        CheckInRead read = api.store.checkIns().read(new Caller(tenant, id, certificate), false, api.clock.instant())
                .orElseThrow();
        Device before = read.device();
        List<FinishedCommand> finished = read.commands().stream().map(command -> new FinishedCommand(command,
                FinishedCommand.Outcome.DONE, "200", new byte[0], api.clock.instant())).toList();
        Device after = new Device(tenant, id, before.version() + 1, before.platform(), before.user(), before.state(),
                before.enrolment(), before.certificate(), before.pending(), before.hardware(), before.placedUnder(),
                before.managedBy(), before.epoch(), before.convergedHash(), before.ledger());
        if (api.store.checkIns().write(new CheckInWrite(after, List.of(), finished, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), api.clock.instant(), false, OptionalInt.empty(),
                Set.of(ConnectorMessage.Kind.RESULT))) != CheckInStore.WriteOutcome.COMMITTED) {
            throw new IllegalStateException("nobody else writes");
        }
    }

    /** A device that has a certificate and has not spoken yet. */
    static EnrolledDevice issued(ApiHarness api, TenantId tenant, Platform platform, Optional<UserId> user,
            Optional<ManagementAuthority> placedUnder) {
        DeviceId id = new DeviceId(UUID.randomUUID());
        String hash = Fingerprint.of(id.toString().getBytes(StandardCharsets.UTF_8)).hex();
        EnrolmentStore.Token token = new EnrolmentStore.Token(tenant, platform, user, "", "", id,
                api.clock.instant().plusSeconds(60));
        api.store.enrolments().putToken(hash, token);
        Fingerprint fingerprint = Fingerprint.of(("certificate " + id).getBytes(StandardCharsets.UTF_8));
        ClientCertificate certificate = new ClientCertificate(fingerprint,
                new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, tenant.value(), id.value()),
                api.clock.instant(), api.clock.instant().plusSeconds(86_400));
        if (!api.store.enrolments().redeem(hash, token, new EnrolmentStore.Issue(certificate, hash, new byte[] {1}),
                placedUnder, api.clock.instant())) {
            throw new IllegalStateException("a fresh token can be redeemed");
        }
        return new EnrolledDevice(tenant, id, fingerprint);
    }
}
