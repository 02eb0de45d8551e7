package dev.muster.protocol.enrollment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.Vectors;
import dev.muster.protocol.enrollment.Credential.BinaryToken;
import dev.muster.protocol.enrollment.Credential.UsernameToken;
import dev.muster.protocol.enrollment.EnrollmentRequest.ContextItem;
import dev.muster.protocol.enrollment.EnrollmentRequest.Discover;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.GetPolicies;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;

/** Requests written after the examples of MS-MDE2, and what may be wrong with one. */
@Timeout(30)
final class EnrollmentRequestTest {
    private static EnrollmentRequest vector(String name) throws MalformedMessage {
        return EnrollmentCodec.decodeRequest(Vectors.bytes("enrollment/" + name + ".soap"));
    }

    private static String text(String name) {
        return new String(Vectors.bytes("enrollment/" + name + ".soap"), StandardCharsets.UTF_8);
    }

    private static Reason refusal(String document) {
        return assertThrows(MalformedMessage.class,
                () -> EnrollmentCodec.decodeRequest(document.getBytes(StandardCharsets.UTF_8))).reason();
    }

    @Test
    void readsADiscoveryAndDropsPoliciesNobodyKnows() throws MalformedMessage {
        SoapHeader header = new SoapHeader("urn:uuid:3a1e7c52-0c55-4a2f-8f0e-52a6d8f6a001",
                "https://EnterpriseEnrollment.contoso.example:443/EnrollmentServer/Discovery.svc",
                Credential.None.NONE);
        assertEquals(new Discover(header, "ada@contoso.example", "5.0", "CIMClient_Windows", "10.0.26100.1",
                Optional.of("4"), List.of(AuthPolicy.ON_PREMISE, AuthPolicy.FEDERATED, AuthPolicy.CERTIFICATE)),
                vector("discover"));
    }

    @Test
    void readsAUserNameAndAPasswordWithItsBlanks() throws MalformedMessage {
        GetPolicies policies = assertInstanceOf(GetPolicies.class, vector("get-policies-username"));
        assertEquals("https://gateway.contoso.example/windows/policy", policies.header().to());
        assertEquals(new UsernameToken("ada@contoso.example", Secret.of(" two  words & an <umlaut> \u00e4 ")),
                policies.header().credential());
    }

    @Test
    void readsACertificateRequestWithATokenAndItsContext() throws MalformedMessage {
        RequestSecurityToken request = assertInstanceOf(RequestSecurityToken.class, vector("request-token-jwt"));
        BinaryToken token = assertInstanceOf(BinaryToken.class, request.header().credential());
        assertEquals(BinaryToken.JWT, token.valueType());
        assertEquals("eyJhbGciOiJub25lIn0.e30.", token.token().text());
        assertFalse(request.renewal());
        assertEquals(Format.PKCS10, request.format());
        assertArrayEquals(new byte[] {0x30, 3, 2, 1, 1}, request.request());
        assertEquals(9, request.context().size());
        assertEquals(Optional.of("4"), request.context("OSEdition"));
        assertEquals(Optional.of("02-00-00-00-00-01"), request.context("MAC"));
        assertEquals(new ContextItem("NotInOobe", ""), request.context().getLast());
        assertEquals(Optional.empty(), request.context("IMEI"));
    }

    @Test
    void readsARenewalWhoseSecurityHeaderProvesNothing() throws MalformedMessage {
        RequestSecurityToken request = assertInstanceOf(RequestSecurityToken.class, vector("renewal"));
        assertTrue(request.renewal());
        assertEquals(Format.PKCS7, request.format());
        assertEquals(Credential.None.NONE, request.header().credential());
    }

    @ParameterizedTest
    @ValueSource(strings = {"discover", "get-policies-username", "request-token-jwt", "renewal"})
    void writesWhatItReads(String name) throws MalformedMessage {
        EnrollmentRequest request = vector(name);
        byte[] written = EnrollmentCodec.encode(request);
        EnrollmentRequest back = EnrollmentCodec.decodeRequest(written);
        assertEquals(request.header(), back.header());
        assertEquals(request.toString(), back.toString());
        assertArrayEquals(written, EnrollmentCodec.encode(back));
    }

    @ParameterizedTest
    @ValueSource(strings = {"discover", "get-policies-username", "request-token-jwt", "renewal"})
    void refusesARequestCutAnywhere(String name) {
        byte[] whole = text(name).strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length += 7) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(MalformedMessage.class, () -> EnrollmentCodec.decodeRequest(cut));
        }
    }

    @Test
    void refusesTwoOfWhatMayStandOnce() {
        String request = text("request-token-jwt");
        String token = request.substring(request.indexOf("<wsse:BinarySecurityToken ValueType=\"http"),
                request.indexOf("<ac:AdditionalContext"));
        assertEquals(Reason.STRUCTURE, refusal(request.replace(token, token + token)));
        String credential = request.substring(request.indexOf("<wsse:BinarySecurityToken ValueType=\"urn"),
                request.indexOf("</wsse:Security>"));
        assertEquals(Reason.STRUCTURE, refusal(request.replace(credential, credential + credential)));
        assertEquals(Reason.STRUCTURE, refusal(request.replace(credential, credential
                + "<wsse:UsernameToken><wsse:Username>x</wsse:Username></wsse:UsernameToken>")));
        String policies = text("get-policies-username");
        assertEquals(Reason.STRUCTURE, refusal(policies.replace("</s:Body>",
                "<Discover><request><RequestVersion>1.0</RequestVersion></request></Discover></s:Body>")));
    }

    @Test
    void refusesWhatIsNoRequest() {
        String request = text("request-token-jwt");
        assertEquals(Reason.STRUCTURE, refusal("<a/>"));
        assertEquals(Reason.STRUCTURE, refusal(request.replace("2003/05/soap-envelope", "2003/06/soap-envelope")));
        assertEquals(Reason.UNKNOWN_TYPE, refusal(text("discover").replace("Discover ", "Dance ")
                .replace("</Discover>", "</Dance>")));
        assertEquals(Reason.STRUCTURE, refusal(request.replace("200512/Issue", "200512/Cancel")));
        assertEquals(Reason.STRUCTURE, refusal(request.replace("enrollment#PKCS10", "enrollment#PKCS11")));
        assertEquals(Reason.STRUCTURE, refusal(request.replace("MAMCAQE=", "M%%")));
        assertEquals(Reason.STRUCTURE, refusal(request.replaceAll("<a:MessageID>.*</a:MessageID>", "")));
        assertEquals(Reason.SYNTAX, refusal(request + "<a/>"));
        assertEquals(Reason.SYNTAX, refusal(request.replace("</s:Body>", "</s:Boby>")));
    }

    @Test
    void refusesAnActionThatIsNotTheBodys() {
        String action = "2009/01/enrollment/RST/wstep";
        String request = text("request-token-jwt");
        assertTrue(request.contains(action), "the replacement below must hit");
        assertEquals(Reason.STRUCTURE,
                refusal(request.replace(action, "2009/01/enrollmentpolicy/IPolicy/GetPolicies")));
        assertEquals(Reason.STRUCTURE, refusal(request.replaceAll("(?s)<a:Action.*</a:Action>", "")));
    }

    @Test
    void takesARenewalByEitherNameOfItsFormat() throws MalformedMessage {
        String request = text("renewal");
        String changed = request.contains("secext-1.0.xsd#PKCS7")
                ? request.replace(
                        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#PKCS7",
                        "http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS7")
                : request.replace("http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS7",
                        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#PKCS7");
        assertFalse(changed.equals(request), "the replacement must hit");
        RequestSecurityToken renewal = assertInstanceOf(RequestSecurityToken.class,
                EnrollmentCodec.decodeRequest(changed.getBytes(StandardCharsets.UTF_8)));
        assertEquals(Format.PKCS7, renewal.format());
    }

    @Test
    void findsTheMessageIdOfARequestThatCannotBeRead() {
        String broken = text("discover").replace("Discover ", "Dance ").replace("</Discover>", "</Dance>");
        assertEquals(Optional.of("urn:uuid:3a1e7c52-0c55-4a2f-8f0e-52a6d8f6a001"),
                EnrollmentCodec.messageId(broken.getBytes(StandardCharsets.UTF_8)));
        assertEquals(Optional.empty(), EnrollmentCodec.messageId(new byte[] {1, 2, 3}));
    }

    @Test
    void refusesADoctypeAndEveryEntity() {
        String request = text("discover").replace("<?xml version=\"1.0\"?>", "");
        assertEquals(Reason.SYNTAX, refusal("<!DOCTYPE s:Envelope [<!ENTITY e 'x'>]>" + request));
        assertEquals(Reason.SYNTAX, refusal("<!DOCTYPE s:Envelope SYSTEM 'http://127.0.0.1:1/x'>" + request));
        assertEquals(Reason.SYNTAX, refusal(request.replace("ada@", "&e;@")));
    }

    @Test
    void keepsWithinItsLimits() {
        String request = text("discover");
        assertEquals(Reason.TOO_LARGE, refusal(request + " ".repeat(XmlTree.MAX_BYTES)));
        String deep = "<x>".repeat(XmlTree.MAX_DEPTH) + "</x>".repeat(XmlTree.MAX_DEPTH);
        assertEquals(Reason.TOO_DEEP, refusal(request.replace("<AuthPolicies>", deep + "<AuthPolicies>")));
        String many = "<x/>".repeat(XmlTree.MAX_ELEMENTS);
        assertEquals(Reason.TOO_LARGE, refusal(request.replace("<AuthPolicies>", many + "<AuthPolicies>")));
        String items = "<ac:ContextItem Name='x'/>".repeat(65);
        assertEquals(Reason.TOO_LARGE,
                refusal(text("request-token-jwt").replace("</ac:AdditionalContext>",
                        items + "</ac:AdditionalContext>")));
    }

    @Test
    void showsNoSecretInTheTextForm() throws MalformedMessage {
        assertFalse(vector("get-policies-username").toString().contains("words"));
        assertFalse(vector("request-token-jwt").toString().contains("eyJ"));
    }
}
