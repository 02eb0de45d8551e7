package dev.muster.certs.x509;

import java.math.BigInteger;
import java.time.Instant;

/**
 * An entry of the list of revoked certificates.
 *
 * @param serial serial number
 * @param revokedAt when it was revoked
 */
public record RevokedSerial(BigInteger serial, Instant revokedAt) {}
