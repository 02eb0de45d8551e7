package dev.muster.protocol.enrollment;

import java.util.Base64;

import javax.xml.stream.XMLStreamException;

import dev.muster.protocol.enrollment.Credential.BinaryToken;
import dev.muster.protocol.enrollment.Credential.None;
import dev.muster.protocol.enrollment.Credential.UsernameToken;
import dev.muster.protocol.enrollment.EnrollmentRequest.ContextItem;
import dev.muster.protocol.enrollment.EnrollmentRequest.Discover;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.GetPolicies;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;

/** Serves {@link EnrollmentCodec} on the device's side, for emulators and tests: requests in their envelopes. */
final class RequestWriter {
    private final XmlOut out;

    private RequestWriter(XmlOut out) {
        this.out = out;
    }

    static byte[] write(EnrollmentRequest request) {
        return XmlOut.document(out -> new RequestWriter(out).envelope(request));
    }

    private void envelope(EnrollmentRequest request) throws XMLStreamException {
        out.open("s", "Envelope", Soap.ENVELOPE).prefix("s", Soap.ENVELOPE).prefix("a", Soap.ADDRESSING)
                .prefix("wsse", Soap.SECURITY).prefix("wst", Soap.TRUST).prefix("ac", Soap.CONTEXT)
                .prefix("xsi", Soap.INSTANCE);
        out.open("s", "Header", Soap.ENVELOPE);
        header(request);
        out.close();
        out.open("s", "Body", Soap.ENVELOPE);
        switch (request) {
            case Discover discover -> discover(discover);
            case GetPolicies _ -> out.open("GetPolicies").namespace(Soap.POLICY).open("client").nil("lastUpdate")
                    .nil("preferredLanguage").close().nil("requestFilter").close();
            case RequestSecurityToken token -> token(token);
        }
        out.close();
        out.close();
    }

    private void header(EnrollmentRequest request) throws XMLStreamException {
        out.open("a", "Action", Soap.ADDRESSING).attribute("s", Soap.ENVELOPE, "mustUnderstand", "1")
                .text(switch (request) {
                    case Discover _ -> Soap.DISCOVER_ACTION;
                    case GetPolicies _ -> Soap.POLICIES_ACTION;
                    case RequestSecurityToken _ -> Soap.TOKEN_ACTION;
                }).close();
        out.open("a", "MessageID", Soap.ADDRESSING).text(request.header().messageId()).close();
        out.open("a", "ReplyTo", Soap.ADDRESSING).open("a", "Address", Soap.ADDRESSING)
                .text(Soap.ADDRESSING + "/anonymous").close().close();
        out.open("a", "To", Soap.ADDRESSING).attribute("s", Soap.ENVELOPE, "mustUnderstand", "1")
                .text(request.header().to()).close();
        switch (request.header().credential()) {
            case None _ -> {
                // No security header.
            }
            case UsernameToken token -> username(token);
            case BinaryToken token -> {
                security();
                binary(token.valueType(), token.token().bytes());
                out.close();
            }
        }
    }

    private void security() throws XMLStreamException {
        out.open("wsse", "Security", Soap.SECURITY).attribute("s", Soap.ENVELOPE, "mustUnderstand", "1");
    }

    private void username(UsernameToken token) throws XMLStreamException {
        security();
        out.open("wsse", "UsernameToken", Soap.SECURITY);
        out.open("wsse", "Username", Soap.SECURITY).text(token.username()).close();
        out.open("wsse", "Password", Soap.SECURITY).attribute("wsse", Soap.SECURITY, "Type", Soap.PASSWORD_TEXT)
                .text(token.password().text()).close();
        out.close().close();
    }

    private void binary(String valueType, byte[] bytes) throws XMLStreamException {
        out.open("wsse", "BinarySecurityToken", Soap.SECURITY).attribute("ValueType", valueType)
                .attribute("EncodingType", Soap.BASE64).text(Base64.getEncoder().encodeToString(bytes)).close();
    }

    private void discover(Discover discover) throws XMLStreamException {
        out.open("Discover").namespace(Soap.DISCOVERY).open("request");
        out.leaf("EmailAddress", discover.emailAddress());
        if (discover.osEdition().isPresent()) {
            out.leaf("OSEdition", discover.osEdition().get());
        }
        out.leaf("RequestVersion", discover.requestVersion());
        out.leaf("DeviceType", discover.deviceType());
        out.leaf("ApplicationVersion", discover.applicationVersion());
        out.open("AuthPolicies");
        for (AuthPolicy policy : discover.authPolicies()) {
            out.leaf("AuthPolicy", policy.wireName());
        }
        out.close().close().close();
    }

    private void token(RequestSecurityToken token) throws XMLStreamException {
        out.open("wst", "RequestSecurityToken", Soap.TRUST);
        out.open("wst", "TokenType", Soap.TRUST).text(Soap.TOKEN_TYPE).close();
        out.open("wst", "RequestType", Soap.TRUST).text(token.renewal() ? Soap.RENEW : Soap.ISSUE).close();
        binary(token.format() == Format.PKCS10 ? Soap.PKCS10 : Soap.PKCS7, token.request());
        out.open("ac", "AdditionalContext", Soap.CONTEXT);
        for (ContextItem item : token.context()) {
            out.open("ac", "ContextItem", Soap.CONTEXT).attribute("Name", item.name())
                    .open("ac", "Value", Soap.CONTEXT).text(item.value()).close().close();
        }
        out.close().close();
    }
}
