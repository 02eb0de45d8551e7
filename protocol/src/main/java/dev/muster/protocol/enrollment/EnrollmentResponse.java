package dev.muster.protocol.enrollment;

import java.util.Arrays;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What a Windows device is answered while it enrols or renews (MS-MDE2). {@code relatesTo} is the request's message id. */
public sealed interface EnrollmentResponse {
    /** The message id of the request. */
    String relatesTo();

    /**
     * Where to enrol.
     *
     * @param authPolicy how the user proves who they are
     * @param enrollmentVersion version of the protocol, for example {@code 4.0}
     * @param policyUrl https address of GetPolicies
     * @param enrollmentUrl https address of RequestSecurityToken
     * @param authenticationUrl https address of the page that hands out tokens; there for {@link AuthPolicy#FEDERATED} only
     */
    record DiscoverResult(String relatesTo, AuthPolicy authPolicy, String enrollmentVersion, String policyUrl,
            String enrollmentUrl, Optional<String> authenticationUrl) implements EnrollmentResponse {}

    /**
     * Which kind of key and certificate to ask for: one policy.
     *
     * @param minimalKeyLength bits of an RSA key, 2048 to 8192
     * @param hashAlgorithmOid the signature's algorithm as object identifier, for example 1.2.840.113549.1.1.11
     * @param validitySeconds how long certificates are valid, above zero
     * @param renewalSeconds how long before their end they may be renewed, above zero
     */
    record Policies(String relatesTo, int minimalKeyLength, String hashAlgorithmOid, long validitySeconds,
            long renewalSeconds) implements EnrollmentResponse {}

    /**
     * The provisioning document.
     *
     * @param document its bytes; they hold no secret key, but addresses and certificates; the array is the record's own
     */
    @SuppressWarnings("ArrayRecordComponent") // equality by content is defined below
    record Provisioned(String relatesTo, byte[] document) implements EnrollmentResponse {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Provisioned that && relatesTo.equals(that.relatesTo)
                    && Arrays.equals(document, that.document);
        }

        @Override
        public int hashCode() {
            return relatesTo.hashCode() * 31 + Arrays.hashCode(document);
        }

        @Override
        public String toString() {
            return "Provisioned[" + document.length + " bytes]";
        }
    }

    /**
     * No. The client shows a number for it (MS-MDE2, section 2.2.9).
     *
     * @param step which request is refused
     * @param reason one sentence for the user, without secrets
     * @param error what more there is to say
     */
    record Fault(String relatesTo, Step step, Subcode subcode, String reason, Optional<ServiceError> error)
            implements EnrollmentResponse {}

    /** More than a subcode can say; {@code traceId} leads support to the log. */
    record ServiceError(ErrorType type, String message, String traceId) {}

    /** The request that a fault answers. */
    enum Step {
        /** Discover. */
        DISCOVER,
        /** GetPolicies. */
        GET_POLICIES,
        /** RequestSecurityToken. */
        REQUEST_SECURITY_TOKEN
    }

    /** Subcode of a fault, and the number a client shows for it. */
    enum Subcode {
        MESSAGE_FORMAT("s", "MessageFormat", 0x80180001), AUTHENTICATION("s", "Authentication", 0x80180002),
        AUTHORIZATION("s", "Authorization", 0x80180003), CERTIFICATE_REQUEST("s", "CertificateRequest", 0x80180004),
        ENROLLMENT_SERVER("s", "EnrollmentServer", 0x80180005),
        INTERNAL_SERVICE_FAULT("a", "InternalServiceFault", 0x80180006),
        INVALID_SECURITY("a", "InvalidSecurity", 0x80180007);

        private final String prefix;
        private final String wireName;
        private final int clientError;

        Subcode(String prefix, String wireName, int clientError) {
            this.prefix = prefix;
            this.wireName = wireName;
            this.clientError = clientError;
        }

        /** The qualified name in a fault; the envelope declares the prefixes s and a. */
        public String qualifiedName() {
            return prefix + ":" + wireName;
        }

        /** The HRESULT a client shows. */
        public int clientError() {
            return clientError;
        }
    }

    /** What a DeviceEnrollmentServiceError says (MS-MDE2, section 3.4.4.1.2), and the number a client shows for it. */
    enum ErrorType {
        DEVICE_CAP_REACHED("DeviceCapReached", 0x80180013), DEVICE_NOT_SUPPORTED("DeviceNotSupported", 0x80180014),
        NOT_SUPPORTED("NotSupported", 0x80180015), NOT_ELIGIBLE_TO_RENEW("NotEligibleToRenew", 0x80180016),
        IN_MAINTENANCE("InMaintenance", 0x80180017), USER_LICENSE("UserLicense", 0x80180018),
        INVALID_ENROLLMENT_DATA("InvalidEnrollmentData", 0x80180019);

        private final String wireName;
        private final int clientError;

        ErrorType(String wireName, int clientError) {
            this.wireName = wireName;
            this.clientError = clientError;
        }

        /** The name as in the specification. */
        public String wireName() {
            return wireName;
        }

        /** The HRESULT a client shows. */
        public int clientError() {
            return clientError;
        }
    }
}
