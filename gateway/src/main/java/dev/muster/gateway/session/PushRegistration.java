package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.SyncMlCommand;

/**
 * Serves the OMA-DM turn: where a device says that it can be woken. Windows answers with its ChannelURI, Android's agents report
 * their FCM registration (PROTOCOLS.md, Wake-up). A ChannelURI on a foreign host is not taken and counted. What is taken is not
 * trusted all the same: the push channels check it before each send.
 */
final class PushRegistration {
    private static final int LONGEST = 4_096;
    private static final String REFUSED = "dm.push-address-refused";
    private static final Pattern WINDOWS_FORM = Pattern
            .compile("\\./(device/)?vendor/msft/dmclient/provider/[^/]{1,200}/push/channeluri");
    private static final String ANDROID_BEGIN = "./device/vendor/msft/fcm/";
    /** Agents name it RegistrationId or RegistrationToken. */
    private static final Pattern ANDROID_END = Pattern.compile("registration(id|token)?$");

    private PushRegistration() {}

    /** What the last of these commands says; empty if none speaks of it, or if it is no address to be woken at. */
    static Optional<PushAddress> heard(List<SyncMlCommand> commands, TurnDraft draft, DmPush push) {
        Platform platform = draft.device().platform();
        Optional<String> last = commands.stream().flatMap(PushRegistration::said)
                .filter(said -> isAddress(said.where().toLowerCase(Locale.ROOT), platform))
                .map(said -> said.what().strip()).filter(what -> !what.isEmpty()).reduce((_, later) -> later);
        if (last.isPresent() && (last.get().length() > LONGEST
                || (platform == Platform.WINDOWS && !push.channels().test(last.get())))) {
            draft.tolerate(REFUSED);
            return Optional.empty();
        }
        return last.map(what -> new PushAddress(what.getBytes(StandardCharsets.UTF_8), new byte[0], "",
                draft.state().now()));
    }

    private record Said(String where, String what) {}

    private static Stream<Said> said(SyncMlCommand command) {
        return switch (command) {
            case SyncMlCommand.Results results -> results.items().stream()
                    .map(item -> new Said(first(item.source(), results.sourceRef()), first(item.data(), null)));
            case SyncMlCommand.ItemCommand replace when replace.verb() == SyncMlCommand.Verb.REPLACE -> items(
                    replace.items());
            case SyncMlCommand.Alert alert -> items(alert.items());
            case SyncMlCommand.ItemCommand _,SyncMlCommand.Status _,SyncMlCommand.Atomic _,SyncMlCommand.Sequence _,SyncMlCommand.Unknown _ -> Stream
                    .empty();
        };
    }

    private static Stream<Said> items(List<Item> items) {
        return items.stream().map(item -> new Said(first(item.source(), item.target()), first(item.data(), null)));
    }

    private static String first(@Nullable String one, @Nullable String other) {
        return one != null ? one : other != null ? other : "";
    }

    private static boolean isAddress(String where, Platform platform) {
        return switch (platform) {
            case WINDOWS -> WINDOWS_FORM.matcher(where).matches();
            case ANDROID -> where.startsWith(ANDROID_BEGIN) && ANDROID_END.matcher(where).find();
            case IOS, IPADOS, MACOS, TVOS -> false;
        };
    }
}
