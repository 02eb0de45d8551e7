package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentAccessStore.Before;
import dev.muster.gateway.store.EnrolmentAccessStore.Proof;
import dev.muster.gateway.store.EnrolmentAccessStore.Recorded;
import dev.muster.gateway.store.EnrolmentStore;

/** The transaction that turns a proof and a certificate into a device. */
final class ProvenIssues {
    private static final String LOCK_USER = "SELECT 1 FROM directory_user WHERE tenant_id = ? AND user_id = ?";
    /**
     * What a user has: devices under management, and those that got a certificate within a day and may still come. An attempt that
     * never came to a device stops counting after that day.
     */
    static final String COUNT_DEVICES = """
            SELECT COUNT(*) FROM device d
            WHERE d.tenant_id = ? AND d.user_id = ? AND (d.state = 'ENROLLED' OR d.state = 'AUTHENTICATED'
                OR (d.state = 'ISSUED' AND EXISTS (SELECT 1 FROM device_certificate c
                    WHERE c.tenant_id = d.tenant_id AND c.device_id = d.device_id AND c.issued_at > ?)))""";
    private static final String USE_BULK = """
            UPDATE bulk_token SET used = used + 1
            WHERE tenant_id = ? AND token_hash = ? AND used < most AND expires_at > ?""";
    private static final String FORGET = "DELETE FROM issued_for_proof WHERE tenant_id = ? AND expires_at < ?";
    private static final String NOTE = """
            INSERT INTO issued_for_proof (tenant_id, proof_hash, public_key, device_id, expires_at, certificate)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, proof_hash, public_key) DO NOTHING""";
    static final String BEFORE = """
            SELECT device_id, certificate FROM issued_for_proof
            WHERE tenant_id = ? AND proof_hash = ? AND public_key = ? AND expires_at > ?""";
    private static final String UNNOTE = """
            DELETE FROM issued_for_proof WHERE tenant_id = ? AND proof_hash = ? AND public_key = ?""";

    private ProvenIssues() {}

    static Optional<Before> before(Link link, Proof proof, String key, Instant now) throws SQLException {
        Optional<Before> before = link.one(BEFORE,
                args -> args.tenant(proof.tenant()).bytes(hex(proof.hash())).bytes(hex(key)).at(now),
                row -> new Before(row.device(), row.bytes()));
        return before.isPresent() && SqlEnrolments.stands(link, proof.tenant(), before.get().certificate())
                ? before
                : Optional.empty();
    }

    static Recorded record(Link link, Proof proof, DeviceId device, EnrolmentStore.Issue issue,
            Optional<ManagementAuthority> placedUnder, Instant now) throws SQLException {
        link.update(FORGET, args -> args.tenant(proof.tenant()).at(now));
        // Before the note, so that of two requests at once the second waits here and then finds the first one's.
        Recorded allowed = proof.user().isPresent() ? ofUser(link, proof, now) : Recorded.RECORDED;
        if (allowed != Recorded.RECORDED) {
            return before(link, proof, issue.key(), now).isPresent() ? Recorded.ALREADY : allowed;
        }
        boolean noted = link.update(NOTE, args -> args.tenant(proof.tenant()).bytes(hex(proof.hash()))
                .bytes(hex(issue.key())).device(device).at(now.plus(EnrolmentAccessStore.AGAIN))
                .bytes(issue.certificate())) == 1;
        if (!noted) {
            return Recorded.ALREADY;
        }
        if (proof.user().isEmpty() && link.update(USE_BULK,
                args -> args.tenant(proof.tenant()).bytes(hex(proof.hash())).at(now)) != 1) {
            link.update(UNNOTE, args -> args.tenant(proof.tenant()).bytes(hex(proof.hash())).bytes(hex(issue.key())));
            return Recorded.PROOF_GONE;
        }
        SqlEnrolments.create(link, new EnrolmentStore.Token(proof.tenant(), proof.platform(), proof.user(), "", "",
                device, now), issue, placedUnder, now);
        return Recorded.RECORDED;
    }

    private static Recorded ofUser(Link link, Proof proof, Instant now) throws SQLException {
        Args.Binding user = args -> args.tenant(proof.tenant()).id(proof.user().orElseThrow().value());
        if (link.one(link.dialect().locking(LOCK_USER), user, Row::small).isEmpty()) {
            return Recorded.PROOF_GONE;
        }
        long devices = link.one(COUNT_DEVICES, args -> args.tenant(proof.tenant())
                .id(proof.user().orElseThrow().value()).at(now.minus(EnrolmentAccessStore.AGAIN)), Row::number)
                .orElse(0L);
        return devices < proof.mostDevices() ? Recorded.RECORDED : Recorded.TOO_MANY_DEVICES;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
