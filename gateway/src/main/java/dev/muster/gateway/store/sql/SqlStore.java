package dev.muster.gateway.store.sql;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.secret.Vault;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.AutomatedDeviceStore;
import dev.muster.gateway.store.CheckInStore;
import dev.muster.gateway.store.CollectionStore;
import dev.muster.gateway.store.ConnectorStore;
import dev.muster.gateway.store.ConsentStore;
import dev.muster.gateway.store.DeclarationStore;
import dev.muster.gateway.store.DepartureStore;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.DmAccountStore;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.MetaStore;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.PushRequestStore;
import dev.muster.gateway.store.RecoveryStore;
import dev.muster.gateway.store.ResetStore;
import dev.muster.gateway.store.RingStore;
import dev.muster.gateway.store.SettingStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnusable;
import dev.muster.gateway.store.SubjectStore;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WakeScheduleStore;
import dev.muster.gateway.store.WaveStore;

/** The one store there is, on SQLite or PostgreSQL. For the composition root; everybody else asks for a narrow interface. */
public final class SqlStore implements Store {
    private final Database database;
    private final Housekeeper housekeeper;
    private final Optional<SqliteLock> lock;
    private final AtomicReference<@Nullable HistoryKeeper> history = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SqlCheckIns checkIns;
    private final SqlTenants tenants;
    private final SqlDirectory directory;
    private final SqlGroups groups;
    private final SqlSettings settings;
    private final SqlPushCertificates pushCertificates;
    private final SqlPushRequests pushRequests;
    private final SqlConsents consents;
    private final SqlEnrolments enrolments;
    private final SqlDepartures departures;
    private final SqlEnrolmentAccess enrolmentAccess;
    private final SqlDevices devices;
    private final SqlSubjects subjects;
    private final SqlAutomatedDevices automatedDevices;
    private final SqlDmAccounts dmAccounts;
    private final SqlApple apple;
    private final SqlDeclarations declarations;
    private final SqlWaves waves;
    private final SqlRing ring;
    private final SqlWakeSchedules wakeSchedules;
    private final SqlConnectors connectors;
    private final SqlCollections collections;
    private final SqlResets resets;
    private final SqlMeta meta;
    private final SqlAudit audit;
    private final SqlRecovery recovery;

    private SqlStore(Database database, Housekeeper housekeeper, Optional<SqliteLock> lock) {
        this.database = database;
        this.housekeeper = housekeeper;
        this.lock = lock;
        this.checkIns = new SqlCheckIns(database);
        this.tenants = new SqlTenants(database);
        this.directory = new SqlDirectory(database);
        this.groups = new SqlGroups(database);
        this.settings = new SqlSettings(database);
        this.pushCertificates = new SqlPushCertificates(database);
        this.pushRequests = new SqlPushRequests(database);
        this.consents = new SqlConsents(database);
        this.enrolments = new SqlEnrolments(database);
        this.departures = new SqlDepartures(database);
        this.enrolmentAccess = new SqlEnrolmentAccess(database);
        this.devices = new SqlDevices(database);
        this.subjects = new SqlSubjects(database);
        this.automatedDevices = new SqlAutomatedDevices(database);
        this.dmAccounts = new SqlDmAccounts(database);
        this.apple = new SqlApple(database);
        this.declarations = new SqlDeclarations(database);
        this.waves = new SqlWaves(database);
        this.ring = new SqlRing(database);
        this.wakeSchedules = new SqlWakeSchedules(database);
        this.connectors = new SqlConnectors(database);
        this.collections = new SqlCollections(database);
        this.resets = new SqlResets(database);
        this.meta = new SqlMeta(database);
        this.audit = new SqlAudit(database);
        this.recovery = new SqlRecovery(database, meta);
    }

    /**
     * Opens the store with limits that suit one machine, migrating its schema first.
     *
     * @param vault seals secrets; of several gateways on one database all need the same key
     * @throws StoreUnusable if it is in use, not ours, newer than this binary, or not reachable
     */
    public static SqlStore open(StoreConfig config, Vault vault, Clock clock, GatewayEvents events) {
        return open(config, StoreLimits.of(config), vault, clock, events);
    }

    /** As {@link #open(StoreConfig, Vault, Clock, GatewayEvents)}, with limits of one's own. */
    public static SqlStore open(StoreConfig config, StoreLimits limits, Vault vault, Clock clock,
            GatewayEvents events) {
        Optional<SqliteLock> lock = config instanceof StoreConfig.Sqlite sqlite
                ? Optional.of(SqliteLock.take(sqlite.file()))
                : Optional.empty();
        try {
            if (config instanceof StoreConfig.Sqlite sqlite) {
                SqliteFiles.keepPrivate(sqlite.file());
                SqliteIntegrity.afterUncleanStop(sqlite.file());
            }
            Connections connections = new Connections(config);
            new Migrations(connections).run();
            Replicas.look(connections);
            Database database = start(connections, limits, new Seals(vault), clock, events);
            if (connections.dialect() == Dialect.SQLITE) {
                // Nobody else can hold them: this process has the file to itself, and its predecessor may have been killed.
                database.change(link -> SqlWaves.takeOver(link, clock.instant()));
            }
            Housekeeper housekeeper = new Housekeeper(database, connections);
            housekeeper.start();
            return new SqlStore(database, housekeeper, lock);
        } catch (RuntimeException failed) {
            lock.ifPresent(SqliteLock::close);
            throw failed;
        }
    }

    private static Database start(Connections connections, StoreLimits limits, Seals seals, Clock clock,
            GatewayEvents events) {
        WriterThread changes = new WriterThread("muster-store-writer", connections, limits.writeQueue(),
                limits.group(), events);
        List<WriterThread> deviceWriters = new ArrayList<>();
        switch (connections.dialect()) {
            case SQLITE -> deviceWriters.add(changes);
            case POSTGRESQL -> {
                for (int i = 0; i < limits.writers(); i++) {
                    deviceWriters.add(new WriterThread("muster-store-writer-" + i, connections, limits.writeQueue(),
                            limits.group(), events));
                }
                deviceWriters.forEach(WriterThread::start);
            }
        }
        changes.start();
        ReaderPool readers = new ReaderPool(connections, limits.readers(), limits.readQueue(), events);
        readers.start();
        return new Database(readers, deviceWriters, changes,
                new Database.Gathered(new Touches(limits.touches(), events), new Switches(events)), seals, clock,
                events);
    }

    /**
     * From now on lets go of history by age, beside everything else.
     *
     * @param commands how long finished actions are kept, with their results
     * @param audit how long is kept who changed what
     */
    public void keepHistory(Duration commands, Duration audit) {
        HistoryKeeper keeper = new HistoryKeeper(database, commands, audit);
        if (history.compareAndSet(null, keeper)) {
            keeper.start();
        }
    }

    /** Bytes of SQLite's write-ahead log now; 0 on PostgreSQL. For whoever watches the store. */
    public long logBytes() {
        return housekeeper.logBytes();
    }

    /** The threads, for tests that look at their connections. */
    Database database() {
        return database;
    }

    @Override
    public CheckInStore checkIns() {
        return checkIns;
    }

    @Override
    public TenantStore tenants() {
        return tenants;
    }

    @Override
    public DirectoryStore directory() {
        return directory;
    }

    @Override
    public GroupStore groups() {
        return groups;
    }

    @Override
    public SettingStore settings() {
        return settings;
    }

    @Override
    public PushCertificateStore pushCertificates() {
        return pushCertificates;
    }

    @Override
    public PushRequestStore pushRequests() {
        return pushRequests;
    }

    @Override
    public ConsentStore consents() {
        return consents;
    }

    @Override
    public EnrolmentStore enrolments() {
        return enrolments;
    }

    @Override
    public DepartureStore departures() {
        return departures;
    }

    @Override
    public EnrolmentAccessStore enrolmentAccess() {
        return enrolmentAccess;
    }

    @Override
    public DeviceStore devices() {
        return devices;
    }

    @Override
    public SubjectStore subjects() {
        return subjects;
    }

    @Override
    public AutomatedDeviceStore automatedDevices() {
        return automatedDevices;
    }

    @Override
    public DmAccountStore dmAccounts() {
        return dmAccounts;
    }

    @Override
    public AppleStore apple() {
        return apple;
    }

    @Override
    public DeclarationStore declarations() {
        return declarations;
    }

    @Override
    public WaveStore waves() {
        return waves;
    }

    @Override
    public RingStore ring() {
        return ring;
    }

    @Override
    public WakeScheduleStore wakeSchedules() {
        return wakeSchedules;
    }

    @Override
    public ConnectorStore connectors() {
        return connectors;
    }

    @Override
    public CollectionStore collections() {
        return collections;
    }

    @Override
    public ResetStore resets() {
        return resets;
    }

    @Override
    public MetaStore meta() {
        return meta;
    }

    @Override
    public AuditStore audit() {
        return audit;
    }

    @Override
    public RecoveryStore recovery() {
        return recovery;
    }

    @Override
    public boolean available() {
        return database.available();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            HistoryKeeper keeper = history.get();
            if (keeper != null) {
                keeper.close();
            }
            housekeeper.close();
            database.close();
            lock.ifPresent(SqliteLock::close);
        }
    }
}
