package dev.muster.certs.testing;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.IssuedCertificate;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.CertificateIdentity.Purpose;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.KeyPairs;

/** A device CA in a directory with its vault, and devices of it. */
public record TestCa(Path data, Vault vault, DeviceCa ca, Clock clock) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A device: its key and what the CA issued. */
    public record Device(KeyPair keys, IssuedCertificate issued) {
        /** The certificate's DER encoding. */
        public byte[] der() {
            return dev.muster.certs.x509.Pem.encoded(issued.certificate());
        }
    }

    /** Opens or creates the CA of a data directory. */
    public static TestCa in(Path data, Clock clock) {
        Vault vault = KeyFileVault.open(data.resolve("muster.key"), RANDOM);
        return new TestCa(data, vault, DeviceCa.openOrCreate(data.resolve("ca"), vault, RANDOM, clock), clock);
    }

    /** A new P-256 device, valid for a year. */
    public Device device() {
        return device(KeyPairs.p256(RANDOM), DeviceCa.DEFAULT_VALIDITY);
    }

    /** A new device with this key and validity. */
    public Device device(KeyPair keys, Duration validity) {
        return new Device(keys, issue(keys, UUID.randomUUID(), validity));
    }

    /** A certificate of this CA for a key and a device id. */
    public IssuedCertificate issue(KeyPair keys, UUID id, Duration validity) {
        CertificateIdentity identity = new CertificateIdentity(Purpose.DEVICE, "contoso", id);
        CsrOutcome outcome = ca.issue(Requests.of(keys), identity, validity, clock);
        if (outcome instanceof CsrOutcome.Issued issued) {
            return issued.certificate();
        }
        throw new AssertionError("the CA refused a good request: " + outcome);
    }
}
