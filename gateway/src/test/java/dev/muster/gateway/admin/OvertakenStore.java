package dev.muster.gateway.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.CheckInStore;
import dev.muster.gateway.store.CollectionStore;
import dev.muster.gateway.store.ConnectorStore;
import dev.muster.gateway.store.ConsentStore;
import dev.muster.gateway.store.DeclarationStore;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.DmAccountStore;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.MetaStore;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.PushRequestStore;
import dev.muster.gateway.store.RingStore;
import dev.muster.gateway.store.SettingStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WakeScheduleStore;
import dev.muster.gateway.store.WaveStore;

/** A store in which somebody else always changes a tenant's authority a moment earlier. */
record OvertakenStore(Store real, TenantAuthority theirs) implements Store {
    @Override
    public TenantStore tenants() {
        return new Overtaken(real.tenants(), theirs);
    }

    @Override
    public DirectoryStore directory() {
        return real.directory();
    }

    private record Overtaken(TenantStore real, TenantAuthority theirs) implements TenantStore {
        @Override
        public Optional<Tenant> changeAuthority(TenantId id, TenantAuthority expected, TenantAuthority next,
                Instant now) {
            real.changeAuthority(id, expected, theirs, now);
            return real.changeAuthority(id, expected, next, now);
        }

        @Override
        public boolean create(TenantId id, String displayName, TenantAuthority authority, TenantOptions options,
                Instant now) {
            return real.create(id, displayName, authority, options, now);
        }

        @Override
        public Optional<Tenant> tenant(TenantId id) {
            return real.tenant(id);
        }

        @Override
        public List<Tenant> page(Optional<TenantId> after, int limit) {
            return real.page(after, limit);
        }

        @Override
        public boolean setOptions(TenantId id, TenantOptions options) {
            return real.setOptions(id, options);
        }
    }

    @Override
    public GroupStore groups() {
        return real.groups();
    }

    @Override
    public CheckInStore checkIns() {
        return real.checkIns();
    }

    @Override
    public SettingStore settings() {
        return real.settings();
    }

    @Override
    public PushCertificateStore pushCertificates() {
        return real.pushCertificates();
    }

    @Override
    public EnrolmentAccessStore enrolmentAccess() {
        return real.enrolmentAccess();
    }

    @Override
    public PushRequestStore pushRequests() {
        return real.pushRequests();
    }

    @Override
    public ConsentStore consents() {
        return real.consents();
    }

    @Override
    public EnrolmentStore enrolments() {
        return real.enrolments();
    }

    @Override
    public DeviceStore devices() {
        return real.devices();
    }

    @Override
    public DmAccountStore dmAccounts() {
        return real.dmAccounts();
    }

    @Override
    public AppleStore apple() {
        return real.apple();
    }

    @Override
    public DeclarationStore declarations() {
        return real.declarations();
    }

    @Override
    public WaveStore waves() {
        return real.waves();
    }

    @Override
    public RingStore ring() {
        return real.ring();
    }

    @Override
    public WakeScheduleStore wakeSchedules() {
        return real.wakeSchedules();
    }

    @Override
    public ConnectorStore connectors() {
        return real.connectors();
    }

    @Override
    public CollectionStore collections() {
        return real.collections();
    }

    @Override
    public MetaStore meta() {
        return real.meta();
    }

    @Override
    public AuditStore audit() {
        return real.audit();
    }

    @Override
    public boolean available() {
        return real.available();
    }

    @Override
    public void close() {
        real.close();
    }
}
