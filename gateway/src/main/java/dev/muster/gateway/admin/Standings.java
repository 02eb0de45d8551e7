package dev.muster.gateway.admin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.Compliance;
import dev.muster.gateway.authority.Explanation;
import dev.muster.gateway.authority.Interim;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.SubjectStore.Subject;

/** How devices stand towards the authority that serves them now: stranded (R8), on their way (R10), lapsed (R12), compliant (R15). */
final class Standings {
    /** What a device can be; several at a time. */
    enum Trait {
        USERLESS, STRANDED, SWITCHING, INTERIM, LAPSED, COMPLIANT, NONCOMPLIANT, IN_GRACE, UNKNOWN;

        static Trait of(String field, String name) {
            for (Trait trait : values()) {
                if (DeviceView.label(trait).equals(name)) {
                    return trait;
                }
            }
            throw ApiProblem.badField(field, "must be userless, stranded, switching, interim, lapsed, compliant,"
                    + " noncompliant, inGrace or unknown");
        }
    }

    /**
     * @param asOf when the device last reported; null if it never did (R15: the state and its age)
     * @param ageSeconds how long ago that is
     */
    record Told(String state, List<String> reasons, @Nullable String asOf, @Nullable Long ageSeconds) {}

    /** One device. */
    record Row(String id, String platform, @Nullable String user, DeviceView.Authority authority,
            @Nullable String managedBy, List<String> traits, ExplainDevice.@Nullable InterimProfiles interim,
            Told compliance) {}

    /** A device as it was judged. */
    record Judged(Subject subject, AuthorityDecision decision, Interim interim, Compliance compliance,
            Set<Trait> traits) {}

    private final Store store;
    private final ManagedDevices managed;
    private final Clock clock;

    Standings(Store store, ManagedDevices managed, Clock clock) {
        this.store = store;
        this.managed = managed;
        this.clock = clock;
    }

    /** Everything the settings of a tenant say, read once for many devices. */
    List<Definition> settings(TenantId tenant) {
        List<Definition> settings = new ArrayList<>();
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            settings.addAll(store.settings().all(tenant, authority));
        }
        return settings;
    }

    Judged judge(Tenant tenant, Subject subject, List<Definition> settings) {
        AuthorityDecision decision = managed.decision(tenant, subject);
        Instant since = Explanation.since(tenant, subject);
        Instant now = clock.instant();
        Interim interim = Interim.of(subject.device(), decision, since, now);
        Compliance compliance = Compliance.of(subject, decision, settings, since, now);
        Set<Trait> traits = EnumSet.of(Trait.valueOf(compliance.state().name()));
        if (subject.device().placedUnder().isPresent()) {
            traits.add(Trait.USERLESS);
        }
        switch (decision) {
            case AuthorityDecision.Stranded _ -> traits.add(Trait.STRANDED);
            case AuthorityDecision.Serving(ManagementAuthority serving, _) when subject.device().managedBy()
                    .filter(serving::equals).isEmpty() && subject.device().state() == DeviceState.ENROLLED -> traits
                            .add(Trait.SWITCHING);
            case AuthorityDecision.Serving _,AuthorityDecision.Unserved _ -> {
            }
        }
        switch (interim) {
            case Interim.None() -> {
            }
            case Interim.Valid _ -> traits.add(Trait.INTERIM);
            case Interim.Lapsed _ -> traits.add(Trait.LAPSED);
        }
        return new Judged(subject, decision, interim, compliance, traits);
    }

    Row row(Judged judged) {
        var device = judged.subject().device();
        Compliance compliance = judged.compliance();
        Optional<Instant> asOf = compliance.asOf();
        return new Row(device.id().toString(), device.platform().wireName(),
                device.user().map(Object::toString).orElse(null), DeviceView.Authority.of(judged.decision()),
                device.managedBy().map(ManagementAuthority::wireName).orElse(null),
                judged.traits().stream().map(DeviceView::label).toList(),
                ExplainDevice.InterimProfiles.of(judged.interim()),
                new Told(DeviceView.label(compliance.state()), compliance.reasons(),
                        asOf.map(Instant::toString).orElse(null),
                        asOf.map(at -> Duration.between(at, clock.instant()).toSeconds()).orElse(null)));
    }
}
