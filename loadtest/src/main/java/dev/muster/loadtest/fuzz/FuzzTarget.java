package dev.muster.loadtest.fuzz;

/** The fuzz targets: test classes with a {@code @FuzzTest}, whose regression inputs run in every build as well. */
public enum FuzzTarget {
    XML("protocol", "dev.muster.protocol.xml.XmlCursorFuzzTest"),
    PLIST("protocol", "dev.muster.protocol.plist.PlistFuzzTest"),
    BPLIST("protocol", "dev.muster.protocol.plist.BinaryPlistFuzzTest"),
    APPLE("protocol", "dev.muster.protocol.apple.AppleFuzzTest"),
    SYNCML("protocol", "dev.muster.protocol.syncml.SyncMlFuzzTest"),
    WBXML("protocol", "dev.muster.protocol.syncml.WbxmlFuzzTest"),
    SOAP("protocol", "dev.muster.protocol.enrollment.EnrollmentFuzzTest"),
    PKCS10("certs", "dev.muster.certs.ca.CertificateRequestFuzzTest"),
    CERTIFICATE("certs", "dev.muster.certs.identity.ClientCertificateFuzzTest"),
    SIGNATURE("certs", "dev.muster.certs.identity.DetachedSignatureFuzzTest"),
    PUSH("certs", "dev.muster.certs.apns.PushCertificateFuzzTest"),
    CMS("certs", "dev.muster.certs.scep.ScepFuzzTest"),
    SCEP("certs", "dev.muster.certs.scep.EnvelopeFuzzTest"),
    HTTP("gateway", "dev.muster.gateway.net.HttpRequestFuzzTest"),
    CONFIGURATION("gateway", "dev.muster.gateway.config.ConfigurationFuzzTest");

    private final String module;
    private final String testClass;

    FuzzTarget(String module, String testClass) {
        this.module = module;
        this.testClass = testClass;
    }

    /** The directory of the module it is part of. */
    String module() {
        return module;
    }

    /** The test class. */
    String testClass() {
        return testClass;
    }

    /** Classes whose branches guide the fuzzer: ours, and the parser of ASN.1 that certificates and CMS go through. */
    String instrumented() {
        return module.equals("certs") ? "dev.muster.**:org.bouncycastle.asn1.**" : "dev.muster.**";
    }
}
