package dev.muster.gateway.wake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.TenantStore;

/** Tenants, users and devices in memory, as the waker sees them: enrolled devices that are due until they converge. */
final class World implements TenantStore, DeviceStore {
    private final Map<TenantId, Tenant> tenants = new ConcurrentHashMap<>();
    private final Map<UserId, DirectoryStore.User> users = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<DeviceId, Due> devices = new ConcurrentSkipListMap<>(
            Comparator.comparing(DeviceId::toString));
    /** Tokens marked dead, and since when. */
    final Map<DeviceId, Instant> gone = new ConcurrentHashMap<>();
    /** How many pages were read. */
    final AtomicInteger pages = new AtomicInteger();
    /** How many of the next pages fail. */
    final AtomicInteger failures = new AtomicInteger();

    TenantId givenTenant(String id, ManagementAuthority... withTopic) {
        TenantId tenant = new TenantId(id);
        Map<ManagementAuthority, String> topics = new ConcurrentHashMap<>();
        for (ManagementAuthority authority : withTopic) {
            topics.put(authority, "com.apple.mgmt.External.test");
        }
        tenants.put(tenant,
                new Tenant(tenant, id, TenantAuthority.COEXISTENCE, TenantOptions.NONE, 1, Instant.EPOCH, topics));
        return tenant;
    }

    List<DeviceId> givenDevices(TenantId tenant, int count, Entitlement entitlement) {
        List<DeviceId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UserId user = new UserId(UUID.randomUUID());
            users.put(user, new DirectoryStore.User(user, "user-" + user, List.of(), entitlement));
            DeviceId id = new DeviceId(UUID.randomUUID());
            Device device = new Device(tenant, id, 1, Platform.IOS, Optional.of(user), DeviceState.ENROLLED, 1,
                    Optional.empty(), Optional.empty(), Device.Hardware.UNKNOWN, Optional.empty(), Optional.empty(), 0,
                    "",
                    List.of());
            PushAddress address = new PushAddress(id.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    new byte[] {1}, "com.apple.mgmt.External.test", Instant.EPOCH);
            devices.put(id, new Due(device, Optional.of(entitlement), address));
            ids.add(id);
        }
        return ids;
    }

    /** The device has checked in and is no longer due. */
    void converge(DeviceId id) {
        devices.remove(id);
    }

    @Override
    public Optional<Tenant> tenant(TenantId id) {
        return Optional.ofNullable(tenants.get(id));
    }

    @Override
    public List<Due> due(TenantId tenant, long epoch, Optional<DeviceId> after, int limit) {
        pages.incrementAndGet();
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreUnavailable("the store is away", null);
        }
        return (after.isEmpty() ? devices : devices.tailMap(after.get(), false)).values().stream()
                .filter(due -> due.device().tenant().equals(tenant) && due.device().epoch() < epoch)
                .filter(due -> !gone.containsKey(due.device().id())).limit(limit).toList();
    }

    @Override
    public boolean tokenGone(TenantId tenant, DeviceId id, PushAddress address, Instant since) {
        return gone.put(id, since) == null;
    }

    @Override
    public Optional<Device.Seen> device(TenantId tenant, DeviceId id) {
        return Optional.ofNullable(devices.get(id)).map(due -> new Device.Seen(due.device(), Optional.empty()));
    }

    @Override
    public Optional<PushAddress> pushAddress(TenantId tenant, DeviceId id) {
        return Optional.ofNullable(devices.get(id)).map(Due::address);
    }

    @Override
    public boolean create(TenantId id, String displayName, TenantAuthority authority, TenantOptions options,
            Instant now) {
        throw unasked();
    }

    @Override
    public List<Tenant> page(Optional<TenantId> after, int limit) {
        throw unasked();
    }

    @Override
    public boolean setOptions(TenantId id, TenantOptions options) {
        throw unasked();
    }

    @Override
    public Optional<Tenant> changeAuthority(TenantId id, TenantAuthority expected, TenantAuthority next, Instant now) {
        throw unasked();
    }

    @Override
    public List<Device.Seen> page(TenantId tenant, Optional<DeviceId> after, int limit) {
        throw unasked();
    }

    @Override
    public boolean queue(TenantId tenant, DeviceId id, PendingCommand command) {
        throw unasked();
    }

    @Override
    public List<PendingCommand> pending(TenantId tenant, DeviceId id) {
        throw unasked();
    }

    @Override
    public List<FinishedCommand> finished(TenantId tenant, DeviceId id, int limit) {
        throw unasked();
    }

    @Override
    public boolean place(TenantId tenant, DeviceId id, ManagementAuthority authority) {
        throw unasked();
    }

    private static UnsupportedOperationException unasked() {
        return new UnsupportedOperationException("the waker has no business here");
    }

    /** The users of all tenants. */
    DirectoryStore directory() {
        return new Users();
    }

    private final class Users implements DirectoryStore {
        @Override
        public Optional<User> user(TenantId tenant, UserId id) {
            return Optional.ofNullable(users.get(id));
        }

        @Override
        public boolean create(TenantId tenant, UserId id, String principalName) {
            throw unasked();
        }

        @Override
        public Optional<User> named(TenantId tenant, String principalName) {
            throw unasked();
        }

        @Override
        public List<User> page(TenantId tenant, Optional<UserId> after, int limit) {
            throw unasked();
        }

        @Override
        public Optional<Boolean> setLicences(TenantId tenant, UserId id, List<Licence> licences,
                Entitlement entitlement,
                Instant now) {
            throw unasked();
        }

        @Override
        public List<DeviceId> devicesOf(TenantId tenant, UserId id, int limit) {
            throw unasked();
        }
    }
}
