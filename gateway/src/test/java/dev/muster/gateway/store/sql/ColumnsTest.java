package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.store.DirectoryStore.Licence;

/** Columns that hold more than one value give back what was put in, and say nothing of it when they are damaged. */
@Timeout(60)
final class ColumnsTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void givesBackEveryLedger() {
        for (int round = 0; round < 300; round++) {
            List<InstalledSetting> ledger = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                ledger.add(new InstalledSetting(new SettingName("n" + text()), any(ManagementAuthority.values()),
                        text(),
                        text(), any(InstalledSetting.State.values()), random.nextInt(), List.of(text(), text()), text(),
                        Instant.ofEpochMilli(random.nextLong(-1L << 45, 1L << 45)), text()));
            }
            assertEquals(ledger, Ledgers.read(Ledgers.write(ledger)), "seed " + seed);
        }
    }

    @Test
    void givesBackEveryPayloadAndLicence() {
        for (int round = 0; round < 300; round++) {
            SettingPayload nodes = new SettingPayload.DmNodes(
                    List.of(new DmNode(text(), "chr", "", text()), new DmNode(text(), "int", "text/plain", text())));
            assertEquals(nodes, Payloads.read(Payloads.write(nodes)), "seed " + seed);
            List<Licence> licences = List.of(new Licence(id(), Set.of(id())), new Licence(id(), Set.of()));
            assertEquals(licences, Licences.read(Licences.write(licences)), "seed " + seed);
            Map<String, String> map = Map.of("a" + text(), text(), "b" + text(), text());
            assertEquals(map, Json.toMap("map", Json.ofMap(map)), "seed " + seed);
        }
        assertEquals(Map.of(), Json.toMap("map", Json.ofMap(Map.of())));
    }

    @Test
    void givesBackEveryQueueOfAChannel() {
        for (int round = 0; round < 300; round++) {
            List<PendingCommand> commands = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                commands.add(
                        new PendingCommand(new CommandId(id()), random.nextInt(), any(ManagementAuthority.values()),
                                new Action(any(Action.Kind.values()), Map.of("a" + text(), text())),
                                Instant.ofEpochMilli(random.nextLong(-1L << 45, 1L << 45)),
                                any(PendingCommand.State.values()), random.nextInt()));
            }
            assertEquals(commands, ChannelCommands.read(ChannelCommands.write(commands)), "seed " + seed);
        }
    }

    @Test
    void saysThatAColumnIsDamagedButNotWhatItHolds() {
        for (String damaged : List.of("[1,[\"hush\"", "[2]", "{\"hush\":1}", "hush", "[1,[\"hush\",\"intune\",3]]")) {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> Ledgers.read(damaged));
            assertFalse(String.valueOf(refusal.getMessage()).contains("hush"));
            assertEquals("a stored ledger cannot be read", refusal.getMessage());
        }
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Letters of several alphabets, quotes, backslashes, line ends inside payloads' texts; no control characters in names. */
    private String text() {
        String alphabet = "aZ09 \"\\/<>&'\u00e4\u4e2d\u2028{}[]:,";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(random.nextInt(20) == 0
                    ? "\uD83D\uDE80"
                    : String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
        }
        return text.toString();
    }
}
