package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Tenant;

/**
 * Makes what an Apple device renews its certificate with (R18); implemented by {@code enrollment}, which stands above. Called on
 * virtual threads; may block on the store and throw {@link dev.muster.gateway.store.StoreUnavailable}.
 */
public interface AppleRenewals {
    /** Nobody renews. */
    AppleRenewals NONE = new AppleRenewals() {
        @Override
        public Optional<byte[]> offer(Device device, Tenant tenant) {
            return Optional.empty();
        }

        @Override
        public void refused(Device device, String problem) {
            // Nothing was offered.
        }
    };

    /** A profile with a fresh challenge for this enrolment; empty if too many run already, or its push address is unknown. */
    Optional<byte[]> offer(Device device, Tenant tenant);

    /** The device could not install what it was offered; kept for whoever looks at the device. {@code problem} is safe to show. */
    void refused(Device device, String problem);
}
