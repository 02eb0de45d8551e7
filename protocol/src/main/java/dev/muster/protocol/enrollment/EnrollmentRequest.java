package dev.muster.protocol.enrollment;

import java.util.List;
import java.util.Optional;

/** What a Windows device asks while it enrols, in this order, or renews (MS-MDE2). */
public sealed interface EnrollmentRequest {
    /** The SOAP header. */
    SoapHeader header();

    /**
     * Where to enrol (MS-MDE2, section 3.1.4.1). A client that is asked for nothing says the versions it knows.
     *
     * @param emailAddress user principal name; clients may leave it empty
     * @param requestVersion version of the protocol, {@code 1.0} to {@code 6.0}
     * @param deviceType for example {@code CIMClient_Windows}; empty if not said
     * @param applicationVersion version of the client; empty if not said
     * @param osEdition number of the edition; empty before version 3.0
     * @param authPolicies what the client can do; names nobody knows are dropped
     */
    record Discover(SoapHeader header, String emailAddress, String requestVersion, String deviceType,
            String applicationVersion, Optional<String> osEdition, List<AuthPolicy> authPolicies)
            implements EnrollmentRequest {
        public Discover {
            authPolicies = List.copyOf(authPolicies);
        }
    }

    /** Which kind of key and certificate to ask for (MS-XCEP). Its filter is not looked at: there is one policy. */
    record GetPolicies(SoapHeader header) implements EnrollmentRequest {}

    /**
     * Asks for a certificate and the provisioning document (MS-WSTEP).
     *
     * @param renewal whether it is of the type Renew
     * @param format what the bytes are
     * @param request the certificate request, out of base64; the array is the record's own
     * @param context additional context items in their order; names may repeat
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record RequestSecurityToken(SoapHeader header, boolean renewal, Format format, byte[] request,
            List<ContextItem> context) implements EnrollmentRequest {
        public RequestSecurityToken {
            context = List.copyOf(context);
        }

        /** The first value of a context item; empty if there is none. */
        public Optional<String> context(String name) {
            return context.stream().filter(item -> item.name().equals(name)).map(ContextItem::value).findFirst();
        }

        @Override
        public String toString() {
            return "RequestSecurityToken[" + header + ", renewal=" + renewal + ", " + format + ", "
                    + request.length + " bytes, " + context.size() + " context items]";
        }
    }

    /** What a certificate request is. */
    enum Format {
        /** A PKCS#10 request. */
        PKCS10,
        /** A PKCS#10 request signed with the certificate to renew (CMS). */
        PKCS7
    }

    /** One additional context item, such as DeviceName or HWDevID; values are the device's own words. */
    record ContextItem(String name, String value) {}
}
