package dev.muster.certs.ca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

import dev.muster.certs.file.DurableFiles;
import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * For the start of a gateway without a certificate of its own: keeps one issued by its device CA in a directory
 * ({@code server.pem}, {@code server.key} sealed). Unlike the CA it is replaced whenever it does not fit: nothing depends on
 * its key.
 */
public final class ServerCertificateFiles {
    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final String CHAIN = "server.pem";
    private static final String KEY = "server.key";
    private static final String CONTEXT = "server/" + KEY;
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "::1");

    private final Path directory;
    private final Vault vault;
    private final DeviceCa ca;
    private final SecureRandom random;
    private final Clock clock;

    public ServerCertificateFiles(Path directory, Vault vault, DeviceCa ca, SecureRandom random, Clock clock) {
        this.directory = directory;
        this.vault = vault;
        this.ca = ca;
        this.random = random;
        this.clock = clock;
    }

    /**
     * The certificate for a host. A new one (P-256, one year) is made when there is none, when less than 30 days are left,
     * when the host is not among its names, or when another CA issued it.
     *
     * @param host DNS name or IP address that devices use; localhost and the loopback addresses are added
     * @throws KeyMaterialUnusable if the directory cannot be written
     */
    public ServerCertificate openOrCreate(String host) {
        Set<String> names = new LinkedHashSet<>();
        names.add(host);
        names.addAll(LOCAL);
        Optional<ServerCertificate> kept = read().filter(certificate -> fits(certificate, names));
        return kept.isPresent() ? kept.get() : create(names);
    }

    private boolean fits(ServerCertificate certificate, Set<String> names) {
        Instant end = certificate.leaf().getNotAfter().toInstant();
        Instant issuerEnd = ca.issuers().getFirst().getNotAfter().toInstant();
        // Close to the issuing certificate's end a new one would end no later: keep what is there.
        boolean lasts = clock.instant().plus(RENEWED_BEFORE).isBefore(end) || !end.isBefore(issuerEnd);
        List<X509Certificate> issuers = certificate.chain().subList(1, certificate.chain().size());
        return lasts && issuers.equals(ca.acceptedIssuers()) && names(certificate.leaf()).containsAll(canonical(names))
                && KeyPairs.belong(certificate.key(), certificate.leaf().getPublicKey());
    }

    private ServerCertificate create(Set<String> names) {
        KeyPair keys = ca.keys().ofServer(random);
        GeneralName[] general = names.stream().map(ServerCertificateFiles::general).toArray(GeneralName[]::new);
        List<X509Certificate> chain = ca.issueServer(keys.getPublic(), general, VALIDITY, clock.instant());
        try {
            DurableFiles.createDirectory(directory);
            // Key first: a crash in between leaves a pair that does not belong together, and the next start makes another.
            DurableFiles.write(directory.resolve(KEY), vault.seal(CONTEXT, keys.getPrivate().getEncoded()));
            DurableFiles.write(directory.resolve(CHAIN), Pem.bytes(Pem.of(chain)));
        } catch (IOException unwritable) {
            throw new KeyMaterialUnusable("server certificate in " + directory,
                    "cannot be written (" + unwritable.getClass().getSimpleName() + ")",
                    "Check that the data directory belongs to the user who runs Muster and that the disk is not full");
        }
        return new ServerCertificate(keys.getPrivate(), chain);
    }

    private Optional<ServerCertificate> read() {
        try {
            List<X509Certificate> chain = Pem
                    .certificates(Files.readString(directory.resolve(CHAIN), StandardCharsets.ISO_8859_1));
            byte[] pkcs8 = vault.open(CONTEXT, Files.readAllBytes(directory.resolve(KEY)));
            Optional<PrivateKey> key = KeyPairs.fromPkcs8(pkcs8);
            return key.map(secret -> new ServerCertificate(secret, chain));
        } catch (IOException | CertificateException | IllegalStateException unusable) {
            return Optional.empty();
        }
    }

    private static Set<String> names(X509Certificate leaf) {
        try {
            Collection<List<?>> entries = leaf.getSubjectAlternativeNames();
            return entries == null
                    ? Set.of()
                    : entries.stream().map(entry -> String.valueOf(entry.get(1))).collect(Collectors.toSet());
        } catch (CertificateParsingException malformed) {
            return Set.of();
        }
    }

    /** Names as {@link X509Certificate#getSubjectAlternativeNames} spells them: IPv6 addresses in full. */
    private static Set<String> canonical(Set<String> names) {
        return names.stream().map(name -> name.equals("::1") ? "0:0:0:0:0:0:0:1" : name).collect(Collectors.toSet());
    }

    private static GeneralName general(String name) {
        return new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }
}
