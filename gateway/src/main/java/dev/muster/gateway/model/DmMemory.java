package dev.muster.gateway.model;

import java.util.List;
import java.util.Optional;

/**
 * What an OMA-DM session has to know from one message to the next, beyond what the ids of commands say by themselves (idea 1).
 * It is kept with the session's row, so that any node continues what another one began. Everything in it is bounded by
 * {@code session.DmCourse}.
 *
 * @param login who is at the device, by its own word; matters for settings of the user scope
 * @param trust how far credentials above TLS have come; matters where an account asks for them
 * @param upload object of the device that has come in part
 * @param sendings what is left of steps that do not fit one message, in order
 * @param partials answers to steps and actions that are not complete yet
 * @param owed statuses of ours that found no room in the message before
 */
public record DmMemory(Login login, Trust trust, Optional<Upload> upload, List<Sending> sendings,
        List<Partial> partials, List<Owed> owed) {
    /** A session that has just begun. */
    public static final DmMemory EMPTY = new DmMemory(Login.UNKNOWN, Trust.NONE, Optional.empty(), List.of(), List.of(),
            List.of());

    public DmMemory {
        sendings = List.copyOf(sendings);
        partials = List.copyOf(partials);
        owed = List.copyOf(owed);
    }

    /** Who is logged in at a Windows device (MS-MDM, LoginStatus). */
    public enum Login {
        /** Nothing was said. */
        UNKNOWN,
        /** The user who enrolled the device. */
        USER,
        /** Somebody else. */
        OTHERS,
        /** Nobody. */
        NONE
    }

    /**
     * How far the client's credentials have come in this session.
     *
     * @param accepted whether they were right once: then they are not asked again
     * @param failures how often they were wrong
     * @param serverFailures how often the client found ours wrong
     * @param serverAccepted whether the client accepted ours for the whole session
     */
    public record Trust(boolean accepted, int failures, int serverFailures, boolean serverAccepted) {
        /** Nothing asked and nothing shown. */
        public static final Trust NONE = new Trust(false, 0, 0, false);
    }

    /**
     * An object that comes in chunks.
     *
     * @param key which object: element, reference and LocURI
     * @param format Meta Format of the first chunk; empty if none
     * @param type Meta Type of the first chunk; empty if none
     * @param size size its first chunk declared, in bytes; negative: what comes is thrown away until its end
     * @param data what has come so far
     * @param bytes whether data is base64 although the format is none of bytes: a chunk ended inside a character
     */
    public record Upload(String key, String format, String type, long size, String data, boolean bytes) {
        /** Shows no content. */
        @Override
        public String toString() {
            return "Upload[" + data.length() + " of " + size + "]";
        }
    }

    /**
     * What is left of one step.
     *
     * @param ref id of the step's command
     * @param count how many commands the step has in all
     * @param together whether they go as one Atomic
     * @param pieces commands left, in order; never empty
     * @param sent characters of the first one's data that are with the device already
     */
    public record Sending(String ref, int count, boolean together, List<Piece> pieces, int sent) {
        public Sending {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * One command of a step.
     *
     * @param index its place among the commands of the step, from 1
     * @param verb element name
     * @param again whether it repeats a refused one with the other verb
     * @param locUri what it deletes; empty where the setting knows
     */
    public record Piece(int index, String verb, boolean again, String locUri) {}

    /**
     * The answers to one step or action as far as they have come.
     *
     * @param ref id of the step's command
     * @param done places of the commands that were acknowledged
     * @param turned places of the commands that have been repeated with the other verb
     * @param codes codes of the statuses of an action
     * @param results results of an action, a SyncML document; empty if none
     */
    public record Partial(String ref, List<Integer> done, List<Integer> turned, List<String> codes, String results) {
        public Partial {
            done = List.copyOf(done);
            turned = List.copyOf(turned);
            codes = List.copyOf(codes);
        }

        /** Shows no content. */
        @Override
        public String toString() {
            return "Partial[" + ref + ", " + done.size() + " done]";
        }
    }

    /** A Status that is still to be said; all texts as in the Status, the references empty where it has none. */
    public record Owed(String msgRef, String cmdRef, String cmd, String targetRef, String sourceRef, String code) {}
}
