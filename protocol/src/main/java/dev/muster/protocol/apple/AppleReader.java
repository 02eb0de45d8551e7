package dev.muster.protocol.apple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.GetToken;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.apple.AppleMessage.ReturnToService;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;

/** Serves {@link AppleCodec}: one message out of its dictionary (Apple's schema, mdm/checkin and mdm/commands). */
final class AppleReader {
    static final int MAX_ID = 255;
    static final int MAX_TOKEN = 100;
    static final int MAX_BOOTSTRAP_TOKEN = 64 * 1024;
    static final int MAX_ENDPOINT = 1000;
    static final int MAX_LINKS = 16;
    static final int MAX_TEXT = 200;

    private final PlistDict content;

    AppleReader(PlistDict content) {
        this.content = content;
    }

    AppleMessage read() throws MalformedMessage {
        if (content.get("MessageType") != null) {
            return checkIn(required("MessageType"));
        }
        if (content.get("Status") != null) {
            return report(required("Status"));
        }
        throw malformed(Reason.STRUCTURE, "neither MessageType nor Status");
    }

    private AppleMessage checkIn(String messageType) throws MalformedMessage {
        return switch (messageType) {
            case "Authenticate" -> new Authenticate(ids(), required("Topic"), content.string("DeviceName"),
                    content.string("SerialNumber"), content.string("Model"), content.string("ModelName"),
                    content.string("ProductName"), content.string("OSVersion"));
            case "TokenUpdate" -> tokenUpdate();
            case "CheckOut" -> new CheckOut(ids());
            case "UserAuthenticate" -> new UserAuthenticate(ids(), content.string("DigestResponse")
                    .map(text -> new Secret(text.getBytes(StandardCharsets.UTF_8))));
            case "SetBootstrapToken" -> new SetBootstrapToken(ids(), bootstrapToken());
            case "GetBootstrapToken" -> new GetBootstrapToken(ids());
            case "DeclarativeManagement" -> new DeclarativeManagement(ids(), bounded("Endpoint", MAX_ENDPOINT),
                    content.data("Data").map(Secret::new));
            case "GetToken" -> new GetToken(ids(), bounded("TokenServiceType", MAX_ID));
            case "ReturnToService" -> new ReturnToService(ids());
            default -> throw malformed(Reason.UNKNOWN_TYPE, "an unknown MessageType");
        };
    }

    private TokenUpdate tokenUpdate() throws MalformedMessage {
        byte[] token = content.data("Token").orElseThrow(() -> missing("Token"));
        if (token.length == 0 || token.length > MAX_TOKEN) {
            throw malformed(Reason.STRUCTURE, "a Token that is not of 1 to " + MAX_TOKEN + " bytes");
        }
        Secret pushMagic = new Secret(required("PushMagic").getBytes(StandardCharsets.UTF_8));
        return new TokenUpdate(ids(), required("Topic"), new Secret(token), pushMagic,
                content.data("UnlockToken").map(Secret::new), content.bool("AwaitingConfiguration"));
    }

    /** No bytes are no token; a token of another type must not pass for the wish to forget the one that is kept. */
    private Optional<Secret> bootstrapToken() throws MalformedMessage {
        if (content.get("BootstrapToken") == null) {
            return Optional.empty();
        }
        byte[] token = content.data("BootstrapToken")
                .orElseThrow(() -> malformed(Reason.STRUCTURE, "BootstrapToken is no data"));
        if (token.length > MAX_BOOTSTRAP_TOKEN) {
            throw malformed(Reason.STRUCTURE, "a BootstrapToken of more than " + MAX_BOOTSTRAP_TOKEN + " bytes");
        }
        return token.length == 0 ? Optional.empty() : Optional.of(new Secret(token));
    }

    private AppleMessage report(String status) throws MalformedMessage {
        return switch (status) {
            case "Idle" -> new Idle(ids());
            case "Acknowledged" -> new Acknowledged(ids(), required("CommandUUID"), content);
            case "Error" -> new CommandError(ids(), required("CommandUUID"), errorChain(), false);
            case "CommandFormatError" -> new CommandError(ids(), required("CommandUUID"), errorChain(), true);
            case "NotNow" -> new NotNow(ids(), required("CommandUUID"));
            default -> throw malformed(Reason.UNKNOWN_TYPE, "an unknown Status");
        };
    }

    private EnrollmentIds ids() throws MalformedMessage {
        Optional<String> udid = id("UDID");
        Optional<String> enrollmentId = id("EnrollmentID");
        if (udid.isEmpty() && enrollmentId.isEmpty()) {
            throw missing("UDID or EnrollmentID");
        }
        return new EnrollmentIds(udid, enrollmentId, id("UserID"), id("EnrollmentUserID"), id("UserShortName"));
    }

    /** An id; empty text names nobody, and one of another type must not pass for absent. */
    private Optional<String> id(String key) throws MalformedMessage {
        if (content.get(key) == null) {
            return Optional.empty();
        }
        String id = content.string(key).orElseThrow(() -> malformed(Reason.STRUCTURE, key + " is no string"));
        if (id.length() > MAX_ID) {
            throw malformed(Reason.STRUCTURE, key + " is longer than " + MAX_ID + " characters");
        }
        return id.isBlank() ? Optional.empty() : Optional.of(id);
    }

    private String required(String key) throws MalformedMessage {
        return content.string(key).filter(text -> !text.isBlank()).orElseThrow(() -> missing(key));
    }

    private String bounded(String key, int longest) throws MalformedMessage {
        String text = required(key);
        if (text.length() > longest) {
            throw malformed(Reason.STRUCTURE, key + " is longer than " + longest + " characters");
        }
        return text;
    }

    /** What can be read of an ErrorChain: a report of failure counts even where its reason is unreadable. */
    private List<ErrorLink> errorChain() {
        List<ErrorLink> chain = new ArrayList<>();
        if (content.get("ErrorChain") instanceof PlistArray links) {
            for (PlistValue link : links.values()) {
                if (link instanceof PlistDict dict && chain.size() < MAX_LINKS) {
                    chain.add(errorLink(dict));
                }
            }
        }
        return chain;
    }

    private static ErrorLink errorLink(PlistDict link) {
        long code = link.get("ErrorCode") instanceof PlistInteger integer ? integer.value() : 0;
        String description = link.string("USEnglishDescription").or(() -> link.string("LocalizedDescription"))
                .orElse("");
        return new ErrorLink(code, cut(link.string("ErrorDomain").orElse("")), cut(description));
    }

    private static String cut(String text) {
        int length = Math.min(text.length(), MAX_TEXT);
        boolean splitsPair = length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, splitsPair ? length - 1 : length);
    }

    private static MalformedMessage missing(String key) {
        return malformed(Reason.STRUCTURE, "without " + key);
    }

    private static MalformedMessage malformed(Reason reason, String detail) {
        return new MalformedMessage(reason, -1, "plist/dict", detail);
    }
}
