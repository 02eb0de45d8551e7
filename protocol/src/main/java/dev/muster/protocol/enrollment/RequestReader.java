package dev.muster.protocol.enrollment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.enrollment.Credential.BinaryToken;
import dev.muster.protocol.enrollment.Credential.UsernameToken;
import dev.muster.protocol.enrollment.EnrollmentRequest.ContextItem;
import dev.muster.protocol.enrollment.EnrollmentRequest.Discover;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.GetPolicies;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;

/**
 * Serves {@link EnrollmentCodec}: requests out of their envelopes. The body's element says what is asked, and the Action header must
 * say the same: whoever looks at one of the two only must not see another request. Elements nobody knows are skipped.
 */
final class RequestReader {
    private static final int MAX_CONTEXT = 64;

    private RequestReader() {}

    static EnrollmentRequest read(byte[] body) throws MalformedMessage {
        Element envelope = XmlTree.read(body, Soap.ENVELOPE, "Envelope");
        Element said = envelope.required("Header");
        SoapHeader header = header(said);
        Element content = envelope.required("Body");
        Optional<Element> discover = content.child("Discover");
        Optional<Element> policies = content.child("GetPolicies");
        Optional<Element> token = content.child("RequestSecurityToken");
        long asked = java.util.stream.Stream.of(discover, policies, token).filter(Optional::isPresent).count();
        if (asked > 1) {
            throw content.malformed("more than one request");
        }
        if (discover.isPresent()) {
            sameAction(said, Soap.DISCOVER_ACTION);
            return discover(header, discover.get().required("request"));
        }
        if (policies.isPresent()) {
            sameAction(said, Soap.POLICIES_ACTION);
            return new GetPolicies(header);
        }
        if (token.isPresent()) {
            sameAction(said, Soap.TOKEN_ACTION);
            return token(header, token.get());
        }
        throw new MalformedMessage(Reason.UNKNOWN_TYPE, -1, content.path(), "a request nobody knows");
    }

    private static void sameAction(Element header, String action) throws MalformedMessage {
        if (!header.required("Action").text().equals(action)) {
            throw header.malformed("an Action that is not the body's");
        }
    }

    /** The message id of what may be any bytes; empty if none can be found. */
    static Optional<String> messageId(byte[] body) {
        try {
            return Optional.of(XmlTree.read(body, Soap.ENVELOPE, "Envelope").required("Header").text("MessageID"))
                    .filter(id -> !id.isEmpty());
        } catch (MalformedMessage none) {
            return Optional.empty();
        }
    }

    private static SoapHeader header(Element header) throws MalformedMessage {
        Optional<Element> security = header.child("Security");
        return new SoapHeader(header.required("MessageID").text(), header.text("To"),
                security.isPresent() ? credential(security.get()) : Credential.None.NONE);
    }

    /** A security header may hold a timestamp beside the credential, or nothing but one. */
    private static Credential credential(Element security) throws MalformedMessage {
        Optional<Element> username = security.child("UsernameToken");
        Optional<Element> binary = security.child("BinarySecurityToken");
        if (username.isPresent() && binary.isPresent()) {
            throw security.malformed("two credentials");
        }
        if (username.isPresent()) {
            return new UsernameToken(username.get().required("Username").text(), password(username.get()));
        }
        if (binary.isPresent()) {
            return new BinaryToken(binary.get().text("ValueType"), new Secret(binary.get().base64()));
        }
        return Credential.None.NONE;
    }

    /** Blanks belong to a password. */
    private static Secret password(Element token) throws MalformedMessage {
        Optional<Element> password = token.child("Password");
        return Secret.of(password.isPresent() ? password.get().rawText() : "");
    }

    private static Discover discover(SoapHeader header, Element request) throws MalformedMessage {
        List<AuthPolicy> policies = new ArrayList<>();
        Optional<Element> offered = request.child("AuthPolicies");
        if (offered.isPresent()) {
            for (Element policy : offered.get().all("AuthPolicy")) {
                AuthPolicy.of(policy.text()).filter(known -> !policies.contains(known)).ifPresent(policies::add);
            }
        }
        return new Discover(header, request.text("EmailAddress"), request.required("RequestVersion").text(),
                request.text("DeviceType"), request.text("ApplicationVersion"),
                Optional.of(request.text("OSEdition")).filter(text -> !text.isEmpty()), policies);
    }

    private static RequestSecurityToken token(SoapHeader header, Element request) throws MalformedMessage {
        boolean renewal = switch (request.required("RequestType").text()) {
            case Soap.ISSUE -> false;
            case Soap.RENEW -> true;
            default -> throw request.malformed("a RequestType that is neither Issue nor Renew");
        };
        Element binary = request.required("BinarySecurityToken");
        Format format = switch (binary.text("ValueType")) {
            case Soap.PKCS10 -> Format.PKCS10;
            case Soap.PKCS7, Soap.PKCS7_OF_WSS -> Format.PKCS7;
            default -> throw binary.malformed("a ValueType that is neither PKCS10 nor PKCS7");
        };
        List<ContextItem> context = new ArrayList<>();
        Optional<Element> additional = request.child("AdditionalContext");
        if (additional.isPresent()) {
            for (Element item : additional.get().all("ContextItem")) {
                context.add(new ContextItem(item.required("Name").text(), item.text("Value")));
            }
            if (context.size() > MAX_CONTEXT) {
                throw new MalformedMessage(Reason.TOO_LARGE, -1, additional.get().path(),
                        "more than " + MAX_CONTEXT + " context items");
            }
        }
        return new RequestSecurityToken(header, renewal, format, binary.base64(), context);
    }
}
