package dev.muster.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.session.DmAnswers.Answer;
import dev.muster.gateway.store.CheckInRead.Upkeep;
import dev.muster.gateway.wake.PollSpread;
import dev.muster.protocol.enrollment.WindowsProvisioning;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link OmaDmTurn}: what the gateway keeps in order on a client beside anybody's settings: where it is woken
 * (PROTOCOLS.md, Windows, Wake-up), how often it comes by itself (R17), and that it renews its certificate (R18). Asked and told in answer to a first package, only
 * when it is due, and only if it finds room; the commands carry all that their answers need, so nothing is remembered. Lives on
 * one thread for one turn.
 */
final class DmUpkeep {
    /** Less than the time between two polls, so that every regular check-in asks; one that comes in between does not. */
    private static final Duration FRESH = Duration.ofHours(6);
    private static final String WINDOWS = "./Vendor/MSFT/DMClient/Provider/" + WindowsProvisioning.PROVIDER_ID;
    private static final String WINDOWS_POLL = WINDOWS + "/Poll/IntervalForRemainingScheduledRetries";
    private static final String WINDOWS_RENEWAL = "./Device/Vendor/MSFT/CertificateStore/My/WSTEP/Renew/";
    private static final String REGISTRATION = "./Device/Vendor/MSFT/FCM/RegistrationId";
    private static final int MINUTE = 60;

    private static final String FAMILY = "push-family";
    private static final String STATUS = "push-status";
    private static final String ADDRESS = "push-address";
    private static final String POLL = "poll";
    private static final String POLL_ADDED = "poll-added";
    private static final String RENEW = "renew";
    private static final String RENEW_ERROR = "renew-error";

    private static final String NO_ROOM = "dm.upkeep-waits";
    private static final String NOT_REGISTERED = "dm.push-not-registered";
    private static final String POLL_REFUSED = "dm.poll-refused";
    private static final String RENEWAL_FAILED = "dm.renewal-failed";

    private final TurnDraft draft;
    private final DmCourse course;
    private final DmMessage reply;
    private final DmPush push;

    DmUpkeep(TurnDraft draft, DmCourse course, DmMessage reply, DmPush push) {
        this.draft = draft;
        this.course = course;
        this.reply = reply;
        this.push = push;
    }

    /** Asks and tells what is due. */
    void ask() {
        List<SyncMlCommand> due = new ArrayList<>(address());
        poll().ifPresent(due::add);
        due.addAll(renewal());
        for (SyncMlCommand command : due) {
            if (!reply.commands(List.of(command))) {
                draft.tolerate(NO_ROOM);
                return;
            }
        }
    }

    private List<SyncMlCommand> address() {
        Optional<Instant> since = draft.state().read().upkeep().reachableSince();
        if (since.filter(when -> draft.state().now().isBefore(when.plus(FRESH))).isPresent()) {
            return List.of();
        }
        return switch (draft.device().platform()) {
            case WINDOWS -> push.windows() ? windowsAddress(since.isEmpty()) : List.of();
            case ANDROID -> push.android() ? List.of(get(ADDRESS, REGISTRATION)) : List.of();
            case IOS, IPADOS, MACOS, TVOS -> List.of();
        };
    }

    /** The channel is made by the system some time after it is told for whom; a later session finds it. */
    private List<SyncMlCommand> windowsAddress(boolean unknown) {
        List<SyncMlCommand> commands = new ArrayList<>();
        if (unknown) {
            push.packageFamilyName().ifPresent(family -> commands.add(ItemCommand.of(Verb.REPLACE,
                    CommandRef.query(FAMILY).text(),
                    List.of(Item.ofData(WINDOWS + "/Push/PFN", Meta.of("chr", "text/plain"), family)))));
        }
        commands.add(get(ADDRESS, WINDOWS + "/Push/ChannelURI"));
        commands.add(get(STATUS, WINDOWS + "/Push/Status"));
        return commands;
    }

    private static SyncMlCommand get(String name, String locUri) {
        return ItemCommand.of(Verb.GET, CommandRef.query(name).text(), List.of(Item.ofTarget(locUri)));
    }

    /**
     * R18: from two thirds of its certificate's life on a Windows device is told in every session to renew it, until it comes with
     * another one; by itself it would begin sixty days before the end and try every four days. Asked first is what became of the
     * attempt before.
     */
    private List<SyncMlCommand> renewal() {
        boolean due = draft.device().platform() == Platform.WINDOWS && draft.state().overCurrentCertificate()
                && !draft.state().now().isBefore(draft.state().read().grant().dueFrom());
        return due
                ? List.of(get(RENEW_ERROR, WINDOWS_RENEWAL + "ErrorCode"),
                        ItemCommand.of(Verb.EXEC, CommandRef.query(RENEW).text(),
                                List.of(Item.ofTarget(WINDOWS_RENEWAL + "RenewNow"))))
                : List.of();
    }

    /** R17: first an interval that ends at the device's place on the ring, with the next check-in its regular one. */
    private Optional<SyncMlCommand> poll() {
        Device device = draft.device();
        Upkeep upkeep = draft.state().read().upkeep();
        int regular = PollSpread.minutes(upkeep.interval(), device.id());
        // Whoever enrols has just got an interval; what is known is that of the enrolment before.
        if (device.platform().isApple() || !draft.state().overCurrentCertificate() || upkeep.poll() == regular) {
            return Optional.empty();
        }
        int minutes = upkeep.poll() == 0
                ? PollSpread.first(upkeep.interval(), device.id(), draft.state().now())
                : regular;
        return Optional.of(poll(Verb.REPLACE, POLL, minutes));
    }

    private SyncMlCommand poll(Verb verb, String name, int minutes) {
        boolean windows = draft.device().platform() == Platform.WINDOWS;
        return ItemCommand.of(verb, CommandRef.query(name, minutes).text(),
                List.of(Item.ofData(windows ? WINDOWS_POLL : androidPoll(draft.device()),
                        Meta.of("int", "text/plain"), Integer.toString(windows ? minutes : minutes * MINUTE))));
    }

    /** Agents keep the schedule with their user; a device without one has it for itself. */
    private static String androidPoll(Device device) {
        String whose = device.user().map(user -> "User/" + user.value()).orElse("Device");
        return "./" + whose + "/Vendor/MSFT/Scheduler/IntervalDurationSeconds";
    }

    /** Takes in what became of these commands; where the client is woken, {@link PushRegistration} hears. */
    void settle(DmAnswers answers) {
        for (Map.Entry<CommandRef, Answer> answered : answers.byStep().entrySet()) {
            CommandRef ref = answered.getKey();
            if (ref.kind() == CommandRef.Kind.QUERY && !ref.equals(DmInventory.QUESTION)
                    && !answers.nothingExecuted(answered.getValue())) {
                settle(ref, answered.getValue());
            }
        }
    }

    private void settle(CommandRef ref, Answer answer) {
        switch (ref.id()) {
            case FAMILY, ADDRESS -> {
                // A device that has no channel yet, or no such node, is asked again when it comes again.
            }
            case STATUS -> {
                if (isNotZero(answer)) {
                    draft.tolerate(NOT_REGISTERED);
                }
            }
            case RENEW_ERROR -> {
                if (isNotZero(answer)) {
                    draft.tolerate(RENEWAL_FAILED);
                }
            }
            case RENEW -> {
                // What became of it, the next session asks; a device that cannot be told renews by itself.
            }
            case DmInventory.NAME -> {
                // DmResults has read it.
            }
            case POLL, POLL_ADDED -> answer.statuses().forEach(said -> pollAnswered(ref, said.meaning()));
            default -> draft.tolerate(Outcomes.UNKNOWN_REFERENCE);
        }
    }

    private static boolean isNotZero(Answer answer) {
        return answer.results().stream().flatMap(results -> results.items().stream())
                .anyMatch(item -> !"0".equals(item.data()));
    }

    /** A refusal is an answer too: it is not told the same again before the interval changes. */
    private void pollAnswered(CommandRef ref, DmCode code) {
        switch (code) {
            case DONE, DONE_AND_STOP, PENDING, EXISTS -> draft.poll(ref.attempt());
            case MISSING -> {
                if (ref.id().equals(POLL_ADDED)) {
                    refused(ref);
                } else if (course.midObject() || !reply.commands(
                        List.of(poll(Verb.ADD, POLL_ADDED, ref.attempt())))) {
                    // Nothing may come between the chunks of an object; the next session tries again.
                    draft.tolerate(NO_ROOM);
                }
            }
            case ROLLED_BACK, NOT_REACHED, CHUNK_TAKEN, REFUSED -> refused(ref);
            case LATER, DISTRUSTED -> {
                // It goes again with the next session.
            }
        }
    }

    private void refused(CommandRef ref) {
        draft.tolerate(POLL_REFUSED);
        draft.poll(ref.attempt());
    }
}
