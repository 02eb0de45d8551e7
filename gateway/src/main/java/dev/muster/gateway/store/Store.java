package dev.muster.gateway.store;

/** All concerns of one open store, and its end. */
public interface Store extends AutoCloseable {
    CheckInStore checkIns();

    TenantStore tenants();

    DirectoryStore directory();

    SettingStore settings();

    PushCertificateStore pushCertificates();

    EnrolmentStore enrolments();

    DeviceStore devices();

    AppleStore apple();

    DeclarationStore declarations();

    MetaStore meta();

    AuditStore audit();

    /** Writes what is queued, then closes; later calls throw {@link StoreUnavailable}. */
    @Override
    void close();
}
