package dev.muster.gateway.model;

import java.time.Instant;

/**
 * An action on its way to one enrolment of one device (R25).
 *
 * @param id its id
 * @param enrolment the enrolment it belongs to
 * @param authority the authority that managed the device when it was queued
 * @param action what to do
 * @param queuedAt when it was queued; a queue is in this order
 * @param state where it stands
 * @param attempt number of times it was sent
 * @param staysBehind whether an administrator chose that it does not go along to another authority; concerns only kinds that need
 *        a choice
 */
public record PendingCommand(CommandId id, int enrolment, ManagementAuthority authority, Action action,
        Instant queuedAt, State state, int attempt, boolean staysBehind) {
    /** A command nobody chose anything about. */
    public PendingCommand(CommandId id, int enrolment, ManagementAuthority authority, Action action, Instant queuedAt,
            State state, int attempt) {
        this(id, enrolment, authority, action, queuedAt, state, attempt, false);
    }

    /** Whether it left for the device and its end is not known. */
    public boolean isSent() {
        return state == State.SENT || state == State.ACCEPTED;
    }

    /** Where a pending command stands. */
    public enum State {
        /** Waits for the device. */
        QUEUED,
        /** Left for the device; no result yet. */
        SENT,
        /** The device took it and said that it is not done yet (OMA-DM 202); it may tell by an alert. */
        ACCEPTED,
        /** The device said NotNow; due again at its next Idle. */
        NOT_NOW,
        /** The store was restored since it was queued: it may have been done in the lost time, so an administrator decides (R25). */
        HELD
    }
}
