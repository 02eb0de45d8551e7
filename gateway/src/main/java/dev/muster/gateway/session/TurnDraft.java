package dev.muster.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Device.Hardware;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.settings.Ledger;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.CheckInWrite.Enrolment;

/**
 * Serves one turn: gathers what a message changes until it becomes one write. Lives on one thread for one turn. What
 * changes nothing in the end writes nothing.
 */
final class TurnDraft {
    /**
     * Beginning of {@code Device.convergedHash} while Setup Assistant waits for DeviceConfigured, followed by since when in
     * milliseconds: no hash looks like it.
     */
    private static final String AWAITING_CONFIGURATION = "awaiting ";

    private final TurnState state;
    private final List<PendingCommand> commands;
    private final Map<CommandId, PendingCommand> changed = new LinkedHashMap<>();
    private final List<FinishedCommand> finished = new ArrayList<>();
    private final List<String> oddities = new ArrayList<>();
    private DeviceState deviceState;
    private int enrolmentNumber;
    private Optional<Fingerprint> certificate;
    private Optional<Fingerprint> pending;
    private Hardware hardware;
    private Optional<ManagementAuthority> managedBy;
    private long epoch;
    private String convergedHash;
    private Ledger ledger;
    private @Nullable PushAddress push;
    private OptionalInt poll = OptionalInt.empty();
    private byte @Nullable [] unlockToken;
    private @Nullable Enrolment enrolment;
    private @Nullable DmSession session;
    private boolean written;
    private @Nullable Declarations declarations;
    private boolean declared;
    private byte @Nullable [] report;
    private boolean wanted;
    private boolean completes;

    TurnDraft(TurnState state) {
        this.state = state;
        Device device = state.read().device();
        this.commands = new ArrayList<>(state.read().commands());
        this.deviceState = device.state();
        this.enrolmentNumber = device.enrolment();
        this.certificate = device.certificate();
        this.pending = device.pending();
        this.hardware = device.hardware();
        this.managedBy = device.managedBy();
        this.epoch = device.epoch();
        this.convergedHash = device.convergedHash();
        this.ledger = Ledger.of(device.ledger());
        this.declarations = state.declarations().orElse(null);
    }

    TurnState state() {
        return state;
    }

    /** The device's row with what has changed so far; its version is still the one that was read. */
    Device device() {
        return row(state.read().device().version());
    }

    /** Pending commands with what has changed so far, in the order they were queued. */
    List<PendingCommand> commands() {
        return List.copyOf(commands);
    }

    Hardware hardware() {
        return hardware;
    }

    void hardware(Hardware facts) {
        hardware = facts;
    }

    Ledger ledger() {
        return ledger;
    }

    void ledger(Ledger next) {
        ledger = next;
    }

    /** What the enrolment is told by declarations, with what has changed so far; empty if it is served by commands. */
    Optional<Declarations> declarations() {
        return Optional.ofNullable(declarations);
    }

    void declare(Declarations next) {
        declarations = next;
        declared = true;
    }

    /** The device is to come for what is left, once this is stored. */
    void want() {
        wanted = true;
    }

    /** The device's session ends with the reply: it has said and been told everything. */
    void complete() {
        completes = true;
    }

    /** A status report to keep as it came. */
    void report(byte[] content) {
        report = content;
    }

    /** Whether Setup Assistant waits for DeviceConfigured. */
    boolean awaitsConfiguration() {
        return convergedHash.startsWith(AWAITING_CONFIGURATION);
    }

    /** Whether it has waited so long that it comes before anything else. */
    boolean awaitsConfigurationSince(Duration longest) {
        if (!awaitsConfiguration()) {
            return false;
        }
        Instant since = Instant.ofEpochMilli(Long.parseLong(convergedHash.substring(AWAITING_CONFIGURATION.length())));
        return !state.now().isBefore(since.plus(longest));
    }

    /** The device says that Setup Assistant waits; that it says so again does not begin the time anew. */
    void awaitConfiguration() {
        if (!awaitsConfiguration()) {
            convergedHash = AWAITING_CONFIGURATION + state.now().toEpochMilli();
        }
    }

    /** Setup Assistant has its answer. */
    void configured() {
        convergedHash = "";
    }

    /** Whether nothing is installed or removed before the device has told what it holds. */
    boolean awaitsInventory() {
        return convergedHash.equals(Device.INVENTORY_FIRST);
    }

    /** What the device holds is known as well as it will be: from now on it converges as usual. */
    void inventoried(Ledger known) {
        ledger = known;
        convergedHash = "";
    }

    /** Everything desired is on the device (R10): its row says so from now on. */
    void converged(ManagementAuthority authority, String hash) {
        managedBy = Optional.of(authority);
        epoch = state.read().tenant().epoch();
        convergedHash = hash;
    }

    /** An Authenticate came: an enrolment is pending until its TokenUpdate. A device that is enrolled stays so. */
    void beginEnrolment() {
        pending = Optional.of(state.caller().certificate());
        if (deviceState != DeviceState.ENROLLED) {
            deviceState = DeviceState.AUTHENTICATED;
        }
    }

    /**
     * The enrolment over the caller's certificate is complete: it starts with an empty queue (R25), nothing of what the
     * device held before is known to be there, and the certificate of the enrolment before is no longer accepted.
     */
    void completeEnrolment(boolean awaitsConfiguration) {
        Optional<Fingerprint> superseded = certificate
                .filter(before -> !before.equals(state.caller().certificate()));
        enrolment = new Enrolment(state.caller().certificate(), superseded, state.sameHardware().map(Device::id));
        deviceState = DeviceState.ENROLLED;
        enrolmentNumber++;
        certificate = Optional.of(state.caller().certificate());
        forgetEnrolment("a new enrolment began");
        if (awaitsConfiguration) {
            awaitConfiguration();
        }
    }

    /**
     * The device left management, because its user or a retire wanted it; the certificate stays known, so that a repetition is
     * understood. A retire that was sent is done by that: Windows says no more about it.
     */
    void leave() {
        deviceState = DeviceState.UNENROLLED;
        for (PendingCommand command : commands()) {
            if (command.action().kind() == Action.Kind.RETIRE && command.isSent()) {
                end(command, Outcome.DONE, "the device left management", new byte[0]);
            }
        }
        forgetEnrolment("the device left management");
    }

    /** A pending enrolment came to nothing; one that stands goes on. */
    void abandonPending() {
        pending = Optional.empty();
    }

    private void forgetEnrolment(String why) {
        for (PendingCommand command : commands()) {
            end(command, command.isSent() ? Outcome.UNKNOWN : Outcome.CANCELLED, why, new byte[0]);
        }
        pending = Optional.empty();
        ledger = Ledger.of(List.of());
        managedBy = Optional.empty();
        epoch = 0;
        convergedHash = "";
    }

    /**
     * A session opens: what was sent before and not answered, or was put off, is due in it, whichever of its messages has room.
     * Except what must not be sent twice or is another authority's: that stays sent, and the handler ends it (R25).
     */
    void reopen(ManagementAuthority serving) {
        ledger = ledger.offeredAgain(state.now());
        for (PendingCommand command : commands()) {
            PendingCommand offered = offeredAgain(command, serving, enrolmentNumber);
            if (!offered.equals(command)) {
                change(offered);
            }
        }
    }

    /** One command as a session finds it that opens. */
    static PendingCommand offeredAgain(PendingCommand command, ManagementAuthority serving, int enrolment) {
        boolean due = switch (command.state()) {
            case QUEUED, ACCEPTED, HELD -> false;
            case SENT -> !command.action().kind().onceOnly() && command.authority() == serving
                    && command.enrolment() == enrolment;
            case NOT_NOW -> true;
        };
        return due ? inState(command, PendingCommand.State.QUEUED, command.attempt()) : command;
    }

    static PendingCommand inState(PendingCommand command, PendingCommand.State next, int attempt) {
        return new PendingCommand(command.id(), command.enrolment(), command.authority(), command.action(),
                command.queuedAt(), next, attempt, command.staysBehind());
    }

    void push(PushAddress address) {
        push = address;
    }

    /** The client answered to a poll interval in minutes. */
    void poll(int minutes) {
        poll = OptionalInt.of(minutes);
    }

    void unlockToken(byte[] token) {
        unlockToken = token;
    }

    /** The session row to keep if anything else is written (idea 1). */
    void session(DmSession row) {
        session = row;
    }

    /** Write even if nothing but the session row changed. */
    void insistOnWriting() {
        written = true;
    }

    /** Notes something odd that was tolerated. */
    void tolerate(String oddity) {
        oddities.add(oddity);
    }

    /** Replaces a pending command by what became of it. */
    void change(PendingCommand command) {
        for (int at = 0; at < commands.size(); at++) {
            if (commands.get(at).id().equals(command.id())) {
                commands.set(at, command);
                changed.put(command.id(), command);
                return;
            }
        }
    }

    /** A pending command has come to its end. */
    void end(PendingCommand command, Outcome outcome, String detail, byte[] result) {
        commands.removeIf(other -> other.id().equals(command.id()));
        changed.remove(command.id());
        finished.add(new FinishedCommand(command, outcome, detail, result, state.now()));
    }

    /** Whether there is anything to write. */
    boolean changes() {
        return written || push != null || poll.isPresent() || unlockToken != null || enrolment != null
                || !changed.isEmpty()
                || !finished.isEmpty() || !device().equals(state.read().device());
    }

    /** The turn's result with this reply. */
    TurnResult replying(Reply reply) {
        Optional<CheckInWrite> write = changes()
                ? Optional.of(new CheckInWrite(row(state.read().device().version() + 1),
                        List.copyOf(changed.values()), finished, Optional.ofNullable(session),
                        Optional.ofNullable(push), Optional.ofNullable(unlockToken), Optional.ofNullable(enrolment),
                        state.now(), epoch > state.read().device().epoch(), poll, told()))
                : Optional.empty();
        Optional<ManagementAuthority> authority = state.selection()
                .decision() instanceof AuthorityDecision.Serving serving
                        ? Optional.of(serving.authority())
                        : Optional.empty();
        return new TurnResult(declared(), write, reply, authority, oddities, wanted, completes);
    }

    /** What a Configuration Manager site hears of this turn (R22): only what differs from what was read. */
    private Set<ConnectorMessage.Kind> told() {
        if (state.read().tenant().authority() != TenantAuthority.CONFIGURATION_MANAGER) {
            return Set.of();
        }
        Device before = state.read().device();
        Set<ConnectorMessage.Kind> told = EnumSet.of(ConnectorMessage.Kind.RESULT);
        if (!hardware.equals(before.hardware())) {
            told.add(ConnectorMessage.Kind.INVENTORY);
        }
        if (deviceState != before.state() || enrolmentNumber != before.enrolment()
                || !managedBy.equals(before.managedBy()) || !convergedHash.equals(before.convergedHash())
                || !ledger.entries().equals(before.ledger())) {
            told.add(ConnectorMessage.Kind.STATUS);
        }
        return told;
    }

    private Optional<TurnResult.Declared> declared() {
        Declarations next = declarations;
        if (next == null || !declared) {
            return Optional.empty();
        }
        Declarations after = new Declarations(next.tenant(), next.device(), next.enrolment(), next.version() + 1,
                next.byCommands(), next.items(), next.withdrawn(), next.changedAt(), next.reported());
        return Optional.of(new TurnResult.Declared(after, Optional.ofNullable(report)));
    }

    private Device row(long version) {
        Device device = state.read().device();
        return new Device(device.tenant(), device.id(), version, device.platform(), device.user(), deviceState,
                enrolmentNumber, certificate, pending, hardware, device.placedUnder(), managedBy, epoch, convergedHash,
                ledger.entries());
    }
}
