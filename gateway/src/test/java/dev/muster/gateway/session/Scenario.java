package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.handler.configmgr.ConfigurationManagerHandler;
import dev.muster.gateway.handler.intune.IntuneHandler;
import dev.muster.gateway.handler.office365.Office365Handler;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.routing.AuthorityRouter;

/**
 * One tenant, its users, settings and devices, and an engine that serves them: the small language of these tests.
 * {@code givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365)}.
 */
final class Scenario {
    static final TenantId TENANT = new TenantId("contoso");
    static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    static final String TOPIC = "com.apple.mgmt.External.lab";
    static final Entitlement INTUNE_LICENCE = new Entitlement(true, true, false, false);
    static final Entitlement OFFICE_LICENCE = new Entitlement(false, true, false, false);

    final MemoryCheckIns store;
    final Recorder events = new Recorder();
    final List<DeviceId> woken = new ArrayList<>();
    final OfferedRenewals renewals = new OfferedRenewals();
    final SessionEngine engine;
    private Instant now = START;
    private int serial;

    Scenario(TenantAuthority authority) {
        this(authority, 7);
    }

    Scenario(TenantAuthority authority, long epoch) {
        this(authority, epoch, AppleOptions.NONE);
    }

    Scenario(TenantAuthority authority, long epoch, AppleOptions options) {
        this(authority, epoch, options, DmPush.NONE);
    }

    Scenario(TenantAuthority authority, long epoch, AppleOptions options, DmPush push) {
        Map<ManagementAuthority, String> topics = new HashMap<>();
        authority.serving().forEach(serving -> topics.put(serving, TOPIC));
        store = new MemoryCheckIns(
                new Tenant(TENANT, "Contoso", authority, TenantOptions.NONE, epoch, START, topics));
        InstantSource time = () -> now;
        AuthorityRouter router = new AuthorityRouter(Map.of(ManagementAuthority.INTUNE, new IntuneHandler(),
                ManagementAuthority.OFFICE365, new Office365Handler(), ManagementAuthority.CONFIGURATION_MANAGER,
                new ConfigurationManagerHandler()), time.withZone(ZoneOffset.UTC));
        engine = new SessionEngine(store,
                new AppleServices(store.apple, store.declarations, options, () -> "https://mdm.example.com:8443",
                        (_, device) -> woken.add(device), renewals),
                push, router, time.withZone(ZoneOffset.UTC), events, new java.util.Random(7));
    }

    Instant now() {
        return now;
    }

    void later(java.time.Duration by) {
        now = now.plus(by);
    }

    /** Changes the tenant as an administrator would: its epoch is raised. */
    void tenantBecomes(TenantAuthority authority, Map<ManagementAuthority, String> topics) {
        Tenant before = store.tenant;
        store.tenant = new Tenant(before.id(), before.displayName(), authority, before.options(), before.epoch() + 1,
                now, topics);
    }

    void tenantBecomes(TenantAuthority authority) {
        tenantBecomes(authority, store.tenant.pushTopics());
    }

    /** A user by a short name; the same name is the same user. */
    UserId user(String name) {
        UserId id = new UserId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        store.users.putIfAbsent(id, OFFICE_LICENCE);
        return id;
    }

    void licence(String name, Entitlement entitlement) {
        store.users.put(user(name), entitlement);
        tenantBecomes(store.tenant.authority());
    }

    /** Defines what an authority wants on devices of a platform; replaces what it wanted before. */
    void wants(ManagementAuthority authority, Platform platform, Setting... settings) {
        List<Setting> sorted = Arrays.stream(settings).sorted(Comparator.comparing(s -> s.name().key())).toList();
        String hash = sorted.isEmpty() ? DesiredSet.EMPTY_HASH
                : digits(String.join(",", sorted.stream().map(Setting::version).toList()));
        store.desire(authority, platform, new DesiredSet(hash, sorted));
        tenantBecomes(store.tenant.authority());
    }

    /** A profile of a kind that can be declared. */
    static Setting wifi(ManagementAuthority authority, String name, String content) {
        Setting profile = profile(authority, name, content);
        return new Setting(profile.name(), authority, "wifi", profile.version(), profile.payload());
    }

    /** A configuration profile; the same name has the same identifier, whatever the authority (R11b). */
    static Setting profile(ManagementAuthority authority, String name, String content) {
        String identifier = "dev.muster.contoso." + name;
        return new Setting(new SettingName(name), authority, "password", digits(authority + name + content),
                new SettingPayload.AppleProfile(identifier,
                        (identifier + "\n" + content).getBytes(StandardCharsets.UTF_8)));
    }

    /** Nodes: pairs of LocURI and value. */
    static Setting nodes(ManagementAuthority authority, String name, String... pairs) {
        List<DmNode> nodes = new ArrayList<>();
        for (int at = 0; at < pairs.length; at += 2) {
            nodes.add(new DmNode(pairs[at], "chr", "text/plain", pairs[at + 1]));
        }
        return new Setting(new SettingName(name), authority, "password",
                digits(authority + name + nodes + String.join(",", pairs)),
                new SettingPayload.DmNodes(nodes));
    }

    /** The same nodes, all together or not at all. */
    static Setting together(Setting setting) {
        return new Setting(setting.name(), setting.authority(), setting.kind(), setting.version(),
                new SettingPayload.DmNodes(((SettingPayload.DmNodes) setting.payload()).nodes(), true));
    }

    /** 16 hexadecimal digits that stand for a text. */
    static String digits(String text) {
        return Fingerprint.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }

    TestDevice.Given givenDevice(Platform platform) {
        return new TestDevice.Given(this, platform, ++serial);
    }

    CommandId nextCommandId() {
        return new CommandId(new UUID(0x6d75737465720000L, ++serial));
    }

    Fingerprint nextFingerprint() {
        return Fingerprint.of(("certificate " + ++serial).getBytes(StandardCharsets.UTF_8));
    }

    /** What the engine told of itself. */
    static final class Recorder implements GatewayEvents {
        final List<String> oddities = new ArrayList<>();
        final List<Refusal.Category> refusals = new ArrayList<>();
        final List<Optional<ManagementAuthority>> answered = new ArrayList<>();
        int replays;

        @Override
        public void checkInAnswered(Protocol protocol, @Nullable ManagementAuthority authority, long nanos) {
            answered.add(Optional.ofNullable(authority));
        }

        @Override
        public void checkInRefused(Protocol protocol, Refusal.Category category) {
            refusals.add(category);
        }

        @Override
        public void turnReplayed() {
            replays++;
        }

        @Override
        public void tolerated(String oddity) {
            oddities.add(oddity);
        }
    }

    static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "present");
    }
}
