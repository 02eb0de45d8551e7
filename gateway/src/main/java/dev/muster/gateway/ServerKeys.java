package dev.muster.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.tls.ServedContext;
import dev.muster.gateway.config.Certificates;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.upkeep.Chore;

/**
 * What the listeners of devices show: looked at again and again, so that a certificate that somebody or we ourselves renewed is
 * shown to whoever connects next, without a restart and without an end to any connection. What cannot be used is said and
 * counted, and what was shown before stays.
 */
final class ServerKeys implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(ServerKeys.class);
    private static final String ROLE = "server certificate";
    private static final long LARGEST_STAPLE = 64 * 1024;

    private final Supplier<ServerCertificate> read;
    private final GatewayEvents events;
    private List<ServedContext> doors = List.of();
    private ServerCertificate shown;
    private String trouble = "";

    /** @throws KeyMaterialUnusable if there is nothing that could be shown */
    ServerKeys(Supplier<ServerCertificate> read, GatewayEvents events) {
        this.read = read;
        this.events = events;
        this.shown = read.get();
    }

    /** From the files of a public CA if they are configured, else from what the device CA issued. */
    static Supplier<ServerCertificate> source(Certificates.Server given, ServerCertificateFiles own, String host,
            Clock clock) {
        return given.isGiven() ? () -> read(given, clock) : () -> own.openOrCreate(host);
    }

    private static ServerCertificate read(Certificates.Server given, Clock clock) {
        ServerCertificate certificate = ServerCertificate.of(KeyMaterial
                .read(ROLE, given.chainFile(), given.keyFile(), given.pkcs12File(), given.passwordFile())
                .orElseThrow());
        Instant end = certificate.leaf().getNotAfter().toInstant();
        if (clock.instant().isAfter(end)) {
            throw new KeyMaterialUnusable(ROLE, "has expired at " + end, "Put a renewed one into its files");
        }
        Optional<Path> ocsp = given.ocspFile();
        return ocsp.isPresent() ? certificate.stapling(staple(ocsp.get())) : certificate;
    }

    private static byte[] staple(Path file) {
        try {
            if (Files.size(file) <= LARGEST_STAPLE) {
                return Files.readAllBytes(file);
            }
        } catch (IOException unreadable) {
            throw new KeyMaterialUnusable("OCSP response file " + file,
                    "cannot be read (" + unreadable.getClass().getSimpleName() + ")", "Check the path");
        }
        throw new KeyMaterialUnusable("OCSP response file " + file, "is larger than 64 KB",
                "Give the response of one certificate, DER");
    }

    /** What to show at the start. */
    synchronized ServerCertificate shown() {
        return shown;
    }

    /** Keeps these doors up to date from now on. */
    synchronized void keep(List<ServedContext> open) {
        doors = List.copyOf(open);
    }

    @Override
    public String name() {
        return "looking for another server certificate";
    }

    @Override
    public synchronized void run() {
        try {
            ServerCertificate now = read.get();
            if (!now.looksLike(shown)) {
                doors.forEach(door -> door.show(now));
                shown = now;
                events.serverCertificateRead(true);
                LOG.info("the listeners show another server certificate, valid until {}",
                        now.leaf().getNotAfter().toInstant());
            }
            trouble = "";
        } catch (KeyMaterialUnusable | IllegalStateException unusable) {
            events.serverCertificateRead(false);
            String why = String.valueOf(unusable.getMessage());
            if (!why.equals(trouble)) {
                LOG.warn("the server certificate stays as it is: {}", why);
            }
            trouble = why;
        }
    }
}
