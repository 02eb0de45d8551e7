package dev.muster.gateway.enrollment.windows;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Tenant;
import dev.muster.protocol.enrollment.WindowsProvisioning;
import dev.muster.protocol.enrollment.WindowsProvisioning.Renewal;
import dev.muster.protocol.enrollment.WindowsProvisioning.Server;
import dev.muster.protocol.enrollment.WindowsProvisioning.Store;

/** Makes the documents that tell a device its certificates and its server. */
final class Provisioner {
    private static final int RENEWED_BEFORE_DAYS = 60;
    private static final int RETRIED_EVERY_DAYS = 4;

    private final Supplier<String> checkInUrl;
    private final Optional<String> pushFamilyName;

    /**
     * @param checkInUrl https address of the check-in listener
     * @param pushFamilyName package family name that devices get their push channel for; empty for none
     */
    Provisioner(Supplier<String> checkInUrl, Optional<String> pushFamilyName) {
        this.checkInUrl = checkInUrl;
        this.pushFamilyName = pushFamilyName;
    }

    /**
     * What a device needs to know.
     *
     * @param chain its certificate, then the issuing one, then the root
     * @param user principal name; empty for a device without a user
     */
    byte[] first(Tenant tenant, DeviceId device, List<X509Certificate> chain, Store store,
            Optional<String> user) {
        return provisioning(tenant.displayName(), tenant.id().value(), device, chain, store, user).document()
                .encode();
    }

    /** What a device needs to know after a renewal. */
    byte[] renewed(String tenant, DeviceId device, List<X509Certificate> chain, Store store) {
        return provisioning(tenant, tenant, device, chain, store, Optional.empty()).renewed().encode();
    }

    private WindowsProvisioning provisioning(String name, String tenant, DeviceId device,
            List<X509Certificate> chain, Store store, Optional<String> user) {
        Optional<byte[]> issuing = chain.size() > 2 ? Optional.of(Pem.encoded(chain.get(1))) : Optional.empty();
        // The subject of every device's certificate, in the order in which it is encoded.
        String subject = "O=" + tenant + ",CN=" + device;
        Server server = new Server(WindowsProvisioning.PROVIDER_ID, name, checkInUrl.get() + "/omadm", subject, user,
                device.toString(),
                pushFamilyName, place(device));
        return new WindowsProvisioning(Pem.encoded(chain.getLast()), issuing, Pem.encoded(chain.getFirst()), store,
                server,
                new Renewal(checkInUrl.get() + RenewalRoute.address(store), RENEWED_BEFORE_DAYS, RETRIED_EVERY_DAYS));
    }

    /** Ids are random, so their first bits spread devices evenly. */
    private static double place(DeviceId device) {
        return (device.value().getMostSignificantBits() >>> 32) / (double) (1L << 32);
    }
}
