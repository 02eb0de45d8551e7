package dev.muster.gateway.admin;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.muster.gateway.authority.ResetSteps;
import dev.muster.gateway.licensing.GroupDerivation;
import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.session.HandlerSelection;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.ResetStore;
import dev.muster.gateway.store.Store;

/** Every operation of the administrators' API, in the order of docs/admin-api.md. To add one: write its class, name it here. */
public final class AdminApi {
    private final List<Operation> operations;

    /**
     * What operations work with.
     *
     * @param selection decides who serves a device, as the check-in path does
     * @param derivation works off what changes of groups leave behind
     * @param connectorCertificates issues what connectors are known by (R22)
     * @param revoked called after a revocation, so that this node knows of it at once
     * @param ids makes random ids
     */
    public record Parts(Store store, HandlerSelection selection, LicenceCatalogue catalogue, Invitations invitations,
            GroupDerivation derivation, Wakes wakes, Runnable revoked, ConnectorCertificates connectorCertificates,
            GatewayEvents events, Clock clock, Supplier<UUID> ids) {}

    public AdminApi(Parts parts) {
        ResetStore resets = parts.store().resets();
        this.operations = Stream.concat(
                Stream.concat(ofTenants(parts).stream(), ofConnectors(parts).stream())
                        .<Operation>map(operation -> writesConfiguration(operation)
                                ? new UnlessResetting(operation, resets)
                                : operation),
                ofResets(parts).stream()).toList();
    }

    /** Cutting a device off, waking one and stopping a wave configure nothing. */
    private static boolean writesConfiguration(Operation operation) {
        return !operation.method().equals("GET") && !(operation instanceof RevokeCertificate)
                && !(operation instanceof SyncDevice) && !(operation instanceof CancelWave);
    }

    /** The steps of R20, which alone go on while a tenant is reset. */
    private static List<Operation> ofResets(Parts parts) {
        Store store = parts.store();
        ResetPoints points = new ResetPoints(store);
        Journal journal = new Journal(store.audit(), parts.clock());
        return Stream.concat(
                Stream.of(new RequestReset(store.tenants(), store.resets(), points, journal, parts.clock()),
                        new ShowReset(store.resets(), points),
                        new RecordResetFact(store.resets(), points, journal, parts.clock()),
                        new DeletePushCertificate(store.pushCertificates(), store.resets(), journal, parts.wakes())),
                Stream.of(ResetSteps.Step.values()).map(step -> new StepReset(store.resets(), points, journal,
                        parts.wakes(), parts.clock(), step)))
                .toList();
    }

    /** The administrator's part of R22. */
    private static List<Operation> ofConnectors(Parts parts) {
        Store store = parts.store();
        Journal journal = new Journal(store.audit(), parts.clock());
        return List.of(
                new SubscribeConnector(store.tenants(), store.connectors(), parts.connectorCertificates(), journal,
                        parts.clock(), parts.ids(), false),
                new SubscribeConnector(store.tenants(), store.connectors(), parts.connectorCertificates(), journal,
                        parts.clock(), parts.ids(), true),
                new ShowConnector(store.connectors(), backlog(parts)),
                new EndSubscription(store.connectors(), journal));
    }

    private static ConnectorBacklog backlog(Parts parts) {
        return new ConnectorBacklog(parts.store().connectors(), ConnectorBacklog.MOST_RESULTS, parts.events());
    }

    private static List<Operation> ofTenants(Parts parts) {
        Store store = parts.store();
        Wakes wakes = parts.wakes();
        Clock clock = parts.clock();
        Journal journal = new Journal(store.audit(), clock);
        Consents consents = new Consents(store.consents(), journal, clock);
        ManagedDevices managed = new ManagedDevices(store, parts.selection());
        Standings standings = new Standings(store, managed, clock);
        PreflightRun preflight = new PreflightRun(store, clock);
        List<Operation> all = new ArrayList<>(List.of(new CreateTenant(store.tenants(), journal, clock),
                new ListTenants(store.tenants()),
                new ShowTenant(store.tenants()),
                new ChangeAuthority(store.tenants(), store.audit(), preflight, journal, wakes, clock),
                new ShowPreflight(store.tenants(), preflight),
                new CreateUser(store.tenants(), store.directory(), journal, parts.ids()),
                new ListUsers(store.tenants(), store.directory()), new ShowUser(store.directory()),
                new AssignLicences(store.directory(), parts.catalogue(), journal, wakes, clock),
                new ListPushCertificates(store.tenants(), store.pushCertificates(), store.pushRequests(), clock),
                new MakePushRequest(store.tenants(), store.pushRequests(), journal, clock, new SecureRandom()),
                new UploadPushCertificate(store, consents, journal, wakes, clock),
                new ListConsents(store.tenants(), store.consents()), new GiveConsent(store.tenants(), consents),
                new WithdrawConsent(store.tenants(), store.consents(), journal),
                new SetStanding(store.directory(), journal, wakes, clock),
                new CreateGroup(store.tenants(), store.groups(), journal, parts.ids()),
                new ListGroups(store.tenants(), store.groups()), new ShowGroup(store.groups()),
                new DeleteGroup(store.groups(), journal),
                new AssignGroupLicences(store.groups(), parts.catalogue(), parts.derivation(), journal),
                new ListGroupMembers(store.groups()),
                new ChangeGroupMembers(store.groups(), parts.catalogue(), parts.derivation(), journal, wakes, clock),
                new DefineSetting(store.tenants(), store.settings(),
                        new AssignmentFields(store.groups(), store.directory()), journal, wakes, clock),
                new ListSettings(store.tenants(), store.settings()),
                new WithdrawSetting(store.settings(), journal, wakes, clock),
                new ListDevices(store.tenants(), store.devices()),
                new ShowDevice(managed, store.devices(), store.enrolments(), store.apple(), clock),
                new ExplainDevice(managed, store, parts.catalogue(), clock),
                new QueueAction(managed, store.devices(), backlog(parts), journal, wakes, clock, parts.ids()),
                new QueueUserAction(managed, store.apple(), journal, wakes, clock, parts.ids()),
                new PlaceDevice(store.tenants(), managed, store.devices(), journal, wakes),
                new PlaceDevices(store, standings, journal, wakes), new ListStandings(store, standings),
                new RevokeCertificate(store.enrolments(), journal, parts.revoked(), clock),
                new SetDmAccount(store.dmAccounts(), journal, clock, false),
                new SetDmAccount(store.dmAccounts(), journal, clock, true),
                new ShowDmAccount(store.dmAccounts(), false), new ShowDmAccount(store.dmAccounts(), true),
                new RemoveDmAccount(store.dmAccounts(), journal, false),
                new RemoveDmAccount(store.dmAccounts(), journal, true)));
        all.addAll(wakeUps(store, managed, journal, wakes));
        all.addAll(recovery(parts, journal));
        all.addAll(enrolment(parts, consents, journal));
        return all;
    }

    /** What devices are woken for, how far that has come, and at which pace. */
    private static List<Operation> wakeUps(Store store, ManagedDevices managed, Journal journal, Wakes wakes) {
        return List.of(new SyncDevice(managed, journal, wakes), new ListDeadTokens(store.tenants(), store.devices()),
                new ShowWave(store.tenants(), store.waves()), new ListWaveEvents(store.tenants(), store.waves()),
                new StartWave(store.tenants(), store.waves(), journal, wakes),
                new CancelWave(store.tenants(), store.waves(), journal),
                new ShowWakeSchedule(store.tenants(), store.wakeSchedules()),
                new SetWakeSchedule(store.tenants(), store.wakeSchedules(), journal));
    }

    /** What a restore leaves to be decided. */
    private static List<Operation> recovery(Parts parts, Journal journal) {
        Store store = parts.store();
        return List.of(new ListUnknownDevices(store.tenants(), store.recovery()),
                new AdoptDevice(store.tenants(), store.directory(), store.recovery(), journal, parts.clock()),
                new ListHeldActions(store.tenants(), store.recovery()),
                new DecideHeldAction(store.recovery(), journal, parts.wakes(), parts.clock(), true),
                new DecideHeldAction(store.recovery(), journal, parts.wakes(), parts.clock(), false));
    }

    /** Who may enrol: by a token of one device, by a serial number, by their own word. */
    private static List<Operation> enrolment(Parts parts, Consents consents, Journal journal) {
        Store store = parts.store();
        EnrolmentAccessStore access = store.enrolmentAccess();
        return List.of(new SetPassword(access, journal, parts.clock(), new SecureRandom()),
                new RemovePassword(access, journal), new ShowEnrolmentPolicy(store.tenants(), access),
                new SetEnrolmentPolicy(store.tenants(), access, consents, journal),
                new ListDomains(store.tenants(), access),
                new ClaimDomain(store.tenants(), access, journal), new ReleaseDomain(access, journal),
                new CreateBulkToken(store.tenants(), parts.invitations(), journal),
                new ListBulkTokens(store.tenants(), access), new RemoveBulkToken(access, journal),
                new CreateEnrolmentToken(store.tenants(), store.directory(), parts.invitations(), journal),
                new AddAutomatedDevice(new AddAutomatedDevice.Parts(store.tenants(), store.directory(),
                        store.automatedDevices(), consents), journal, parts.clock(), parts.ids()),
                new RemoveAutomatedDevice(store.automatedDevices(), journal),
                new ListAutomatedDevices(store.tenants(), store.automatedDevices()));
    }

    List<Operation> operations() {
        return operations;
    }
}
