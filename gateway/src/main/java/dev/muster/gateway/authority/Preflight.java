package dev.muster.gateway.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.authority.PreflightReport.ActionCount;
import dev.muster.gateway.authority.PreflightReport.Loss;
import dev.muster.gateway.authority.PreflightReport.PushGap;
import dev.muster.gateway.authority.PreflightReport.Sample;
import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.DirectoryStore.User;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.SubjectStore.Subject;
import dev.muster.gateway.store.SubjectStore.Waiting;

/**
 * Serves administrators before a change of authority: goes over every device and user once and gathers what the change would do
 * (R11, R13, R8, R25, R26, R27). Keeps counts and a bounded sample of names, so its memory does not grow with the tenant. For
 * one thread; pure.
 */
public final class Preflight {
    private final Tenant tenant;
    private final TenantAuthority to;
    private final Map<ManagementAuthority, List<Desired>> desired = new EnumMap<>(ManagementAuthority.class);
    private final Map<ManagementAuthority, PushTopic> topics;
    private final Instant now;
    private long devices;
    private final Tally switching = new Tally();
    private final Tally switchingUsers = new Tally();
    private final Tally userless = new Tally();
    private final Tally stranded = new Tally();
    private final Tally withoutPlan = new Tally();
    private final Tally losingPlan = new Tally();
    private final Map<String, Losing> losing = new TreeMap<>();
    private final Map<String, Long> gaps = new TreeMap<>();
    private final Map<String, long[]> actions = new TreeMap<>();
    private final Set<String> needingChoice = new HashSet<>();

    /** A push certificate, as far as a change concerns it. */
    public record PushTopic(String topic, Instant notAfter) {}

    private record Desired(String key, Set<Platform> platforms, Assignment assignment) {}

    private record Losing(String name, ManagementAuthority authority, Tally devices, Tally users) {}

    /**
     * @param settings all settings of the tenant
     * @param topics push certificates of the authorities that have one
     */
    public Preflight(Tenant tenant, TenantAuthority to, List<Definition> settings,
            Map<ManagementAuthority, PushTopic> topics, Instant now) {
        this.tenant = tenant;
        this.to = to;
        this.topics = Map.copyOf(topics);
        this.now = now;
        for (Definition setting : settings) {
            desired.computeIfAbsent(setting.authority(), _ -> new ArrayList<>()).add(
                    new Desired(setting.name().key(), setting.compiled().keySet(), setting.assignment()));
        }
    }

    /** Takes a user in. */
    public void add(User user) {
        if (!hasPlan(user.entitlement(), to)) {
            withoutPlan.add(user.principalName());
            if (tenant.authority() == TenantAuthority.UNKNOWN || hasPlan(user.entitlement(), tenant.authority())) {
                losingPlan.add(user.principalName());
            }
        }
    }

    private static boolean hasPlan(Entitlement user, TenantAuthority authority) {
        return EffectiveAuthority.decide(authority, Optional.of(user),
                Optional.empty()) instanceof Serving(ManagementAuthority serving, _)
                && Eligibility.hasPlan(user, serving);
    }

    /** Takes a device in. */
    public void add(Subject subject) {
        Device device = subject.device();
        if (device.state() != DeviceState.ENROLLED) {
            return;
        }
        devices++;
        AuthorityDecision before = decide(subject, tenant.authority());
        AuthorityDecision after = decide(subject, to);
        String id = device.id().toString();
        if (device.placedUnder().isPresent()) {
            userless.add(id);
        }
        if (after instanceof Stranded && !(before instanceof Stranded)) {
            stranded.add(id);
        }
        if (!(after instanceof Serving(ManagementAuthority serving, _))) {
            return;
        }
        boolean switches = !(before instanceof Serving(ManagementAuthority was, _)) || was != serving;
        if (switches) {
            switching.add(id);
            device.user().ifPresent(user -> switchingUsers.addOnce(user.toString()));
            findLosses(subject, serving);
            findPushGap(subject, serving);
            subject.pending().forEach(waiting -> count(waiting, serving));
        }
    }

    private static AuthorityDecision decide(Subject subject, TenantAuthority authority) {
        Optional<Entitlement> user = subject.device().user().isPresent()
                ? Optional.of(subject.entitlement().orElse(Entitlement.NONE))
                : Optional.empty();
        return EffectiveAuthority.decide(authority, user, subject.device().placedUnder());
    }

    private void findLosses(Subject subject, ManagementAuthority serving) {
        Device device = subject.device();
        Set<String> coming = new HashSet<>();
        for (Desired setting : desired.getOrDefault(serving, List.of())) {
            if (setting.platforms().contains(device.platform()) && setting.assignment().reaches(subject.audience())) {
                coming.add(setting.key());
            }
        }
        for (InstalledSetting held : device.ledger()) {
            if (held.authority() != serving && !held.heldVersion().isEmpty() && !coming.contains(held.name().key())) {
                Losing loss = losing.computeIfAbsent(held.authority().wireName() + "/" + held.name().key(),
                        _ -> new Losing(held.name().value(), held.authority(), new Tally(), new Tally()));
                loss.devices().add(device.id().toString());
                device.user().ifPresent(user -> loss.users().addOnce(user.toString()));
            }
        }
    }

    /** R13: a device is managed and woken through the certificate of the authority that serves it, and of its own topic. */
    private void findPushGap(Subject subject, ManagementAuthority serving) {
        if (!subject.device().platform().isApple()) {
            return;
        }
        PushTopic certificate = topics.get(serving);
        String reason = certificate == null ? "missing"
                : certificate.notAfter().isBefore(now) ? "expired"
                        : !subject.topic().isEmpty() && !subject.topic().equals(certificate.topic()) ? "topicDiffers"
                                : "";
        if (!reason.isEmpty()) {
            gaps.merge(serving.wireName() + "/" + reason, 1L, Long::sum);
        }
    }

    private void count(Waiting waiting, ManagementAuthority serving) {
        if (waiting.authority() == serving) {
            return;
        }
        boolean sent = waiting.state() == PendingCommand.State.SENT || waiting.state() == PendingCommand.State.ACCEPTED;
        actions.computeIfAbsent(waiting.kind().wireName(), _ -> new long[2])[sent ? 1 : 0]++;
        if (waiting.kind().needsChoice()) {
            needingChoice.add(waiting.kind().wireName());
        }
    }

    /** What was gathered. */
    public PreflightReport report() {
        List<Loss> lost = losing.values().stream().map(loss -> new Loss(loss.name(), loss.authority().wireName(),
                loss.devices().sample(), loss.users().sample())).toList();
        List<PushGap> push = gaps.entrySet().stream().map(gap -> {
            String[] parts = gap.getKey().split("/", 2);
            return new PushGap(parts[0], parts[1], gap.getValue());
        }).toList();
        Map<String, ActionCount> waiting = new TreeMap<>();
        actions.forEach((kind, counts) -> waiting.put(kind,
                new ActionCount(counts[0], counts[1], needingChoice.contains(kind))));
        return new PreflightReport(tenant.authority(), to, devices, switching.sample(), switchingUsers.sample(), lost,
                withoutPlan.sample(), losingPlan.sample(), push, userless.sample(), stranded.sample(), waiting,
                SwitchNotices.of(tenant.authority(), to));
    }

    /** Counts all and keeps the first names. */
    private static final class Tally {
        /** Names that are counted once each; beyond it a name may be counted again, and the count is an upper bound. */
        private static final int REMEMBERED = 1_000_000;

        private long count;
        private final List<String> first = new ArrayList<>();
        private final Set<String> met = new HashSet<>();

        void add(String name) {
            count++;
            if (first.size() < PreflightReport.NAMED) {
                first.add(name);
            }
        }

        void addOnce(String name) {
            if (met.size() >= REMEMBERED || met.add(name)) {
                add(name);
            }
        }

        Sample sample() {
            return new Sample(count, first);
        }
    }
}
