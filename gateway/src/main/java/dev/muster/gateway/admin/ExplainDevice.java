package dev.muster.gateway.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.Explanation;
import dev.muster.gateway.authority.Interim;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.SubjectStore.Subject;

/** Explains who serves a device: which rule, which licence and which moment led there (R4 to R8b), and what is on the way. */
final class ExplainDevice implements Operation {
    /** @param authority entitled to, by its name in the API */
    record Plan(String sku, String partNumber, String plan, String authority, @Nullable String group, boolean enabled) {
        static Plan of(Explanation.Evidence plan) {
            return new Plan(plan.sku(), plan.partNumber(), plan.plan(), plan.entitles().wireName(),
                    plan.through().isEmpty() ? null : plan.through(), plan.enabled());
        }
    }

    /**
     * Profiles of the authority before (R12).
     *
     * @param state {@code valid} or {@code lapsed}
     * @param until when they lapse, or lapsed
     */
    record InterimProfiles(String state, String until, List<String> settings) {
        static @Nullable InterimProfiles of(Interim interim) {
            return switch (interim) {
                case Interim.None() -> null;
                case Interim.Valid(Instant until, List<String> settings) -> new InterimProfiles("valid",
                        until.toString(), settings);
                case Interim.Lapsed(Instant since, List<String> settings) -> new InterimProfiles("lapsed",
                        since.toString(), settings);
            };
        }
    }

    /**
     * @param gated whether check-ins wait for a push certificate (R13)
     * @param switching whether it has not received the serving authority's settings completely yet
     */
    record Explained(String device, DeviceView.Authority authority, @Nullable String managedBy, boolean switching,
            boolean gated, String since, String rule, List<Plan> plans, List<String> explanation,
            @Nullable InterimProfiles interim) {}

    private final ManagedDevices managed;
    private final Store store;
    private final LicenceCatalogue catalogue;
    private final Clock clock;

    ExplainDevice(ManagedDevices managed, Store store, LicenceCatalogue catalogue, Clock clock) {
        this.managed = managed;
        this.store = store;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices/{device}/explanation";
    }

    @Override
    public Answer handle(Call call) {
        Device device = managed.existing(call).device();
        Tenant tenant = Tenants.existing(store.tenants(), device.tenant());
        Subject subject = store.subjects().subject(tenant.id(), device.id())
                .orElseThrow(() -> ApiProblem.notFound("device " + device.id() + " of tenant " + tenant.id()));
        AuthorityDecision decision = managed.decision(tenant, subject);
        Optional<Explanation.Holder> holder = device.user().flatMap(user -> store.directory().user(tenant.id(), user))
                .map(user -> new Explanation.Holder(user, store.groups().groupsOf(tenant.id(), user.id())));
        Explanation why = Explanation.of(tenant, subject, decision, holder, catalogue);
        boolean gated = decision instanceof AuthorityDecision.Serving(ManagementAuthority serving, _)
                && PushGate.closed(device.platform(), serving, tenant.pushTopics());
        boolean switching = decision instanceof AuthorityDecision.Serving(ManagementAuthority serving, _)
                && device.managedBy().filter(serving::equals).isEmpty();
        return Answer.ok(new Explained(device.id().toString(), DeviceView.Authority.of(decision),
                device.managedBy().map(ManagementAuthority::wireName).orElse(null), switching, gated,
                why.since().toString(), why.rule(), why.evidence().stream().map(Plan::of).toList(), why.sentences(),
                InterimProfiles.of(Interim.of(subject.device(), decision, why.since(), clock.instant()))));
    }
}
