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
    HTTP2("gateway", "dev.muster.gateway.net.Http2HeadFuzzTest"),
    IDENTITY("gateway", "dev.muster.gateway.net.ForwardedIdentityFuzzTest"),
    PROXY("gateway", "dev.muster.gateway.net.ProxyHeaderFuzzTest"),
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

    /** Classes whose branches guide the fuzzer: ours, and the parsers of others that these bytes go through. */
    String instrumented() {
        return switch (this) {
            case PKCS10, CERTIFICATE, SIGNATURE, PUSH, CMS, SCEP, IDENTITY -> "dev.muster.**:org.bouncycastle.asn1.**";
            case HTTP2 -> "dev.muster.**:io.netty.handler.codec.http2.**";
            case PROXY -> "dev.muster.**:io.netty.handler.codec.haproxy.**";
            case XML, PLIST, BPLIST, APPLE, SYNCML, WBXML, SOAP, HTTP, CONFIGURATION -> "dev.muster.**";
        };
    }
}
