package dev.muster.protocol.enrollment;

import java.util.Base64;

import javax.xml.stream.XMLStreamException;

import dev.muster.protocol.enrollment.EnrollmentResponse.DiscoverResult;
import dev.muster.protocol.enrollment.EnrollmentResponse.Fault;
import dev.muster.protocol.enrollment.EnrollmentResponse.Policies;
import dev.muster.protocol.enrollment.EnrollmentResponse.Provisioned;
import dev.muster.protocol.enrollment.EnrollmentResponse.ServiceError;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;

/** Serves {@link EnrollmentCodec}: answers in their envelopes. */
final class ResponseWriter {
    /** The group of hash algorithms (MS-XCEP, section 3.1.4.1.3.16). */
    private static final String HASH_GROUP = "1";

    private final XmlOut out;

    private ResponseWriter(XmlOut out) {
        this.out = out;
    }

    static byte[] write(EnrollmentResponse response) {
        return XmlOut.document(out -> new ResponseWriter(out).envelope(response));
    }

    private void envelope(EnrollmentResponse response) throws XMLStreamException {
        Step step = switch (response) {
            case DiscoverResult _ -> Step.DISCOVER;
            case Policies _ -> Step.GET_POLICIES;
            case Provisioned _ -> Step.REQUEST_SECURITY_TOKEN;
            case Fault fault -> fault.step();
        };
        out.open("s", "Envelope", Soap.ENVELOPE).prefix("s", Soap.ENVELOPE).prefix("a", Soap.ADDRESSING)
                .prefix("xsi", Soap.INSTANCE);
        out.open("s", "Header", Soap.ENVELOPE);
        out.open("a", "Action", Soap.ADDRESSING).attribute("s", Soap.ENVELOPE, "mustUnderstand", "1")
                .text(Soap.answer(step)).close();
        out.open("a", "RelatesTo", Soap.ADDRESSING).text(response.relatesTo()).close();
        out.close();
        out.open("s", "Body", Soap.ENVELOPE);
        switch (response) {
            case DiscoverResult discover -> discover(discover);
            case Policies policies -> policies(policies);
            case Provisioned provisioned -> provisioned(provisioned);
            case Fault fault -> fault(fault);
        }
        out.close();
        out.close();
    }

    private void discover(DiscoverResult result) throws XMLStreamException {
        out.open("DiscoverResponse").namespace(Soap.DISCOVERY).open("DiscoverResult");
        out.leaf("AuthPolicy", result.authPolicy().wireName());
        out.leaf("EnrollmentVersion", result.enrollmentVersion());
        out.leaf("EnrollmentPolicyServiceUrl", result.policyUrl());
        out.leaf("EnrollmentServiceUrl", result.enrollmentUrl());
        if (result.authenticationUrl().isPresent()) {
            out.leaf("AuthenticationServiceUrl", result.authenticationUrl().get());
        }
        out.close().close();
    }

    private void policies(Policies policies) throws XMLStreamException {
        out.open("GetPoliciesResponse").namespace(Soap.POLICY).open("response");
        out.leaf("policyID", "").nil("policyFriendlyName").nil("nextUpdateHours").nil("policiesNotChanged");
        out.open("policies").open("policy").leaf("policyOIDReference", "0").nil("cAs");
        attributes(policies);
        out.close().close().close();
        out.nil("cAs").open("oIDs").open("oID").leaf("value", policies.hashAlgorithmOid()).leaf("group", HASH_GROUP)
                .leaf("oIDReferenceID", "0").leaf("defaultName", "hash").close().close();
        out.close();
    }

    private void attributes(Policies policies) throws XMLStreamException {
        out.open("attributes").leaf("commonName", "Muster").leaf("policySchema", "3");
        out.open("certificateValidity").leaf("validityPeriodSeconds", Long.toString(policies.validitySeconds()))
                .leaf("renewalPeriodSeconds", Long.toString(policies.renewalSeconds())).close();
        out.open("permission").leaf("enroll", "true").leaf("autoEnroll", "false").close();
        out.open("privateKeyAttributes").leaf("minimalKeyLength", Integer.toString(policies.minimalKeyLength()))
                .nil("keySpec").nil("keyUsageProperty").nil("permissions").nil("algorithmOIDReference")
                .nil("cryptoProviders").close();
        out.open("revision").leaf("majorRevision", "1").leaf("minorRevision", "0").close();
        out.nil("supersededPolicies").nil("privateKeyFlags").nil("subjectNameFlags").nil("enrollmentFlags")
                .nil("generalFlags").leaf("hashAlgorithmOIDReference", "0").nil("rARequirements")
                .nil("keyArchivalAttributes").nil("extensions");
        out.close();
    }

    private void provisioned(Provisioned provisioned) throws XMLStreamException {
        out.open("RequestSecurityTokenResponseCollection").namespace(Soap.TRUST).open("RequestSecurityTokenResponse");
        out.leaf("TokenType", Soap.TOKEN_TYPE);
        out.open("DispositionMessage").namespace(Soap.ENROLLMENT).close();
        out.open("RequestedSecurityToken").open("BinarySecurityToken").namespace(Soap.SECURITY)
                .attribute("ValueType", Soap.PROVISION_DOC).attribute("EncodingType", Soap.BASE64)
                .text(Base64.getEncoder().encodeToString(provisioned.document())).close().close();
        out.open("RequestID").namespace(Soap.ENROLLMENT).text("0").close();
        out.close().close();
    }

    private void fault(Fault fault) throws XMLStreamException {
        out.open("s", "Fault", Soap.ENVELOPE).open("s", "Code", Soap.ENVELOPE);
        out.open("s", "Value", Soap.ENVELOPE).text("s:Receiver").close();
        out.open("s", "Subcode", Soap.ENVELOPE).open("s", "Value", Soap.ENVELOPE)
                .text(fault.subcode().qualifiedName()).close().close();
        out.close();
        out.open("s", "Reason", Soap.ENVELOPE).open("s", "Text", Soap.ENVELOPE)
                .attribute("xml", "http://www.w3.org/XML/1998/namespace", "lang", "en-US").text(fault.reason())
                .close().close();
        if (fault.error().isPresent()) {
            ServiceError error = fault.error().get();
            out.open("s", "Detail", Soap.ENVELOPE).open("DeviceEnrollmentServiceError").namespace(Soap.ENROLLMENT);
            out.leaf("ErrorType", error.type().wireName()).leaf("Message", error.message())
                    .leaf("TraceId", error.traceId());
            out.close().close();
        }
        out.close();
    }
}
