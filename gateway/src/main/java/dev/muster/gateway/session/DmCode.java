package dev.muster.gateway.session;

/**
 * Serves {@link DmResults}: what the status code of a device means for a command of ours. The table of docs/omadm.md is this
 * class in words (OMA SyncML Representation Protocol 1.2, section 10).
 */
enum DmCode {
    /** It is done. */
    DONE,
    /** It is done, and the client does nothing more in this session. */
    DONE_AND_STOP,
    /** Taken, but not done yet. */
    PENDING,
    /** A chunk was taken; the next one, please. */
    CHUNK_TAKEN,
    /** The node is there already: Replace instead of Add. */
    EXISTS,
    /** There is no such node: Add instead of Replace; deleted already. */
    MISSING,
    /** Undone because another command of the same Atomic failed. */
    ROLLED_BACK,
    /** Not executed because one before it failed. */
    NOT_REACHED,
    /** Not now: the next session may ask again. */
    LATER,
    /** The client distrusts the server and did nothing: what was sent is kept. */
    DISTRUSTED,
    /** Refused. */
    REFUSED;

    /** The meaning of a code; of one that nobody knows: refused. */
    static DmCode of(String code) {
        return switch (code) {
            case "0" -> DISTRUSTED;
            case "200", "201", "203", "204", "205", "206", "207", "208", "209", "210", "211", "212" -> DONE;
            case "202" -> PENDING;
            case "213" -> CHUNK_TAKEN;
            case "214" -> DONE_AND_STOP;
            case "215" -> NOT_REACHED;
            case "216" -> ROLLED_BACK;
            case "404", "410" -> MISSING;
            case "417", "503" -> LATER;
            case "418" -> EXISTS;
            default -> REFUSED;
        };
    }

    /** Whether the device did what it was told, or will. */
    boolean success() {
        return switch (this) {
            case DONE, DONE_AND_STOP, PENDING -> true;
            case CHUNK_TAKEN, EXISTS, MISSING, ROLLED_BACK, NOT_REACHED, LATER, DISTRUSTED, REFUSED -> false;
        };
    }

    /** Whether a client that does not accept who we are answers everything with this code. */
    static boolean doubtsTheServer(String code) {
        return code.equals("401") || code.equals("407");
    }
}
