package dev.muster.protocol.enrollment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.enrollment.EnrollmentResponse.DiscoverResult;
import dev.muster.protocol.enrollment.EnrollmentResponse.ErrorType;
import dev.muster.protocol.enrollment.EnrollmentResponse.Fault;
import dev.muster.protocol.enrollment.EnrollmentResponse.Policies;
import dev.muster.protocol.enrollment.EnrollmentResponse.Provisioned;
import dev.muster.protocol.enrollment.EnrollmentResponse.ServiceError;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;
import dev.muster.protocol.enrollment.EnrollmentResponse.Subcode;

/** Answers: what is written is read back, and stands on the wire as the specification says. */
@Timeout(30)
final class EnrollmentResponseTest {
    private static final String ID = "urn:uuid:3a1e7c52-0c55-4a2f-8f0e-52a6d8f6a001";

    static List<EnrollmentResponse> responses() {
        return List.of(
                new DiscoverResult(ID, AuthPolicy.ON_PREMISE, "4.0", "https://g.example/p", "https://g.example/e",
                        Optional.empty()),
                new DiscoverResult(ID, AuthPolicy.FEDERATED, "6.0", "https://g.example/p?a=1&b=2",
                        "https://g.example/e", Optional.of("https://g.example/login")),
                new Policies(ID, 2048, "1.2.840.113549.1.1.11", 31_536_000, 5_184_000),
                new Provisioned(ID, "<wap-provisioningdoc version=\"1.1\"/>".getBytes(StandardCharsets.UTF_8)),
                new Fault(ID, Step.DISCOVER, Subcode.MESSAGE_FORMAT, "The request cannot be read", Optional.empty()),
                new Fault(ID, Step.REQUEST_SECURITY_TOKEN, Subcode.AUTHORIZATION, "Too many devices <20>",
                        Optional.of(new ServiceError(ErrorType.DEVICE_CAP_REACHED, "Too many devices", "trace-1"))));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void readsBackWhateverItWrites(EnrollmentResponse response) throws MalformedMessage {
        byte[] written = EnrollmentCodec.encode(response);
        EnrollmentResponse back = EnrollmentCodec.decodeResponse(written);
        assertEquals(response, back);
        assertArrayEquals(written, EnrollmentCodec.encode(back));
    }

    @Test
    void readsBackEveryFault() throws MalformedMessage {
        for (Step step : Step.values()) {
            for (Subcode subcode : Subcode.values()) {
                for (ErrorType type : ErrorType.values()) {
                    Fault fault = new Fault(ID, step, subcode, "No", Optional.of(new ServiceError(type, "No", "t")));
                    assertEquals(fault, EnrollmentCodec.decodeResponse(EnrollmentCodec.encode(fault)));
                }
            }
        }
        assertEquals(0x80180018, ErrorType.USER_LICENSE.clientError());
        assertEquals(0x80180007, Subcode.INVALID_SECURITY.clientError());
    }

    @Test
    void writesAFaultAsClientsKnowIt() {
        String fault = new String(EnrollmentCodec.encode(responses().getLast()), StandardCharsets.UTF_8);
        assertEquals("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
                + " xmlns:a=\"http://www.w3.org/2005/08/addressing\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
                + "<s:Header><a:Action s:mustUnderstand=\"1\">"
                + "http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RSTRC/wstep</a:Action>"
                + "<a:RelatesTo>" + ID + "</a:RelatesTo></s:Header>"
                + "<s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>s:Authorization</s:Value>"
                + "</s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en-US\">Too many devices &lt;20></s:Text></s:Reason>"
                + "<s:Detail><DeviceEnrollmentServiceError"
                + " xmlns=\"http://schemas.microsoft.com/windows/pki/2009/01/enrollment\">"
                + "<ErrorType>DeviceCapReached</ErrorType><Message>Too many devices</Message><TraceId>trace-1</TraceId>"
                + "</DeviceEnrollmentServiceError></s:Detail></s:Fault></s:Body></s:Envelope>", fault);
    }

    @Test
    void writesTheProvisioningDocumentAsATokenOfItsOwnType() {
        String answer = new String(EnrollmentCodec.encode(responses().get(3)), StandardCharsets.UTF_8);
        assertTrue(answer.contains("<BinarySecurityToken xmlns=\"http://docs.oasis-open.org/wss/2004/01/"
                + "oasis-200401-wss-wssecurity-secext-1.0.xsd\" ValueType=\"http://schemas.microsoft.com/5.0.0.0/"
                + "ConfigurationManager/Enrollment/DeviceEnrollmentProvisionDoc\""), answer);
        assertTrue(
                answer.contains("<RequestID xmlns=\"http://schemas.microsoft.com/windows/pki/2009/01/enrollment\">0<"),
                answer);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void refusesAnAnswerCutAnywhere(EnrollmentResponse response) {
        byte[] whole = EnrollmentCodec.encode(response);
        for (int length = 0; length < whole.length; length += 5) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(MalformedMessage.class, () -> EnrollmentCodec.decodeResponse(cut));
        }
    }

    @Test
    void refusesToWriteCharactersThatXmlCannotCarry() {
        for (String text : List.of("a\0b", "\u0001", "\uD800", "\uFFFE")) {
            Fault fault = new Fault(ID, Step.DISCOVER, Subcode.MESSAGE_FORMAT, text, Optional.empty());
            assertThrows(IllegalArgumentException.class, () -> EnrollmentCodec.encode(fault));
        }
    }
}
