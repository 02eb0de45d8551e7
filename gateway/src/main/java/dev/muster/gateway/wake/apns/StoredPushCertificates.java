package dev.muster.gateway.wake.apns;

import java.util.Comparator;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;

/** The push certificates in the store. Where two authorities have one of the same topic, the one that lasts longest. */
public final class StoredPushCertificates implements PushCertificateSource {
    private final PushCertificateStore store;

    public StoredPushCertificates(PushCertificateStore store) {
        this.store = store;
    }

    @Override
    public Optional<Credential> find(TenantId tenant, String topic) {
        return store.all(tenant).stream().filter(stored -> stored.topic().equals(topic))
                .max(Comparator.comparing(PushCertificateStore.Stored::notAfter))
                .map(stored -> new Credential(stored.certificatePem(), stored.keyPem()));
    }
}
