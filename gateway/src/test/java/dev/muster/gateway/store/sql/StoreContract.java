package dev.muster.gateway.store.sql;

/** Everything a store promises, in parts by concern; every implementation runs all of it. */
interface StoreContract extends CheckInContract, DeviceContract, DueContract, AdministrationContract,
        EnrolmentContract, EnrolmentAccessContract, SettingContract, GroupContract, SubjectContract, WaveContract,
        RingContract,
        DurabilityContract, PlanContract, AppleContract, ReEnrolmentContract, PushRequestContract, RecoveryContract,
        CertificateLifeContract, RetentionContract, ConnectorContract, MigrationContract {}
