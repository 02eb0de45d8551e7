package dev.muster.protocol.enrollment;

/** Serves the readers and writers: names of the specifications. */
final class Soap {
    static final String ENVELOPE = "http://www.w3.org/2003/05/soap-envelope";
    static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    static final String SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    static final String TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
    static final String CONTEXT = "http://schemas.xmlsoap.org/ws/2006/12/authorization";
    static final String DISCOVERY = "http://schemas.microsoft.com/windows/management/2012/01/enrollment";
    static final String POLICY = "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy";
    static final String ENROLLMENT = "http://schemas.microsoft.com/windows/pki/2009/01/enrollment";
    static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

    static final String BASE64 = SECURITY + "#base64binary";
    static final String PASSWORD_TEXT = "http://docs.oasis-open.org/wss/2004/01/"
            + "oasis-200401-wss-username-token-profile-1.0#PasswordText";
    static final String PKCS10 = ENROLLMENT + "#PKCS10";
    /** As MS-MDE2 has it, and the name that clients' examples use. */
    static final String PKCS7 = ENROLLMENT + "#PKCS7";
    static final String PKCS7_OF_WSS = SECURITY + "#PKCS7";
    static final String ISSUE = TRUST + "/Issue";
    static final String RENEW = TRUST + "/Renew";
    static final String TOKEN_TYPE = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/"
            + "DeviceEnrollmentToken";
    static final String PROVISION_DOC = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/"
            + "DeviceEnrollmentProvisionDoc";

    static final String DISCOVER_ACTION = DISCOVERY + "/IDiscoveryService/Discover";
    static final String POLICIES_ACTION = POLICY + "/IPolicy/GetPolicies";
    static final String TOKEN_ACTION = ENROLLMENT + "/RST/wstep";
    static final String TOKEN_ANSWER = ENROLLMENT + "/RSTRC/wstep";

    private Soap() {}

    static String answer(EnrollmentResponse.Step step) {
        return switch (step) {
            case DISCOVER -> DISCOVER_ACTION + "Response";
            case GET_POLICIES -> POLICIES_ACTION + "Response";
            case REQUEST_SECURITY_TOKEN -> TOKEN_ANSWER;
        };
    }
}
