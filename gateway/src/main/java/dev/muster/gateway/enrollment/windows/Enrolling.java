package dev.muster.gateway.enrollment.windows;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.ca.RequestedKey;
import dev.muster.gateway.enrollment.EnrolmentAnswer;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentAccessStore.Before;
import dev.muster.gateway.store.EnrolmentAccessStore.Proof;
import dev.muster.gateway.store.EnrolmentAccessStore.Recorded;
import dev.muster.gateway.store.TenantStore;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;
import dev.muster.protocol.enrollment.EnrollmentResponse.Provisioned;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;
import dev.muster.protocol.enrollment.WindowsProvisioning.Store;

/**
 * Turns a proof and a certificate request into a device (MS-WSTEP): first who asks, then the rules (R4, R26), then the request; only
 * what was recorded is handed out. A device that lost the answer and asks again with its key gets the same certificate for a day.
 */
final class Enrolling {
    private static final Logger LOG = LoggerFactory.getLogger(Enrolling.class);

    private final Issuance issuance;
    private final TenantStore tenants;
    private final EnrolmentAccessStore access;
    private final ProofCheck proofs;
    private final Provisioner provisioner;
    private final Made made;

    /**
     * Where what is new comes from.
     *
     * @param ids makes random ids
     * @param traces makes names under which a refusal is found in the log
     */
    record Made(Supplier<UUID> ids, Supplier<String> traces, java.time.Clock clock) {}

    Enrolling(Issuance issuance, TenantStore tenants, EnrolmentAccessStore access, ProofCheck proofs,
            Provisioner provisioner, Made made) {
        this.issuance = issuance;
        this.tenants = tenants;
        this.access = access;
        this.proofs = proofs;
        this.provisioner = provisioner;
        this.made = made;
    }

    /** What came of a request. */
    private sealed interface Result {
        record Done(DeviceId device, List<X509Certificate> chain) implements Result {}

        record Not(Objected objected) implements Result {}
    }

    EnrolmentReply answer(TenantId tenant, RequestSecurityToken request, String address) {
        String id = request.header().messageId();
        Optional<Tenant> known = tenants.tenant(tenant);
        if (known.isEmpty()) {
            return refuse(id, Objected.of(Complaint.UNKNOWN_ORGANISATION));
        }
        if (request.renewal() || request.format() != Format.PKCS10) {
            return refuse(id, Objected.of(Complaint.WRONG_ADDRESS)); // renewals are asked over mutual TLS
        }
        Optional<Platform> platform = DeviceTypes.platform(request.context("DeviceType").orElse(""));
        if (platform.isEmpty()) {
            return refuse(id, Objected.of(Complaint.DEVICE_TYPE));
        }
        return switch (proofs.check(tenant, platform.get(), request.header().credential(), address)) {
            case ProofCheck.Verdict.Denied(Complaint complaint) -> refuse(id, Objected.of(complaint));
            case ProofCheck.Verdict.Proven(Proof proof, Optional<String> name) -> switch (issue(proof, request)) {
                case Result.Not(Objected objected) -> refuse(id, objected);
                case Result.Done(DeviceId device, var chain) -> Replies.answer("issued",
                        new Provisioned(id,
                                provisioner.first(known.get(), device, chain, store(proof, request), name)));
            };
        };
    }

    /** A device without a user has no user's store. */
    private static Store store(Proof proof, RequestSecurityToken request) {
        boolean ofDevice = proof.user().isEmpty() || request.context("EnrollmentType").orElse("").equals("Device");
        return ofDevice ? Store.SYSTEM : Store.USER;
    }

    private Result issue(Proof proof, RequestSecurityToken request) {
        Optional<Before> before = RequestedKey.of(request.request())
                .flatMap(key -> access.issuedBefore(proof, key, made.clock().instant()));
        if (before.isPresent()) {
            return again(before.get());
        }
        DeviceId device = new DeviceId(made.ids().get());
        Issuance.Applicant applicant = new Issuance.Applicant(proof.tenant(), proof.platform(), proof.user(), device);
        Recorded[] recorded = {Recorded.RECORDED};
        EnrolmentAnswer answer = issuance.issue(applicant, request.request(), (issue, placed, now) -> {
            recorded[0] = access.record(proof, device, issue, placed, now);
            return recorded[0] == Recorded.RECORDED;
        }, () -> new EnrolmentAnswer.Refused(EnrolmentAnswer.Kind.NOT_ALLOWED, ""));
        return switch (recorded[0]) {
            case RECORDED -> result(device, answer);
            case ALREADY -> RequestedKey.of(request.request())
                    .flatMap(key -> access.issuedBefore(proof, key, made.clock().instant())).map(this::again)
                    .orElseGet(() -> new Result.Not(Objected.of(Complaint.BUSY)));
            case TOO_MANY_DEVICES -> new Result.Not(Objected.of(Complaint.TOO_MANY_DEVICES));
            case PROOF_GONE -> new Result.Not(Objected
                    .of(proof.user().isEmpty() ? Complaint.BULK_TOKEN_GONE : Complaint.UNKNOWN_USER));
        };
    }

    private Result again(Before before) {
        LOG.info("handed the certificate of device {} out again: it asked once more with the same key",
                before.device());
        return new Result.Done(before.device(), issuance.chainOf(before.certificate()));
    }

    private static Result result(DeviceId device, EnrolmentAnswer answer) {
        return switch (answer) {
            case EnrolmentAnswer.Issued(var chain) -> new Result.Done(device, chain);
            case EnrolmentAnswer.Refused(EnrolmentAnswer.Kind kind, String sentence) -> new Result.Not(
                    new Objected(complaint(kind), sentence));
        };
    }

    private static Complaint complaint(EnrolmentAnswer.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> Complaint.BAD_CERTIFICATE_REQUEST;
            case NO_AUTHORITY -> Complaint.NO_AUTHORITY;
            case NO_LICENCE -> Complaint.NO_LICENCE;
            case NOT_ALLOWED -> Complaint.UNKNOWN_USER;
            case NOT_READY, UNAVAILABLE -> Complaint.BUSY;
        };
    }

    private EnrolmentReply refuse(String id, Objected objected) {
        return Replies.fault(Step.REQUEST_SECURITY_TOKEN, id, objected, made.traces());
    }
}
