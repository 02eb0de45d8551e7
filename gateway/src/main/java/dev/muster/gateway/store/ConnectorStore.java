package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;

/**
 * The Configuration Manager connector of each tenant and what waits for it (R22). Results wait one by one; of a device's state
 * and of its inventory only the newest does, so what waits is bounded by the number of devices and of actions, whatever devices
 * report and however long the connector stays away.
 */
public interface ConnectorStore {
    /**
     * A subscription.
     *
     * @param connector its id, the subject of its certificate
     * @param certificate the one certificate that opens the door for it
     * @param notAfter end of that certificate's validity
     * @param since when it was made
     * @param contact when the connector last asked for something; empty if never
     * @param numbered number of the newest message that was fetched; 0 if none
     * @param acknowledged number of the newest message it acknowledged; 0 if none
     */
    record Subscription(UUID connector, Fingerprint certificate, Instant notAfter, Instant since,
            Optional<Instant> contact, long numbered, long acknowledged) {}

    /**
     * Makes a subscription unless the tenant has one: two are never there, whoever asks first. Every device of the tenant is
     * told to the new connector.
     *
     * @return false if there is one already, or no such tenant
     */
    boolean subscribe(TenantId tenant, UUID connector, Fingerprint certificate, Instant notAfter, Instant now);

    /** The tenant's subscription; empty if it has none. */
    Optional<Subscription> subscription(TenantId tenant);

    /** Replaces the certificate of a subscription: the one before no longer counts. False if it is gone. */
    boolean certify(TenantId tenant, UUID connector, Fingerprint certificate, Instant notAfter);

    /** Ends the subscription; what waits goes on waiting for the next one. False if there was none. */
    boolean unsubscribe(TenantId tenant);

    /** Notes that the connector was here. */
    void contacted(TenantId tenant, Instant at);

    /**
     * Messages after this number, in order, at most {@code limit}; the same ones again until they are acknowledged. Empty if
     * the tenant has no subscription.
     */
    List<ConnectorMessage> messages(TenantId tenant, long after, int limit);

    /** Forgets messages up to and including this number. False if no message of that number was ever given. */
    boolean acknowledge(TenantId tenant, long through);

    /** Whether an action of this id was queued for the device before, pending or finished. */
    boolean wasGiven(TenantId tenant, DeviceId device, CommandId action);

    /** Results that wait, counted up to {@code most}. */
    int waitingResults(TenantId tenant, int most);
}
