package dev.muster.gateway.enrollment.apple;

import java.time.Clock;
import java.util.Optional;

import dev.muster.gateway.enrollment.Challenges;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.session.AppleRenewals;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.Store;

/**
 * Renews the certificates of Apple devices by the profile they enrolled with and a fresh challenge (R18). The topic is the one that
 * the device enrolled with, whatever its authority has now (R13): a device takes no other.
 */
public final class AppleRenewal implements AppleRenewals {
    private final EnrolmentStore enrolments;
    private final DeviceStore devices;
    private final Challenges challenges;
    private final EnrolmentProfile profile;
    private final Clock clock;

    public AppleRenewal(Store store, Challenges challenges, EnrolmentProfile profile, Clock clock) {
        this.enrolments = store.enrolments();
        this.devices = store.devices();
        this.challenges = challenges;
        this.profile = profile;
        this.clock = clock;
    }

    @Override
    public Optional<byte[]> offer(Device device, Tenant tenant) {
        Optional<String> topic = devices.pushAddress(device.tenant(), device.id()).map(PushAddress::topic);
        return topic.isEmpty() ? Optional.empty()
                : challenges.renewal(device)
                        .map(challenge -> profile.signed(tenant, topic.get(), device.id(), challenge));
    }

    @Override
    public void refused(Device device, String problem) {
        enrolments.renewalFailed(device.tenant(), device.id(), device.enrolment(), problem, clock.instant());
    }
}
