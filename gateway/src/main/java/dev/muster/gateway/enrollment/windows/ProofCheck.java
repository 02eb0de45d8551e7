package dev.muster.gateway.enrollment.windows;

import java.time.Clock;
import java.util.Optional;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.enrollment.TokenText;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentAccessStore.BulkToken;
import dev.muster.gateway.store.EnrolmentAccessStore.Proof;
import dev.muster.protocol.enrollment.AuthPolicy;
import dev.muster.protocol.enrollment.Credential;

/**
 * Who asks for a certificate, by what the security header brings: a user with a password, a user with a token of the tenant's
 * issuers, or, in the password's place, a bulk token for a device without a user (R8).
 */
final class ProofCheck {
    private final DirectoryStore directory;
    private final EnrolmentAccessStore access;
    private final PasswordCheck passwords;
    private final TokenCheck tokens;
    private final Clock clock;

    ProofCheck(DirectoryStore directory, EnrolmentAccessStore access, PasswordCheck passwords, TokenCheck tokens,
            Clock clock) {
        this.directory = directory;
        this.access = access;
        this.passwords = passwords;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What the header comes to. */
    sealed interface Verdict {
        /** Proven. */
        record Proven(Proof proof, Optional<String> principalName) implements Verdict {}

        /** Not proven. */
        record Denied(Complaint complaint) implements Verdict {}
    }

    /** @param address names the remote address, for the bound of failures */
    Verdict check(TenantId tenant, Platform platform, Credential credential, String address) {
        EnrolmentPolicy policy = access.policy(tenant);
        if (platform == Platform.ANDROID && !policy.androidAgent()) {
            return new Verdict.Denied(Complaint.DEVICE_TYPE);
        }
        return switch (credential) {
            case Credential.None _ -> new Verdict.Denied(Complaint.NO_CREDENTIALS);
            case Credential.UsernameToken(String name, var password) -> named(tenant, platform, policy, name,
                    password.bytes(), address);
            case Credential.BinaryToken token -> federated(tenant, platform, policy, token);
        };
    }

    private Verdict named(TenantId tenant, Platform platform, EnrolmentPolicy policy, String name, byte[] password,
            String address) {
        Optional<TokenText> bulk = TokenText.parse(new String(password, java.nio.charset.StandardCharsets.UTF_8));
        if (bulk.isPresent()) {
            return ofBulk(tenant, platform, bulk.get());
        }
        if (platform == Platform.ANDROID || policy.proof() != AuthPolicy.ON_PREMISE) {
            return new Verdict.Denied(Complaint.NO_COMMON_PROOF);
        }
        return switch (passwords.check(tenant, name, password, address)) {
            case PasswordCheck.Outcome.Denied(Complaint complaint) -> new Verdict.Denied(complaint);
            case PasswordCheck.Outcome.Known(UserId user) -> ofUser(tenant, platform, policy, user, name);
        };
    }

    /** 256 random bits need no bound of failures. */
    private Verdict ofBulk(TenantId tenant, Platform platform, TokenText text) {
        Optional<BulkToken> token = text.tenant().equals(tenant)
                ? access.bulkToken(tenant, text.hash())
                : Optional.empty();
        boolean good = token.isPresent() && token.get().platform() == platform
                && clock.instant().isBefore(token.get().expiresAt());
        return good
                ? new Verdict.Proven(new Proof(tenant, text.hash(), platform, Optional.empty(), 1), Optional.empty())
                : new Verdict.Denied(Complaint.BULK_TOKEN_GONE);
    }

    private Verdict federated(TenantId tenant, Platform platform, EnrolmentPolicy policy,
            Credential.BinaryToken token) {
        boolean known = token.valueType().equals(Credential.BinaryToken.JWT)
                || token.valueType().equals(Credential.BinaryToken.FEDERATED);
        if (!known) {
            return new Verdict.Denied(Complaint.NO_CREDENTIALS);
        }
        if (platform != Platform.ANDROID && policy.proof() != AuthPolicy.FEDERATED) {
            return new Verdict.Denied(Complaint.NO_COMMON_PROOF);
        }
        return switch (tokens.check(policy.issuers(), token.token().text())) {
            case TokenCheck.Outcome.Denied(Complaint complaint) -> new Verdict.Denied(complaint);
            case TokenCheck.Outcome.Named(String name) -> directory.named(tenant, name)
                    .map(user -> ofUser(tenant, platform, policy, user.id(), user.principalName()))
                    .orElseGet(() -> new Verdict.Denied(Complaint.UNKNOWN_USER));
        };
    }

    private static Verdict ofUser(TenantId tenant, Platform platform, EnrolmentPolicy policy, UserId user,
            String name) {
        String hash = Fingerprint.of(("user/" + platform.wireName() + "/" + user)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex();
        return new Verdict.Proven(new Proof(tenant, hash, platform, Optional.of(user), policy.mostDevices()),
                Optional.of(name));
    }
}
