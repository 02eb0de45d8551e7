package dev.muster.gateway.enrollment;

import java.time.Clock;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.ca.RequestedKey;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Issued;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.EnrolmentStore.CertificateRecord;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * Renews the certificate of a device that proves the one it has (R18), whatever the protocol: SCEP by the signature of its message,
 * Windows by mutual TLS and a signature. No rule of enrolling is asked, for none may end the life of an enrolled device (R14, R26).
 */
public final class CertificateRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

    private final EnrolmentStore enrolments;
    private final DeviceStore devices;
    private final Issuance issuance;
    private final Clock clock;

    public CertificateRenewal(Store store, Issuance issuance, Clock clock) {
        this.enrolments = store.enrolments();
        this.devices = store.devices();
        this.issuance = issuance;
        this.clock = clock;
    }

    /**
     * Issues the next certificate. Asked again with the same key within a day, the device gets the same one.
     *
     * @param proven the certificate whose key the caller proved to hold: ours and valid, by its signature and its dates
     * @param csr a PKCS#10 request, PEM or DER; may be anything
     */
    public EnrolmentAnswer renew(ClientCertificate proven, byte[] csr) {
        CertificateIdentity identity = proven.identity();
        if (identity.purpose() != CertificateIdentity.Purpose.DEVICE) {
            return refused("This certificate is no device's.");
        }
        return renew(
                new Caller(new TenantId(identity.tenant()), new DeviceId(identity.subject()), proven.fingerprint()),
                csr);
    }

    /**
     * The same for a caller whose connection proved the certificate.
     *
     * @param csr a PKCS#10 request, PEM or DER; may be anything
     */
    public EnrolmentAnswer renew(Caller caller, byte[] csr) {
        try {
            Optional<Device> device = standing(caller);
            if (device.isEmpty()) {
                return refused("This certificate is not the one its device is managed with.");
            }
            TenantId tenant = caller.tenant();
            DeviceId id = caller.device();
            int enrolment = device.get().enrolment();
            Optional<byte[]> before = before(tenant, id, enrolment, csr);
            if (before.isPresent()) {
                LOG.info("handed a renewed certificate out again to device {} of tenant {}", id, tenant);
                return new Issued(issuance.chainOf(before.get()));
            }
            return issuance.renew(tenant, id, csr,
                    (issue, now) -> enrolments.renew(tenant, id, enrolment, issue, now),
                    () -> refused("This device renews too often. Try again tomorrow."));
        } catch (StoreUnavailable unavailable) {
            return Issuance.unavailable(unavailable);
        }
    }

    private Optional<byte[]> before(TenantId tenant, DeviceId id, int enrolment, byte[] csr) {
        return RequestedKey.of(csr)
                .flatMap(key -> enrolments.renewedBefore(tenant, id, enrolment, key, clock.instant()));
    }

    private Optional<Device> standing(Caller caller) {
        Optional<CertificateRecord> record = enrolments.certificate(caller.tenant(), caller.certificate())
                .filter(found -> found.device().equals(caller.device()));
        return record.isEmpty() ? Optional.empty()
                : devices.device(caller.tenant(), caller.device()).map(Device.Seen::device)
                        .filter(device -> device.state() == DeviceState.ENROLLED && manages(record.get(), device));
    }

    /** Whether the device is managed with it: also with one that was renewed, as long as it is good, if the new one was lost. */
    private boolean manages(CertificateRecord record, Device device) {
        return switch (record.status()) {
            case BOUND, ACTIVE -> device.certificate().filter(record.fingerprint()::equals).isPresent();
            case RENEWED -> record.goodUntil().filter(clock.instant()::isBefore).isPresent();
            case ISSUED, SUPERSEDED, REVOKED -> false;
        };
    }

    private static Refused refused(String sentence) {
        return new Refused(Kind.NOT_ALLOWED, sentence);
    }
}
