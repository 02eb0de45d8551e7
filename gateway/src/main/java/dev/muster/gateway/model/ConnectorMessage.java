package dev.muster.gateway.model;

import java.time.Instant;

/**
 * Something a Configuration Manager site is told about a device (R22). Messages of a tenant are numbered from 1; what is told
 * later has a higher number. A message that was not acknowledged and whose device changed again comes once more, with the
 * newer content, under a higher number; its first number is then missing.
 */
public sealed interface ConnectorMessage {
    /** What a message is about. */
    enum Kind {
        STATUS, INVENTORY, RESULT
    }

    /** Its place in the order of the tenant's messages. */
    long sequence();

    /** When the device said what made it. */
    Instant at();

    /** How the device stands: enrolment, who manages it, its settings. */
    record Status(long sequence, Instant at, Device device) implements ConnectorMessage {}

    /** What hardware it is, as the device reported it. */
    record Inventory(long sequence, Instant at, Device device) implements ConnectorMessage {}

    /** What became of an action. */
    record Result(long sequence, Instant at, DeviceId device, FinishedCommand finished) implements ConnectorMessage {}
}
