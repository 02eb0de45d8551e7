package dev.muster.gateway.enrollment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.muster.gateway.admin.Invitations;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInStore;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.Store;

/**
 * Makes the tokens administrators hand out. A token bound to a UDID that a device of the same user has already names that
 * device: its hardware enrols again under its old id. Any other token names a device that does not exist yet.
 */
public final class EnrolmentTokens implements Invitations {
    private final EnrolmentStore enrolments;
    private final EnrolmentAccessStore access;
    private final CheckInStore checkIns;
    private final RandomGenerator random;
    private final Supplier<UUID> ids;
    private final Clock clock;

    /** @param random a generator fit for secrets */
    public EnrolmentTokens(Store store, RandomGenerator random, Supplier<UUID> ids, Clock clock) {
        this.enrolments = store.enrolments();
        this.access = store.enrolmentAccess();
        this.checkIns = store.checkIns();
        this.random = random;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Invitation invite(Guest guest) {
        DeviceId fresh = new DeviceId(ids.get());
        DeviceId device = returning(guest, fresh).map(Device::id).orElse(fresh);
        Instant expiresAt = clock.instant().plus(guest.validFor());
        TokenText token = TokenText.make(guest.tenant(), random);
        enrolments.putToken(token.hash(), new EnrolmentStore.Token(guest.tenant(), guest.platform(), guest.user(),
                guest.udid(), guest.serial(), device, expiresAt));
        return new Invitation(token.text(), device, expiresAt);
    }

    @Override
    public Bulk inviteMany(TenantId tenant, Platform platform, int devices, Duration validFor) {
        Instant now = clock.instant();
        TokenText token = TokenText.make(tenant, random);
        Instant expiresAt = now.plus(validFor);
        if (!access.putBulkToken(tenant,
                new EnrolmentAccessStore.BulkToken(token.hash(), platform, now, expiresAt, devices, 0))) {
            throw new IllegalStateException("the tenant was there a moment ago");
        }
        return new Bulk(token.hash(), token.text(), expiresAt);
    }

    private Optional<Device> returning(Guest guest, DeviceId fresh) {
        if (guest.udid().isEmpty()) {
            return Optional.empty();
        }
        return checkIns.deviceByUdid(guest.tenant(), guest.udid(), fresh)
                .filter(device -> device.user().equals(guest.user()) && device.platform() == guest.platform());
    }
}
