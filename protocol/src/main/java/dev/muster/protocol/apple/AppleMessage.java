package dev.muster.protocol.apple;

import java.util.List;
import java.util.Optional;

import dev.muster.protocol.plist.PlistValue.PlistDict;

/**
 * What an Apple device sends (Apple's device-management schema): check-in messages, which carry a MessageType, and
 * reports, which carry a Status. The family grows with the protocol; every switch over it is told by the compiler.
 */
public sealed interface AppleMessage {
    /** Which enrolment speaks. */
    EnrollmentIds ids();

    /** A check-in message. */
    sealed interface CheckInMessage extends AppleMessage {}

    /** Opens a pending enrolment. */
    record Authenticate(EnrollmentIds ids, String topic, Optional<String> deviceName, Optional<String> serialNumber,
            Optional<String> model, Optional<String> modelName, Optional<String> productName,
            Optional<String> osVersion) implements CheckInMessage {}

    /**
     * Brings the push address. May be sent only once: never lose it. Secrets never show in the text form.
     *
     * @param token push token, at most 100 bytes
     * @param pushMagic what a push must carry
     * @param unlockToken what unlocks the device; absent does not mean cleared
     * @param awaitingConfiguration whether Setup Assistant waits for DeviceConfigured
     */
    record TokenUpdate(EnrollmentIds ids, String topic, Secret token, Secret pushMagic, Optional<Secret> unlockToken,
            boolean awaitingConfiguration) implements CheckInMessage {}

    /** The user removed management. Best effort, never repeated. */
    record CheckOut(EnrollmentIds ids) implements CheckInMessage {}

    /**
     * A user logs in on a Mac and asks whether the server manages users.
     *
     * @param digestResponse answer to an earlier challenge; present only in the second message of a handshake
     */
    record UserAuthenticate(EnrollmentIds ids, Optional<Secret> digestResponse) implements CheckInMessage {}

    /**
     * Hands the bootstrap token over for safe keeping.
     *
     * @param token the token, never of no bytes; absent if the one kept is to be forgotten
     */
    record SetBootstrapToken(EnrollmentIds ids, Optional<Secret> token) implements CheckInMessage {}

    /** Asks for the bootstrap token that was handed over. */
    record GetBootstrapToken(EnrollmentIds ids) implements CheckInMessage {}

    /**
     * One request of declarative management.
     *
     * @param endpoint {@code tokens}, {@code declaration-items}, {@code status} or {@code declaration/<kind>/<identifier>},
     *        at most 1,000 characters; what it asks for is not checked here
     * @param data JSON that comes with it
     */
    record DeclarativeManagement(EnrollmentIds ids, String endpoint, Optional<Secret> data) implements CheckInMessage {}

    /** Asks for a token for another service of Apple's, named by its type. */
    record GetToken(EnrollmentIds ids, String tokenServiceType) implements CheckInMessage {}

    /** The device wants to erase itself and to enrol again. */
    record ReturnToService(EnrollmentIds ids) implements CheckInMessage {}

    /** A report: Idle, or the result of a command. */
    sealed interface Report extends AppleMessage {}

    /** Ready for commands. */
    record Idle(EnrollmentIds ids) implements Report {}

    /** A command was done; the whole report is kept, since every command has its own answer. */
    record Acknowledged(EnrollmentIds ids, String commandUuid, PlistDict content) implements Report {}

    /** A command failed. */
    record CommandError(EnrollmentIds ids, String commandUuid, List<ErrorLink> chain, boolean formatError)
            implements Report {
        public CommandError {
            chain = List.copyOf(chain);
        }
    }

    /** A command cannot be done now; it is offered again at the next Idle. */
    record NotNow(EnrollmentIds ids, String commandUuid) implements Report {}

    /** One link of an ErrorChain: number and domain; the text is the device's own and is cut to 200 characters. */
    record ErrorLink(long code, String domain, String description) {}

    /** Bytes that are never shown. The array is the record's own: callers neither change nor keep it. */
    @SuppressWarnings("ArrayRecordComponent") // a secret is compared by nobody
    record Secret(byte[] bytes) {
        @Override
        public String toString() {
            return "***";
        }
    }
}
