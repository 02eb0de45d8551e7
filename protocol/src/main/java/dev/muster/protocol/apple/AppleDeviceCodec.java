package dev.muster.protocol.apple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.protocol.DecodeLimits;
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
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/**
 * Serves device emulators and tests; the gateway has no use for it. The other side of {@link AppleCodec}: messages to
 * property lists, and commands out of them. Stateless; any thread may call it.
 */
public final class AppleDeviceCodec {
    private AppleDeviceCodec() {}

    /**
     * A command as a device sees it.
     *
     * @param content the Command dictionary, RequestType included
     */
    public record ReceivedCommand(String commandUuid, String requestType, PlistDict content) {}

    /**
     * Decodes a command.
     *
     * @param body a property list; an empty body, which means that no command waits, is the caller's to recognise
     * @throws MalformedMessage if it is no property list, or lacks CommandUUID, Command or RequestType
     */
    public static ReceivedCommand decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        PlistDict envelope = AppleCodec.dictionary(body, limits);
        if (envelope.get("Command") instanceof PlistDict command
                && command.get("RequestType") instanceof PlistString requestType
                && envelope.get("CommandUUID") instanceof PlistString commandUuid) {
            return new ReceivedCommand(commandUuid.value(), requestType.value(), command);
        }
        throw new MalformedMessage(Reason.STRUCTURE, -1, "plist/dict", "no command");
    }

    /** Encodes a message the way a device sends it. */
    public static byte[] encode(AppleMessage message) {
        Map<String, PlistValue> content = new LinkedHashMap<>();
        switch (message) {
            case Authenticate authenticate -> fill(content, authenticate);
            case TokenUpdate tokenUpdate -> fill(content, tokenUpdate);
            case CheckOut _ -> put(content, "MessageType", "CheckOut");
            case UserAuthenticate user -> {
                put(content, "MessageType", "UserAuthenticate");
                put(content, "DigestResponse", user.digestResponse().map(AppleDeviceCodec::text));
            }
            case SetBootstrapToken set -> {
                put(content, "MessageType", "SetBootstrapToken");
                set.token().ifPresent(token -> content.put("BootstrapToken", new PlistData(token.bytes())));
            }
            case GetBootstrapToken _ -> put(content, "MessageType", "GetBootstrapToken");
            case DeclarativeManagement request -> {
                put(content, "MessageType", "DeclarativeManagement");
                put(content, "Endpoint", request.endpoint());
                request.data().ifPresent(data -> content.put("Data", new PlistData(data.bytes())));
            }
            case GetToken request -> {
                put(content, "MessageType", "GetToken");
                put(content, "TokenServiceType", request.tokenServiceType());
            }
            case ReturnToService _ -> put(content, "MessageType", "ReturnToService");
            case Idle _ -> put(content, "Status", "Idle");
            case Acknowledged acknowledged -> {
                content.putAll(acknowledged.content().entries());
                report(content, "Acknowledged", acknowledged.commandUuid());
            }
            case CommandError error -> {
                report(content, error.formatError() ? "CommandFormatError" : "Error", error.commandUuid());
                content.put("ErrorChain", chain(error.chain()));
            }
            case NotNow notNow -> report(content, "NotNow", notNow.commandUuid());
        }
        fill(content, message.ids());
        return PlistCodec.encode(new PlistDict(content));
    }

    private static void fill(Map<String, PlistValue> content, Authenticate authenticate) {
        put(content, "MessageType", "Authenticate");
        put(content, "Topic", authenticate.topic());
        put(content, "DeviceName", authenticate.deviceName());
        put(content, "SerialNumber", authenticate.serialNumber());
        put(content, "Model", authenticate.model());
        put(content, "ModelName", authenticate.modelName());
        put(content, "ProductName", authenticate.productName());
        put(content, "OSVersion", authenticate.osVersion());
    }

    private static void fill(Map<String, PlistValue> content, TokenUpdate update) {
        put(content, "MessageType", "TokenUpdate");
        put(content, "Topic", update.topic());
        put(content, "PushMagic", text(update.pushMagic()));
        content.put("Token", new PlistData(update.token().bytes()));
        update.unlockToken().ifPresent(token -> content.put("UnlockToken", new PlistData(token.bytes())));
        if (update.awaitingConfiguration()) {
            content.put("AwaitingConfiguration", PlistBoolean.TRUE);
        }
    }

    private static String text(Secret secret) {
        return new String(secret.bytes(), StandardCharsets.UTF_8);
    }

    private static void fill(Map<String, PlistValue> content, EnrollmentIds ids) {
        put(content, "UDID", ids.udid());
        put(content, "EnrollmentID", ids.enrollmentId());
        put(content, "UserID", ids.userId());
        put(content, "EnrollmentUserID", ids.enrollmentUserId());
        put(content, "UserShortName", ids.userShortName());
    }

    private static void report(Map<String, PlistValue> content, String status, String commandUuid) {
        put(content, "Status", status);
        put(content, "CommandUUID", commandUuid);
    }

    private static PlistArray chain(List<ErrorLink> chain) {
        List<PlistValue> links = new ArrayList<>();
        for (ErrorLink link : chain) {
            Map<String, PlistValue> entries = new LinkedHashMap<>();
            entries.put("ErrorCode", new PlistInteger(link.code()));
            put(entries, "ErrorDomain", link.domain());
            put(entries, "LocalizedDescription", link.description());
            links.add(new PlistDict(entries));
        }
        return new PlistArray(links);
    }

    private static void put(Map<String, PlistValue> content, String key, String text) {
        content.put(key, new PlistString(text));
    }

    private static void put(Map<String, PlistValue> content, String key, Optional<String> text) {
        text.ifPresent(value -> put(content, key, value));
    }
}
