package dev.muster.gateway.model;

import java.time.Instant;

/**
 * An action that came to an end: history, kept apart from what is pending (idea 9).
 *
 * @param command what was asked
 * @param outcome how it ended
 * @param detail safe text: a status code, an error domain and code; empty if none
 * @param result what the device reported, a property list or SyncML data; empty if nothing
 * @param finishedAt when
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes of a report, never compared
public record FinishedCommand(PendingCommand command, Outcome outcome, String detail, byte[] result,
        Instant finishedAt) {
    /** How an action ended. */
    public enum Outcome {
        /** The device acknowledged it. */
        DONE,
        /** The device refused it. */
        FAILED,
        /** Not sent any more: the authority changed, or a new enrolment began (R25). */
        CANCELLED,
        /** Sent, the reply was lost, and it must not be sent twice (R25). */
        UNKNOWN
    }

    @Override
    public String toString() {
        return "FinishedCommand[" + command.id() + ", " + outcome + ", " + result.length + " bytes]";
    }
}
