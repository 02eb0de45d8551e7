package dev.muster.protocol.enrollment;

import java.util.Arrays;
import java.util.Optional;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.enrollment.EnrollmentResponse.DiscoverResult;
import dev.muster.protocol.enrollment.EnrollmentResponse.ErrorType;
import dev.muster.protocol.enrollment.EnrollmentResponse.Fault;
import dev.muster.protocol.enrollment.EnrollmentResponse.Policies;
import dev.muster.protocol.enrollment.EnrollmentResponse.Provisioned;
import dev.muster.protocol.enrollment.EnrollmentResponse.ServiceError;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;
import dev.muster.protocol.enrollment.EnrollmentResponse.Subcode;

/** Serves {@link EnrollmentCodec} on the device's side, for emulators and tests: answers out of their envelopes. */
final class ResponseReader {
    private ResponseReader() {}

    static EnrollmentResponse read(byte[] body) throws MalformedMessage {
        Element envelope = XmlTree.read(body, Soap.ENVELOPE, "Envelope");
        Element header = envelope.required("Header");
        String relatesTo = header.required("RelatesTo").text();
        Element content = envelope.required("Body");
        Optional<Element> discover = content.child("DiscoverResponse");
        if (discover.isPresent()) {
            return discover(relatesTo, discover.get().required("DiscoverResult"));
        }
        Optional<Element> policies = content.child("GetPoliciesResponse");
        if (policies.isPresent()) {
            return policies(relatesTo, policies.get());
        }
        Optional<Element> tokens = content.child("RequestSecurityTokenResponseCollection");
        if (tokens.isPresent()) {
            Element token = tokens.get().required("RequestSecurityTokenResponse").required("RequestedSecurityToken");
            return new Provisioned(relatesTo, token.required("BinarySecurityToken").base64());
        }
        Optional<Element> fault = content.child("Fault");
        if (fault.isPresent()) {
            return fault(relatesTo, header, fault.get());
        }
        throw new MalformedMessage(Reason.UNKNOWN_TYPE, -1, content.path(), "an answer nobody knows");
    }

    private static DiscoverResult discover(String relatesTo, Element result) throws MalformedMessage {
        AuthPolicy policy = AuthPolicy.of(result.text("AuthPolicy"))
                .orElseThrow(() -> result.malformed("an AuthPolicy nobody knows"));
        return new DiscoverResult(relatesTo, policy, result.required("EnrollmentVersion").text(),
                result.text("EnrollmentPolicyServiceUrl"), result.required("EnrollmentServiceUrl").text(),
                Optional.of(result.text("AuthenticationServiceUrl")).filter(url -> !url.isEmpty()));
    }

    private static Policies policies(String relatesTo, Element answer) throws MalformedMessage {
        Element attributes = answer.required("response").required("policies").required("policy").required("attributes");
        Element validity = attributes.required("certificateValidity");
        String reference = attributes.required("hashAlgorithmOIDReference").text();
        for (Element id : answer.required("oIDs").all("oID")) {
            if (id.text("oIDReferenceID").equals(reference)) {
                return new Policies(relatesTo,
                        (int) number(attributes.required("privateKeyAttributes").required("minimalKeyLength")),
                        id.text("value"), number(validity.required("validityPeriodSeconds")),
                        number(validity.required("renewalPeriodSeconds")));
            }
        }
        throw answer.malformed("a hash algorithm that is not listed");
    }

    private static long number(Element element) throws MalformedMessage {
        String text = element.text();
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw element.malformed("text that is no number of at most nine digits");
        }
        return Long.parseLong(text);
    }

    private static Fault fault(String relatesTo, Element header, Element fault) throws MalformedMessage {
        String action = header.text("Action");
        Step step = Arrays.stream(Step.values()).filter(each -> Soap.answer(each).equals(action)).findFirst()
                .orElseThrow(() -> header.malformed("an Action nobody knows"));
        String name = fault.required("Code").required("Subcode").text("Value");
        Subcode subcode = Arrays.stream(Subcode.values()).filter(each -> each.qualifiedName().equals(name)).findFirst()
                .orElseThrow(() -> fault.malformed("a Subcode nobody knows"));
        Optional<Element> detail = fault.child("Detail");
        Optional<Element> error = detail.isPresent()
                ? detail.get().child("DeviceEnrollmentServiceError")
                : Optional.empty();
        return new Fault(relatesTo, step, subcode, fault.required("Reason").text("Text"),
                error.isPresent() ? Optional.of(error(error.get())) : Optional.empty());
    }

    private static ServiceError error(Element error) throws MalformedMessage {
        String name = error.text("ErrorType");
        ErrorType type = Arrays.stream(ErrorType.values()).filter(each -> each.wireName().equals(name)).findFirst()
                .orElseThrow(() -> error.malformed("an ErrorType nobody knows"));
        return new ServiceError(type, error.text("Message"), error.text("TraceId"));
    }
}
