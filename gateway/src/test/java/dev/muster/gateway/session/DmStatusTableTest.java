package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.only;
import static dev.muster.gateway.session.DmClient.status;
import static dev.muster.gateway.session.DmClient.texts;
import static dev.muster.gateway.session.Scenario.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Plays every row of the table of status codes in docs/omadm.md. */
@Timeout(60)
class DmStatusTableTest {
    private static final String NODE = "./Vendor/Node";
    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);

    /** One row of the table. */
    record Row(String code, String setting, String removal, String action) {}

    static Stream<Row> rows() throws IOException {
        Path page = Path.of(Objects.requireNonNull(System.getProperty("muster.root"), "muster.root"))
                .resolve("docs/omadm.md");
        List<Row> rows = Files.readAllLines(page).stream().filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> line.split("\\|", -1))
                .map(cells -> new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()))
                .toList();
        assertTrue(rows.size() > 40, "the table is there");
        return rows.stream();
    }

    private TestDevice pc() {
        return scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aSettingComesToWhatTheTableSays(Row row) {
        TestDevice pc = pc();
        DmTree tree = new DmTree();
        if (DmCode.of(row.code()) == DmCode.MISSING) {
            // Only Replace can miss its node: the device has acknowledged it once.
            scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "setting", NODE, "0"));
            new DmClient(pc, "0").session(tree);
        }
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "setting", NODE, "1"));
        DmClient client = new DmClient(pc, "1");
        SyncMlCommand sent = only(client.opens());
        SyncMlMessage answer = client.says(status(sent, row.code()));
        InstalledSetting entry = pc.held("setting");
        switch (row.setting()) {
            case "done" -> assertEquals(State.INSTALLED, entry.state());
            case "kept" -> assertEquals(new Known(State.SENT, ""), Known.of(entry));
            case "refused" -> assertEquals(new Known(State.RETRY, row.code()), Known.of(entry));
            case "other verb" -> {
                String verb = DmCode.of(row.code()) == DmCode.EXISTS ? "Replace " : "Add ";
                assertEquals(List.of(verb + NODE), texts(commands(answer)));
                assertEquals(List.of(), commands(client.says(status(commands(answer).getFirst(), row.code()))));
                assertEquals(new Known(State.RETRY, row.code()), Known.of(pc.held("setting")), "once");
            }
            default -> throw new AssertionError("the table says " + row.setting());
        }
        boolean again = !new DmClient(pc, "2").session(new DmTree().with(NODE, "0")).isEmpty();
        assertEquals(!row.setting().equals("done"), again, "asked again in the next session unless done");
    }

    private record Known(State state, String detail) {
        static Known of(InstalledSetting entry) {
            return new Known(entry.state(), entry.detail());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRemovalComesToWhatTheTableSays(Row row) {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "setting", NODE, "1"));
        TestDevice pc = pc();
        new DmClient(pc, "0").session(new DmTree());
        scenario.wants(INTUNE, WINDOWS);
        DmClient client = new DmClient(pc, "1");
        client.says(status(only(client.opens()), row.code()));
        switch (row.removal()) {
            case "done" -> assertEquals(List.of(), pc.row().ledger());
            case "kept" -> assertEquals(new Known(State.REMOVING, ""), Known.of(pc.held("setting")));
            case "refused" -> assertEquals(new Known(State.REMOVING, "removal " + row.code()),
                    Known.of(pc.held("setting")));
            default -> throw new AssertionError("the table says " + row.removal());
        }
        new DmClient(pc, "2").session(new DmTree());
        assertEquals(List.of(), pc.row().ledger(), "in the end it is gone");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anActionComesToWhatTheTableSays(Row row) {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        PendingCommand wipe = pc.queue(Action.Kind.WIPE, INTUNE);
        DmClient client = new DmClient(pc, "1");
        client.says(status(only(client.opens()), row.code()));
        Optional<FinishedCommand> end = pc.finished().stream()
                .filter(finished -> finished.command().id().equals(wipe.id())).findFirst();
        switch (row.action()) {
            case "done" -> assertEquals(Outcome.DONE, end.orElseThrow().outcome());
            case "failed" -> {
                assertEquals(Outcome.FAILED, end.orElseThrow().outcome());
                assertEquals(row.code(), end.orElseThrow().detail());
            }
            case "kept" -> {
                assertEquals(PendingCommand.State.NOT_NOW, pc.pending().getFirst().state());
                assertEquals(1, new DmClient(pc, "2").session(new DmTree()).size(), "a wipe too: it was not done");
            }
            case "accepted" -> {
                assertEquals(PendingCommand.State.ACCEPTED, pc.pending().getFirst().state());
                assertEquals(List.of(), new DmClient(pc, "2").session(new DmTree()), "never twice (R25)");
                assertEquals(Outcome.DONE, pc.finished().getFirst().outcome());
            }
            default -> throw new AssertionError("the table says " + row.action());
        }
    }
}
