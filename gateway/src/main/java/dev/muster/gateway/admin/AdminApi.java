package dev.muster.gateway.admin;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.session.HandlerSelection;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.Store;

/** Every operation of the administrators' API, in the order of docs/admin-api.md. To add one: write its class, name it here. */
public final class AdminApi {
    private final List<Operation> operations;

    /**
     * What operations work with.
     *
     * @param selection decides who serves a device, as the check-in path does
     * @param revoked called after a revocation, so that this node knows of it at once
     * @param ids makes random ids
     */
    public record Parts(Store store, HandlerSelection selection, LicenceCatalogue catalogue, Invitations invitations,
            Wakes wakes, Runnable revoked, Clock clock, Supplier<UUID> ids) {}

    public AdminApi(Parts parts) {
        Store store = parts.store();
        Wakes wakes = parts.wakes();
        Clock clock = parts.clock();
        Journal journal = new Journal(store.audit(), clock);
        ManagedDevices managed = new ManagedDevices(store, parts.selection());
        List<Operation> all = new ArrayList<>(List.of(new CreateTenant(store.tenants(), journal, clock), new ListTenants(store.tenants()),
                new ShowTenant(store.tenants()),
                new ChangeAuthority(store.tenants(), journal, wakes, clock),
                new CreateUser(store.tenants(), store.directory(), journal, parts.ids()),
                new ListUsers(store.tenants(), store.directory()), new ShowUser(store.directory()),
                new AssignLicences(store.directory(), parts.catalogue(), journal, wakes, clock),
                new UploadPushCertificate(store.tenants(), store.pushCertificates(), journal, wakes, clock),
                new DefineSetting(store.tenants(), store.settings(), journal, wakes, clock),
                new ListSettings(store.tenants(), store.settings()),
                new WithdrawSetting(store.settings(), journal, wakes, clock),
                new CreateEnrolmentToken(store.tenants(), store.directory(), parts.invitations(), journal),
                new ListDevices(store.tenants(), store.devices()),
                new ShowDevice(managed, store.devices(), store.enrolments(), store.apple()),
                new QueueAction(managed, store.devices(), journal, wakes, clock, parts.ids()),
                new QueueUserAction(managed, store.apple(), journal, wakes, clock, parts.ids()),
                new PlaceDevice(store.tenants(), managed, store.devices(), journal, wakes),
                new RevokeCertificate(store.enrolments(), journal, parts.revoked(), clock),
                new SetDmAccount(store.dmAccounts(), journal, clock, false),
                new SetDmAccount(store.dmAccounts(), journal, clock, true),
                new RemoveDmAccount(store.dmAccounts(), journal, false),
                new RemoveDmAccount(store.dmAccounts(), journal, true),
                new SyncDevice(managed, journal, wakes), new ListDeadTokens(store.tenants(), store.devices()),
                new ShowWave(store.tenants(), store.waves()),
                new StartWave(store.tenants(), store.waves(), journal, wakes),
                new CancelWave(store.tenants(), store.waves(), journal),
                new ShowWakeSchedule(store.tenants(), store.wakeSchedules()),
                new SetWakeSchedule(store.tenants(), store.wakeSchedules(), journal)));
        all.addAll(enrolment(parts, journal));
        this.operations = List.copyOf(all);
    }

    /** Who may enrol without a token made for one device. */
    private static List<Operation> enrolment(Parts parts, Journal journal) {
        Store store = parts.store();
        EnrolmentAccessStore access = store.enrolmentAccess();
        return List.of(new SetPassword(access, journal, parts.clock(), new SecureRandom()),
                new RemovePassword(access, journal), new ShowEnrolmentPolicy(store.tenants(), access),
                new SetEnrolmentPolicy(store.tenants(), access, journal), new ListDomains(store.tenants(), access),
                new ClaimDomain(store.tenants(), access, journal), new ReleaseDomain(access, journal),
                new CreateBulkToken(store.tenants(), parts.invitations(), journal),
                new ListBulkTokens(store.tenants(), access), new RemoveBulkToken(access, journal));
    }

    List<Operation> operations() {
        return operations;
    }
}
