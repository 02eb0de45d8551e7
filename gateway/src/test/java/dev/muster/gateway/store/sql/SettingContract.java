package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.SettingStore.Definition;

/** Settings with the desired sets derived from them, and push certificates with the topics derived from them. */
@Timeout(120)
interface SettingContract extends StoreHarness {
    static Definition definition(String name, ManagementAuthority authority, String version) {
        SettingName setting = new SettingName(name);
        SettingPayload profile = new SettingPayload.AppleProfile("dev.muster." + setting.key(),
                ("<plist>" + version + "</plist>").getBytes(StandardCharsets.UTF_8));
        SettingPayload nodes = new SettingPayload.DmNodes(
                List.of(new DmNode("./Device/A", "int", "text/plain", "<4> & \"more\"")));
        return new Definition(setting, authority, "password", "{\"minLength\":4}",
                Map.of(Platform.IOS, new Setting(setting, authority, "password", version, profile), Platform.WINDOWS,
                        new Setting(setting, authority, "password", version, nodes)));
    }

    private Map<ManagementAuthority, String> hashes(Given given, Caller caller) {
        return given.read(caller).desiredHashes();
    }

    @Test
    default void derivesTheHashOfEachDesiredSetWithTheChange() {
        Given given = Given.tenant(store());
        Caller phone = given.enrolled(Platform.IOS, Optional.empty());
        Caller android = given.enrolled(Platform.ANDROID, Optional.empty());
        assertEquals(Map.of(), hashes(given, phone));

        assertTrue(store().settings().put(given.tenant, definition("B", ManagementAuthority.INTUNE, "v1"), Given.NOW));
        String one = hashes(given, phone).get(ManagementAuthority.INTUNE);
        assertTrue(store().settings().put(given.tenant, definition("a", ManagementAuthority.INTUNE, "v1"), Given.NOW));
        String two = hashes(given, phone).get(ManagementAuthority.INTUNE);
        assertNotEquals(one, two);
        assertEquals(Map.of(), hashes(given, android), "nothing was compiled for this platform");

        DesiredSet set = store().checkIns()
                .desiredSet(given.tenant, ManagementAuthority.INTUNE, Platform.IOS, String.valueOf(two)).orElseThrow();
        assertEquals(List.of("a", "B"), set.settings().stream().map(setting -> setting.name().value()).toList());
        assertEquals(two, set.hash());
        SettingPayload.AppleProfile payload = (SettingPayload.AppleProfile) set.settings().getFirst().payload();
        assertArrayEquals("<plist>v1</plist>".getBytes(StandardCharsets.UTF_8), payload.mobileconfig());

        assertTrue(store().settings().delete(given.tenant, ManagementAuthority.INTUNE, new SettingName("A"),
                Given.NOW));
        assertEquals(one, hashes(given, phone).get(ManagementAuthority.INTUNE), "the same content, the same hash");
        assertTrue(store().settings().delete(given.tenant, ManagementAuthority.INTUNE, new SettingName("b"),
                Given.NOW));
        assertEquals(Map.of(), hashes(given, phone));
        assertEquals(4, store().tenants().tenant(given.tenant).orElseThrow().epoch(), "each change raised it");
    }

    @Test
    default void givesADesiredSetOnlyByItsCurrentHashOrFromMemory() {
        Given given = Given.tenant(store());
        Caller pc = given.enrolled(Platform.WINDOWS, Optional.empty());
        store().settings().put(given.tenant, definition("a", ManagementAuthority.INTUNE, "v1"), Given.NOW);
        String never = "0123456789abcdef";
        assertEquals(Optional.empty(), store().checkIns().desiredSet(given.tenant, ManagementAuthority.INTUNE,
                Platform.WINDOWS, never));
        assertEquals(Optional.of(DesiredSet.EMPTY), store().checkIns().desiredSet(given.tenant,
                ManagementAuthority.OFFICE365, Platform.WINDOWS, DesiredSet.EMPTY_HASH));
        String hash = String.valueOf(hashes(given, pc).get(ManagementAuthority.INTUNE));
        assertEquals(Optional.empty(), store().checkIns().desiredSet(Given.tenant(store()).tenant,
                ManagementAuthority.INTUNE, Platform.WINDOWS, hash), "another tenant has its own sets");
        SettingPayload payload = store().checkIns()
                .desiredSet(given.tenant, ManagementAuthority.INTUNE, Platform.WINDOWS, hash).orElseThrow().settings()
                .getFirst().payload();
        assertEquals(new SettingPayload.DmNodes(
                List.of(new DmNode("./Device/A", "int", "text/plain", "<4> & \"more\""))), payload);
    }

    /** R11: names that differ only by case are one name, per authority. */
    @Test
    default void replacesASettingOfTheSameName() {
        Given given = Given.tenant(store());
        store().settings().put(given.tenant, definition("Wi-Fi", ManagementAuthority.INTUNE, "v1"), Given.NOW);
        store().settings().put(given.tenant, definition("WI-FI", ManagementAuthority.INTUNE, "v2"), Given.NOW);
        store().settings().put(given.tenant, definition("wi-fi", ManagementAuthority.OFFICE365, "v3"), Given.NOW);

        List<Definition> all = store().settings().all(given.tenant, ManagementAuthority.INTUNE);
        assertEquals(1, all.size());
        Definition kept = store().settings()
                .setting(given.tenant, ManagementAuthority.INTUNE, new SettingName("wi-fi")).orElseThrow();
        assertEquals("WI-FI", kept.name().value());
        assertEquals("password", kept.kind());
        assertEquals("{\"minLength\":4}", kept.definition());
        Setting compiled = kept.compiled().get(Platform.IOS);
        assertTrue(compiled != null && compiled.version().equals("v2"));
        assertEquals(2, kept.compiled().size());
        assertFalse(store().settings().delete(given.tenant, ManagementAuthority.INTUNE, new SettingName("none"),
                Given.NOW));
        assertFalse(store().settings().put(new TenantId("nobody"), kept, Given.NOW));
    }

    @Test
    default void derivesOneHashFromSettingsDefinedAtTheSameTime() throws Exception {
        Given given = Given.tenant(store());
        Caller phone = given.enrolled(Platform.IOS, Optional.empty());
        List<Future<Boolean>> puts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                String name = "s" + i;
                puts.add(threads.submit(() -> store().settings().put(given.tenant,
                        definition(name, ManagementAuthority.INTUNE, "v1"), Given.NOW)));
            }
        }
        for (Future<Boolean> put : puts) {
            assertTrue(put.get());
        }
        String hash = String.valueOf(hashes(given, phone).get(ManagementAuthority.INTUNE));
        assertEquals(12, store().checkIns()
                .desiredSet(given.tenant, ManagementAuthority.INTUNE, Platform.IOS, hash).orElseThrow().settings()
                .size());
    }

    /** R13: a check-in reads the topics with its tenant. */
    @Test
    default void tellsATenantsTopicsByAuthority() {
        Given given = Given.tenant(store());
        Caller phone = given.enrolled(Platform.IOS, Optional.empty());
        assertEquals(Map.of(), given.read(phone).tenant().pushTopics());
        var office = new PushCertificateStore.Stored(ManagementAuthority.OFFICE365, "com.apple.mgmt.1",
                Given.NOW.plusSeconds(9), "CERT", "KEY", Given.NOW);
        var intune = new PushCertificateStore.Stored(ManagementAuthority.INTUNE, "com.apple.mgmt.2",
                Given.NOW.plusSeconds(9), "CERT2", "KEY2", Given.NOW);

        assertTrue(store().pushCertificates().put(given.tenant, office));
        assertTrue(store().pushCertificates().put(given.tenant, intune));
        assertFalse(store().pushCertificates().put(new TenantId("nobody"), intune));

        assertEquals(
                Map.of(ManagementAuthority.OFFICE365, "com.apple.mgmt.1", ManagementAuthority.INTUNE,
                        "com.apple.mgmt.2"),
                given.read(phone).tenant().pushTopics());
        assertEquals(Optional.of(intune),
                store().pushCertificates().certificate(given.tenant, ManagementAuthority.INTUNE));
        assertEquals(2, store().pushCertificates().all(given.tenant).size());
        given.enrolled(Platform.IOS, Optional.empty());
        assertEquals(Map.of("com.apple.mgmt.1", 2L), store().pushCertificates().devicesByTopic(given.tenant));
    }
}
