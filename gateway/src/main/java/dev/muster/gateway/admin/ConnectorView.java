package dev.muster.gateway.admin;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.store.ConnectorStore.Subscription;

/**
 * A subscription as administrators see it.
 *
 * @param lastContact when the connector last asked for something; null if never
 * @param fetched number of the newest message it fetched
 * @param acknowledged number of the newest message it acknowledged
 * @param waitingResults results of actions that wait for it, counted up to the bound
 */
record ConnectorView(String id, String certificate, String notAfter, String since, @Nullable String lastContact,
        long fetched, long acknowledged, int waitingResults) {
    static ConnectorView of(Subscription subscription, int waitingResults) {
        return new ConnectorView(subscription.connector().toString(), subscription.certificate().hex(),
                subscription.notAfter().toString(), subscription.since().toString(),
                subscription.contact().map(Instant::toString).orElse(null), subscription.numbered(),
                subscription.acknowledged(), waitingResults);
    }
}
