package dev.muster.gateway.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmMemory.Login;
import dev.muster.gateway.model.DmMemory.Owed;
import dev.muster.gateway.model.DmMemory.Partial;
import dev.muster.gateway.model.DmMemory.Sending;
import dev.muster.gateway.model.DmMemory.Trust;
import dev.muster.gateway.model.DmMemory.Upload;

/**
 * Serves {@link OmaDmTurn}: what an OMA-DM session remembers, while one message changes it. Bounded; what passes a bound is
 * dropped, counted, and asked again in the next session. Lives on one thread for one turn.
 */
final class DmCourse {
    /** Most steps and actions whose answers may be incomplete at one time. */
    static final int MOST_PARTIALS = 256;
    /** Most steps that may wait for room. */
    static final int MOST_SENDINGS = 256;
    /** Most statuses that may wait for room. */
    static final int MOST_OWED = 2_000;

    private final TurnDraft draft;
    private final Deque<Sending> sendings;
    private final Map<String, Partial> partials = new LinkedHashMap<>();
    private final List<Owed> owed;
    private Login login;
    private Trust trust;
    private @Nullable Upload upload;
    private boolean stopped;

    DmCourse(TurnDraft draft, DmMemory memory) {
        this.draft = draft;
        this.sendings = new ArrayDeque<>(memory.sendings());
        memory.partials().forEach(partial -> partials.put(partial.ref(), partial));
        this.owed = new ArrayList<>(memory.owed());
        this.login = memory.login();
        this.trust = memory.trust();
        this.upload = memory.upload().orElse(null);
    }

    /** What is to be kept. */
    DmMemory memory() {
        return new DmMemory(login, trust, Optional.ofNullable(upload), List.copyOf(sendings),
                List.copyOf(partials.values()), owed);
    }

    Login login() {
        return login;
    }

    void login(Login who) {
        login = who;
    }

    Trust trust() {
        return trust;
    }

    void trust(Trust next) {
        trust = next;
    }

    Optional<Upload> upload() {
        return Optional.ofNullable(upload);
    }

    void upload(@Nullable Upload next) {
        upload = next;
    }

    /** Whether an object is coming that belongs to the answer to this command. */
    boolean uploads(CommandRef ref) {
        return upload != null && upload.size() >= 0 && upload.key().startsWith(DmAssembly.keyOfResults(ref.text()));
    }

    /** The client does nothing more in this session. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** The step whose commands go next. */
    Optional<Sending> nextSending() {
        return Optional.ofNullable(sendings.peekFirst());
    }

    /** Puts what is left of the first step in its place; null if nothing is left. */
    void advance(@Nullable Sending rest) {
        sendings.removeFirst();
        if (rest != null) {
            sendings.addFirst(rest);
        }
    }

    /** Queues what is left of a step, behind the others. */
    void enqueue(Sending sending) {
        if (sendings.size() >= MOST_SENDINGS) {
            draft.tolerate("dm.sendings-dropped");
        } else {
            sendings.addLast(sending);
        }
    }

    /** Whether the device has a part of an object and waits for more of it. */
    boolean midObject() {
        return !sendings.isEmpty() && sendings.getFirst().sent() > 0;
    }

    /** Whether it waits for more of this very object. */
    boolean midObject(CommandRef ref, int index) {
        return midObject() && sendings.getFirst().ref().equals(ref.whole().text())
                && sendings.getFirst().pieces().getFirst().index() == index;
    }

    /** What has come of the answer to a step or action. */
    Partial partial(CommandRef ref) {
        String text = ref.whole().text();
        return partials.getOrDefault(text, new Partial(text, List.of(), List.of(), List.of(), ""));
    }

    void keep(Partial partial) {
        if (partials.size() >= MOST_PARTIALS && !partials.containsKey(partial.ref())) {
            draft.tolerate("dm.partials-dropped");
        } else {
            partials.put(partial.ref(), partial);
        }
    }

    /** References of actions whose answers are not complete. */
    List<CommandRef> openActions() {
        return partials.keySet().stream().flatMap(text -> CommandRef.of(text).stream())
                .filter(ref -> ref.kind() == CommandRef.Kind.ACTION).toList();
    }

    /** A step or action has come to its end, or is given up in this session. */
    void forget(CommandRef ref) {
        String text = ref.whole().text();
        partials.remove(text);
        sendings.removeIf(sending -> sending.ref().equals(text));
    }

    /** The session is over. */
    void end() {
        sendings.clear();
        partials.clear();
        owed.clear();
        upload = null;
    }

    /** Statuses to say before any other; the list is the caller's. */
    List<Owed> takeOwed() {
        List<Owed> taken = List.copyOf(owed);
        owed.clear();
        return taken;
    }

    /** A status that finds no room now. */
    void owe(Owed status) {
        if (owed.size() >= MOST_OWED) {
            draft.tolerate("dm.statuses-dropped");
        } else {
            owed.add(status);
        }
    }

    boolean owes() {
        return !owed.isEmpty();
    }
}
