package dev.muster.gateway.store;

/** All concerns of one open store, and its end. */
public interface Store extends AutoCloseable {
    CheckInStore checkIns();

    TenantStore tenants();

    DirectoryStore directory();

    GroupStore groups();

    SettingStore settings();

    PushCertificateStore pushCertificates();

    PushRequestStore pushRequests();

    ConsentStore consents();

    EnrolmentStore enrolments();

    DepartureStore departures();

    EnrolmentAccessStore enrolmentAccess();

    DeviceStore devices();

    AutomatedDeviceStore automatedDevices();

    SubjectStore subjects();

    DmAccountStore dmAccounts();

    AppleStore apple();

    DeclarationStore declarations();

    WaveStore waves();

    RingStore ring();

    WakeScheduleStore wakeSchedules();

    ConnectorStore connectors();

    CollectionStore collections();

    ResetStore resets();

    MetaStore meta();

    AuditStore audit();

    RecoveryStore recovery();

    /** Whether the database does what it is asked: false from the first refusal until a write and a read are done again. */
    boolean available();

    /** Writes what is queued, then closes; later calls throw {@link StoreUnavailable}. */
    @Override
    void close();
}
