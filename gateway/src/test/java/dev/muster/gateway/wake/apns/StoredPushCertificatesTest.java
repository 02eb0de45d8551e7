package dev.muster.gateway.wake.apns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.wake.apns.PushCertificateSource.Credential;

@Timeout(10)
class StoredPushCertificatesTest {
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    @Test
    void takesTheLongestLastingCertificateOfTheDevicesTopic() {
        // R13: both authorities may have a certificate of the topic devices enrolled with; a device is pushed by its topic.
        PushCertificateSource source = new StoredPushCertificates(new Kept(List.of(
                stored(ManagementAuthority.OFFICE365, "shared", NOW, "old"),
                stored(ManagementAuthority.INTUNE, "shared", NOW.plusSeconds(1), "new"),
                stored(ManagementAuthority.CONFIGURATION_MANAGER, "other", NOW.plusSeconds(9), "other"))));
        assertEquals(Optional.of(new Credential("new", "key of new")), source.find(CONTOSO, "shared"));
        assertEquals(Optional.of(new Credential("other", "key of other")), source.find(CONTOSO, "other"));
        assertEquals(Optional.empty(), source.find(CONTOSO, "unknown"));
        assertEquals(Optional.empty(), source.find(new TenantId("fabrikam"), "shared"));
    }

    private static PushCertificateStore.Stored stored(ManagementAuthority authority, String topic, Instant notAfter,
            String pem) {
        return new PushCertificateStore.Stored(authority, topic, notAfter, pem, "key of " + pem, NOW);
    }

    /** One tenant's certificates. */
    private record Kept(List<PushCertificateStore.Stored> certificates) implements PushCertificateStore {
        @Override
        public List<Stored> all(TenantId tenant) {
            return tenant.equals(CONTOSO) ? certificates : List.of();
        }

        @Override
        public boolean put(TenantId tenant, Stored certificate) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public boolean delete(TenantId tenant, ManagementAuthority authority) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public Optional<Stored> certificate(TenantId tenant, ManagementAuthority authority) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public Map<String, Long> devicesByTopic(TenantId tenant) {
            throw new UnsupportedOperationException("not asked here");
        }
    }
}
