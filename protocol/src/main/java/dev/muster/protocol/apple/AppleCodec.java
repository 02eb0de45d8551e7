package dev.muster.protocol.apple;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.apple.AppleAnswer.BootstrapToken;
import dev.muster.protocol.apple.AppleAnswer.DigestChallenge;
import dev.muster.protocol.apple.AppleAnswer.EraseAndReturn;
import dev.muster.protocol.apple.AppleAnswer.TokenData;
import dev.muster.protocol.apple.AppleCommand.App;
import dev.muster.protocol.apple.AppleCommand.ClearPasscode;
import dev.muster.protocol.apple.AppleCommand.DeviceConfigured;
import dev.muster.protocol.apple.AppleCommand.DeviceInformation;
import dev.muster.protocol.apple.AppleCommand.DeviceLocation;
import dev.muster.protocol.apple.AppleCommand.DeviceLock;
import dev.muster.protocol.apple.AppleCommand.DisableLostMode;
import dev.muster.protocol.apple.AppleCommand.EnableLostMode;
import dev.muster.protocol.apple.AppleCommand.EraseDevice;
import dev.muster.protocol.apple.AppleCommand.InstallApplication;
import dev.muster.protocol.apple.AppleCommand.InstallProfile;
import dev.muster.protocol.apple.AppleCommand.InstalledApplicationList;
import dev.muster.protocol.apple.AppleCommand.NameDevice;
import dev.muster.protocol.apple.AppleCommand.ProfileList;
import dev.muster.protocol.apple.AppleCommand.RemoveApplication;
import dev.muster.protocol.apple.AppleCommand.RemoveProfile;
import dev.muster.protocol.apple.AppleCommand.RestartDevice;
import dev.muster.protocol.apple.AppleCommand.SecurityInfo;
import dev.muster.protocol.apple.AppleCommand.SynchroniseDeclarations;
import dev.muster.protocol.apple.AppleCommand.UserConfigured;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Apple MDM messages from property lists, and commands to property lists. Stateless; any thread may call it. */
public final class AppleCodec {
    /** A managed app goes when the device leaves management. */
    private static final long REMOVED_WITH_ENROLMENT = 1;

    private AppleCodec() {}

    /**
     * Decodes a check-in message or a report: what carries a MessageType is the former, what carries a Status the
     * latter. Ids are at most 255 characters. Of an ErrorChain the first 16 links are kept; one that is missing or odd
     * gives an empty chain. Optional keys of another type than the schema's count as absent.
     *
     * @throws MalformedMessage if it is neither, lacks a required key (STRUCTURE), or has an unknown MessageType or
     *         Status (UNKNOWN_TYPE); else as {@link PlistCodec#decode}
     */
    public static AppleMessage decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        return new AppleReader(dictionary(body, limits)).read();
    }

    static PlistDict dictionary(byte[] body, DecodeLimits limits) throws MalformedMessage {
        if (PlistCodec.decode(body, limits) instanceof PlistDict content) {
            return content;
        }
        throw new MalformedMessage(Reason.STRUCTURE, -1, "plist", "the value is not a dict");
    }

    /**
     * Renders a command as the property list that answers a report.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry
     */
    public static byte[] encode(String commandUuid, AppleCommand command) {
        Map<String, PlistValue> body = new LinkedHashMap<>();
        body.put("RequestType", new PlistString(requestType(command)));
        fill(body, command);
        Map<String, PlistValue> envelope = new LinkedHashMap<>();
        envelope.put("Command", new PlistDict(body));
        envelope.put("CommandUUID", new PlistString(commandUuid));
        return PlistCodec.encode(new PlistDict(envelope));
    }

    /** The RequestType of a command, as in Apple's schema. */
    public static String requestType(AppleCommand command) {
        return switch (command) {
            case InstallProfile _ -> "InstallProfile";
            case RemoveProfile _ -> "RemoveProfile";
            case DeviceLock _ -> "DeviceLock";
            case RestartDevice _ -> "RestartDevice";
            case EraseDevice _ -> "EraseDevice";
            case ClearPasscode _ -> "ClearPasscode";
            case EnableLostMode _ -> "EnableLostMode";
            case DisableLostMode _ -> "DisableLostMode";
            case DeviceLocation _ -> "DeviceLocation";
            case NameDevice _ -> "Settings";
            case SecurityInfo _ -> "SecurityInfo";
            case InstalledApplicationList _ -> "InstalledApplicationList";
            case InstallApplication _ -> "InstallApplication";
            case RemoveApplication _ -> "RemoveApplication";
            case DeviceInformation _ -> "DeviceInformation";
            case ProfileList _ -> "ProfileList";
            case DeviceConfigured _ -> "DeviceConfigured";
            case UserConfigured _ -> "UserConfigured";
            case SynchroniseDeclarations _ -> "DeclarativeManagement";
        };
    }

    private static void fill(Map<String, PlistValue> body, AppleCommand command) {
        switch (command) {
            case InstallProfile install -> body.put("Payload", new PlistData(install.profile()));
            case RemoveProfile remove -> body.put("Identifier", new PlistString(remove.identifier()));
            case DeviceLock lock -> {
                lock.message().ifPresent(text -> body.put("Message", new PlistString(text)));
                lock.phoneNumber().ifPresent(number -> body.put("PhoneNumber", new PlistString(number)));
            }
            case DeviceInformation information -> body.put("Queries", strings(information.queries()));
            case SynchroniseDeclarations declarations -> body.put("Data", new PlistData(declarations.data()));
            case ClearPasscode clear -> body.put("UnlockToken", new PlistData(clear.unlockToken().bytes()));
            case EnableLostMode lost -> {
                lost.message().ifPresent(text -> body.put("Message", new PlistString(text)));
                lost.phoneNumber().ifPresent(number -> body.put("PhoneNumber", new PlistString(number)));
                lost.footnote().ifPresent(text -> body.put("Footnote", new PlistString(text)));
            }
            case NameDevice named -> body.put("Settings", new PlistArray(List.of(new PlistDict(Map.of("Item",
                    new PlistString("DeviceName"), "DeviceName", new PlistString(named.name()))))));
            case InstallApplication install -> {
                switch (install.app()) {
                    case App.OfStore(long id) -> body.put("iTunesStoreID", new PlistInteger(id));
                    case App.OfManifest(String url) -> body.put("ManifestURL", new PlistString(url));
                }
                body.put("ManagementFlags", new PlistInteger(REMOVED_WITH_ENROLMENT));
            }
            case RemoveApplication remove -> body.put("Identifier", new PlistString(remove.bundleId()));
            // Their RequestType says all.
            case DisableLostMode _ -> {
            }
            case DeviceLocation _ -> {
            }
            case SecurityInfo _ -> {
            }
            case InstalledApplicationList _ -> {
            }
            case RestartDevice _ -> {
            }
            case EraseDevice _ -> {
            }
            case ProfileList _ -> {
            }
            case DeviceConfigured _ -> {
            }
            case UserConfigured _ -> {
            }
        }
    }

    /** Renders what a check-in message asked for; a value that is absent leaves its key out. */
    public static byte[] encode(AppleAnswer answer) {
        Map<String, PlistValue> content = new LinkedHashMap<>();
        switch (answer) {
            case DigestChallenge _ -> content.put("DigestChallenge", new PlistString(""));
            case BootstrapToken held -> held.token()
                    .ifPresent(token -> content.put("BootstrapToken", new PlistData(token.bytes())));
            case TokenData token -> content.put("TokenData", new PlistData(token.token().bytes()));
            case EraseAndReturn erase -> {
                Map<String, PlistValue> configuration = new LinkedHashMap<>();
                configuration.put("Enabled", PlistBoolean.TRUE);
                erase.wifiProfile().ifPresent(profile -> configuration.put("WiFiProfileData",
                        new PlistData(profile.bytes())));
                erase.bootstrapToken().ifPresent(token -> configuration.put("BootstrapToken",
                        new PlistData(token.bytes())));
                content.put("ReturnToService", new PlistDict(configuration));
            }
        }
        return PlistCodec.encode(new PlistDict(content));
    }

    private static PlistArray strings(List<String> texts) {
        List<PlistValue> values = new ArrayList<>(texts.size());
        for (String text : texts) {
            values.add(new PlistString(text));
        }
        return new PlistArray(values);
    }
}
