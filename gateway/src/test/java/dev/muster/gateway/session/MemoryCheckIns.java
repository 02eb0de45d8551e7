package dev.muster.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.wake.PollSpread;

/**
 * A store for one tenant in memory, for tests of the engine. It validates like the real one: a write counts only for the
 * version that was read, all of it or nothing, and what names a row that is not there is a defect. Hostile by switches.
 */
final class MemoryCheckIns implements CheckInStore {
    record Certificate(DeviceId device, CertificateStatus status, CheckInRead.Grant grant) {}

    /** Until when certificates that were renewed are good; absent: as long as they are valid. */
    final Map<Fingerprint, Instant> goodUntil = new HashMap<>();

    private record SetKey(ManagementAuthority authority, Platform platform) {}

    Tenant tenant;
    /** Asked of every device. */
    @Nullable
    DmAccount account;
    final MemoryApple apple = new MemoryApple(this);
    final MemoryDeclarations declarations = new MemoryDeclarations(this);
    final Map<UserId, Entitlement> users = new HashMap<>();
    final Map<DeviceId, Device> devices = new LinkedHashMap<>();
    final Map<Fingerprint, Certificate> certificates = new LinkedHashMap<>();
    final Map<DeviceId, List<PendingCommand>> pending = new HashMap<>();
    final Map<DeviceId, List<FinishedCommand>> finished = new HashMap<>();
    final Map<DeviceId, DmSession> sessions = new HashMap<>();
    final Map<DeviceId, PushAddress> pushes = new HashMap<>();
    final Map<DeviceId, byte[]> unlockTokens = new HashMap<>();
    final Map<DeviceId, Instant> touches = new HashMap<>();
    private final Map<SetKey, DesiredSet> desired = new HashMap<>();

    /** Poll intervals that devices answered to, in minutes. */
    final Map<DeviceId, Integer> polls = new HashMap<>();
    /** Whether devices still have to be told how often to come. */
    boolean tellsPolls;
    /** The tenant's interval. */
    Duration interval = Duration.ofHours(8);
    /** So many of the next writes find that somebody else was first. */
    int conflicts;
    /** So many of the next questions for a desired set find it gone. */
    int vanishingSets;
    /** So many of the next settlements fail. */
    int failingSettlements;
    /** Every call fails. */
    boolean unavailable;
    int reads;
    int writes;

    MemoryCheckIns(Tenant tenant) {
        this.tenant = tenant;
    }

    void desire(ManagementAuthority authority, Platform platform, DesiredSet set) {
        desired.put(new SetKey(authority, platform), set);
    }

    @Override
    public Optional<CheckInRead> read(Caller caller, boolean withSession, Instant now) {
        answer();
        reads++;
        Certificate certificate = certificates.get(caller.certificate());
        Device device = devices.get(caller.device());
        if (!caller.tenant().equals(tenant.id()) || certificate == null || device == null
                || !certificate.device().equals(caller.device())) {
            return Optional.empty();
        }
        Map<ManagementAuthority, String> hashes = new HashMap<>();
        desired.forEach((key, set) -> {
            if (key.platform() == device.platform()) {
                hashes.put(key.authority(), set.hash());
            }
        });
        Optional<DmSession> session = withSession
                ? Optional.ofNullable(sessions.get(caller.device()))
                        .filter(row -> row.updatedAt().plus(Duration.ofHours(1)).isAfter(now))
                : Optional.empty();
        boolean over = certificate.status() == CertificateStatus.RENEWED
                && !now.isBefore(goodUntil.getOrDefault(caller.certificate(), Instant.MAX));
        return Optional.of(new CheckInRead(over ? CertificateStatus.SUPERSEDED : certificate.status(),
                certificate.grant(), device, tenant,
                device.user().map(user -> users.getOrDefault(user, Entitlement.NONE)), hashes,
                pending.getOrDefault(caller.device(), List.of()), session, credentials(caller.device(), withSession),
                withSession ? upkeep(device) : CheckInRead.Upkeep.NONE));
    }

    /** Unless a test says otherwise, devices have been told how often to come. */
    private CheckInRead.Upkeep upkeep(Device device) {
        int told = PollSpread.minutes(interval, device.id());
        Optional<Instant> since = Optional.ofNullable(pushes.get(device.id())).map(PushAddress::receivedAt);
        return new CheckInRead.Upkeep(since, interval, polls.getOrDefault(device.id(), tellsPolls ? 0 : told));
    }

    private CheckInRead.Credentials credentials(DeviceId id, boolean withSession) {
        Optional<DmAccount> asks = Optional.ofNullable(account)
                .filter(present -> withSession && present.scheme() != DmAccount.Scheme.NONE);
        DmSession row = sessions.get(id);
        return asks.isEmpty() ? CheckInRead.Credentials.NONE
                : new CheckInRead.Credentials(asks, row == null ? DmNonces.NONE : row.nonces());
    }

    @Override
    public WriteOutcome write(CheckInWrite write) {
        answer();
        Device after = write.after();
        Device before = Objects.requireNonNull(devices.get(after.id()), "a check-in creates no device");
        if (conflicts > 0) {
            conflicts--;
            devices.put(before.id(), withVersion(before, before.version() + 1));
            return WriteOutcome.CONFLICT;
        }
        if (before.version() != after.version() - 1) {
            return WriteOutcome.CONFLICT;
        }
        check(before, write);
        writes++;
        devices.put(after.id(), after);
        List<PendingCommand> queue = new ArrayList<>(pending.getOrDefault(after.id(), List.of()));
        write.changed().forEach(changed -> queue
                .replaceAll(command -> command.id().equals(changed.id()) ? changed : command));
        write.finished().forEach(end -> {
            queue.removeIf(command -> command.id().equals(end.command().id()));
            finished.computeIfAbsent(after.id(), _ -> new ArrayList<>()).add(end);
        });
        pending.put(after.id(), queue);
        write.session().ifPresent(row -> sessions.put(after.id(), row));
        write.push().ifPresent(address -> pushes.put(after.id(), address));
        write.poll().ifPresent(minutes -> polls.put(after.id(), minutes));
        write.unlockToken().ifPresent(token -> unlockTokens.put(after.id(), token));
        write.enrolment().ifPresent(enrolment -> {
            complete(enrolment, write.at());
            apple.clear(after.id(), after.enrolment(), write.at());
            declarations.clear(after.id(), after.enrolment());
        });
        return WriteOutcome.COMMITTED;
    }

    private void check(Device before, CheckInWrite write) {
        Set<CommandId> queued = new HashSet<>();
        pending.getOrDefault(before.id(), List.of()).forEach(command -> queued.add(command.id()));
        Set<CommandId> named = new HashSet<>();
        write.changed().forEach(command -> require(queued.contains(command.id()) && named.add(command.id()),
                "a changed command is pending and named once"));
        write.finished().forEach(end -> require(queued.contains(end.command().id()) && named.add(end.command().id()),
                "a finished command was pending and is not changed as well"));
        write.enrolment().ifPresent(enrolment -> {
            require(statusOf(enrolment.activated()) == CertificateStatus.ISSUED
                    || statusOf(enrolment.activated()) == CertificateStatus.ACTIVE
                    || statusOf(enrolment.activated()) == CertificateStatus.BOUND,
                    "an issued certificate is activated");
            require(enrolment.renewal() == (grantOf(enrolment.activated()).renews() > 0
                    && write.after().enrolment() == before.enrolment()), "a renewal says so");
            boolean renews = grantOf(enrolment.activated()).renews() == before.enrolment() && before.enrolment() > 0;
            require(write.after().enrolment() == before.enrolment() + (renews ? 0 : 1),
                    "each enrolment has the next number");
            require(write.after().certificate().equals(Optional.of(enrolment.activated())), "the row is bound to it");
            require(!enrolment.superseded().equals(Optional.of(enrolment.activated())), "nothing supersedes itself");
            require(!enrolment.replaced().equals(Optional.of(before.id())), "nothing replaces itself");
        });
        require(write.enrolment().isPresent() || write.after().enrolment() == before.enrolment(),
                "only an enrolment counts enrolments");
        require(write.after().platform() == before.platform() && write.after().user().equals(before.user())
                && write.after().placedUnder().equals(before.placedUnder()), "a check-in leaves administrators' facts");
    }

    private void complete(CheckInWrite.Enrolment enrolment, Instant at) {
        if (enrolment.renewal()) {
            setStatus(enrolment.activated(), CertificateStatus.BOUND);
            enrolment.superseded().ifPresent(before -> setStatus(before, CertificateStatus.RENEWED));
            return;
        }
        DeviceId device = Objects.requireNonNull(certificates.get(enrolment.activated()), "recorded").device();
        certificates.replaceAll((_, certificate) -> certificate.device().equals(device)
                && certificate.status() == CertificateStatus.RENEWED
                        ? new Certificate(device, CertificateStatus.SUPERSEDED, certificate.grant())
                        : certificate);
        setStatus(enrolment.activated(), CertificateStatus.ACTIVE);
        enrolment.superseded().ifPresent(before -> setStatus(before, CertificateStatus.SUPERSEDED));
        enrolment.replaced().ifPresent(other -> {
            Device replaced = Objects.requireNonNull(devices.get(other), "a replaced device exists");
            devices.put(other, withState(replaced, DeviceState.REPLACED));
            certificates.replaceAll((_, certificate) -> certificate.device().equals(other)
                    ? new Certificate(other, CertificateStatus.SUPERSEDED, certificate.grant())
                    : certificate);
            List<FinishedCommand> ended = finished.computeIfAbsent(other, _ -> new ArrayList<>());
            pending.getOrDefault(other, List.of()).forEach(command -> ended
                    .add(new FinishedCommand(command, Outcome.CANCELLED, "replaced", new byte[0], at)));
            pending.remove(other);
            apple.clear(other, Integer.MAX_VALUE, at);
        });
    }

    @Override
    public Optional<DesiredSet> desiredSet(TenantId id, ManagementAuthority authority, Platform platform, String hash) {
        answer();
        if (vanishingSets > 0) {
            vanishingSets--;
            return Optional.empty();
        }
        if (hash.equals(DesiredSet.EMPTY_HASH)) {
            return Optional.of(DesiredSet.EMPTY);
        }
        return Optional.ofNullable(desired.get(new SetKey(authority, platform)))
                .filter(set -> set.hash().equals(hash));
    }

    @Override
    public Optional<Device> deviceByUdid(TenantId id, String udid, DeviceId except) {
        answer();
        return devices.values().stream().filter(device -> device.hardware().udid().equals(udid)
                && !device.id().equals(except) && device.state() != DeviceState.REPLACED).findFirst();
    }

    @Override
    public void settle(Caller renewed, Instant until) {
        answer();
        if (failingSettlements > 0) {
            failingSettlements--;
            throw new StoreUnavailable("switched off by the test", null);
        }
        if (statusOf(renewed.certificate()) == CertificateStatus.BOUND) {
            setStatus(renewed.certificate(), CertificateStatus.ACTIVE);
            certificates.forEach((name, certificate) -> {
                if (certificate.device().equals(renewed.device())
                        && certificate.status() == CertificateStatus.RENEWED) {
                    goodUntil.merge(name, until, (one, other) -> one.isBefore(other) ? one : other);
                }
            });
        }
    }

    @Override
    public void touch(TenantId id, DeviceId device, Instant at) {
        answer();
        touches.put(device, at);
    }

    CertificateStatus statusOf(Fingerprint fingerprint) {
        return Objects.requireNonNull(certificates.get(fingerprint), "certificate is recorded").status();
    }

    void regrant(Fingerprint fingerprint, CheckInRead.Grant grant) {
        Certificate before = Objects.requireNonNull(certificates.get(fingerprint), "certificate is recorded");
        certificates.put(fingerprint, new Certificate(before.device(), before.status(), grant));
    }

    CheckInRead.Grant grantOf(Fingerprint fingerprint) {
        return Objects.requireNonNull(certificates.get(fingerprint), "certificate is recorded").grant();
    }

    void setStatus(Fingerprint fingerprint, CertificateStatus status) {
        Certificate before = Objects.requireNonNull(certificates.get(fingerprint), "certificate is recorded");
        certificates.put(fingerprint, new Certificate(before.device(), status, before.grant()));
    }

    @Nullable
    PushAddress push(DeviceId id) {
        return pushes.get(id);
    }

    void answer() {
        if (unavailable) {
            throw new StoreUnavailable("switched off by the test", null);
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("the store refuses the write: " + rule);
        }
    }

    private static Device withVersion(Device device, long version) {
        return new Device(device.tenant(), device.id(), version, device.platform(), device.user(), device.state(),
                device.enrolment(), device.certificate(), device.pending(), device.hardware(), device.placedUnder(),
                device.managedBy(), device.epoch(), device.convergedHash(), device.ledger());
    }

    private static Device withState(Device device, DeviceState state) {
        return new Device(device.tenant(), device.id(), device.version() + 1, device.platform(), device.user(), state,
                device.enrolment(), device.certificate(), device.pending(), device.hardware(), device.placedUnder(),
                device.managedBy(), device.epoch(), device.convergedHash(), device.ledger());
    }
}
