package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;

class PushRegistrationTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final String NODE = "./Vendor/MSFT/DMClient/Provider/MUSTER/Push/ChannelURI";
    private static final String URI = "https://db5.notify.windows.com/?token=abc%2b";

    private static SyncMlCommand results(String where, String what) {
        return new Results("3", "1", "q.1", "Get", null, null, Meta.NONE,
                List.of(new Item(null, where, Meta.NONE, what, false)));
    }

    private static SyncMlCommand alert(String where, String what) {
        return new SyncMlCommand.Alert("2", false, "1226", null,
                List.of(new Item(null, where, Meta.NONE, what, false)));
    }

    private static Optional<String> heard(Platform platform, SyncMlCommand... commands) {
        Optional<PushAddress> address = PushRegistration.heard(List.of(commands), platform, NOW);
        address.ifPresent(found -> {
            assertEquals(NOW, found.receivedAt());
            assertEquals("", found.topic());
            assertEquals(0, found.magic().length);
        });
        return address.map(found -> new String(found.token(), StandardCharsets.UTF_8));
    }

    @Test
    void takesTheChannelOfAWindowsDevice() {
        assertEquals(Optional.of(URI), heard(Platform.WINDOWS, results(NODE, " " + URI + "\n")));
        assertEquals(Optional.of("newer"), heard(Platform.WINDOWS, results(NODE, URI), results(NODE, "newer")));
    }

    @Test
    void takesTheRegistrationOfAnAndroidAgent() {
        assertEquals(Optional.of("reg:1"),
                heard(Platform.ANDROID, alert("./Device/Vendor/MSFT/FCM/RegistrationId", "reg:1")));
        assertEquals(Optional.of("reg:1"),
                heard(Platform.ANDROID, results("./Device/Vendor/MSFT/FCM/RegistrationToken", "reg:1")));
    }

    @Test
    void takesNothingElseForIt() {
        assertEquals(Optional.empty(), heard(Platform.WINDOWS));
        assertEquals(Optional.empty(), heard(Platform.ANDROID, results(NODE, URI)));
        assertEquals(Optional.empty(), heard(Platform.IOS, results(NODE, URI)));
        assertEquals(Optional.empty(), heard(Platform.WINDOWS, results("./DevInfo/DevId", URI)));
        assertEquals(Optional.empty(), heard(Platform.WINDOWS, results(NODE, "  ")));
        assertEquals(Optional.empty(), heard(Platform.WINDOWS, results(NODE, "a".repeat(5_000))));
        assertEquals(Optional.empty(), heard(Platform.ANDROID, alert("./Device/Vendor/MSFT/FCM/Status", "0")));
    }
}
