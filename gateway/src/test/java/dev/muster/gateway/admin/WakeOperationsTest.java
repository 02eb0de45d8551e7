package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.admin.ApiHarness.Reply;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.WaveStore.Candidate;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.Lease;
import dev.muster.gateway.store.WaveStore.Tally;

@Timeout(60)
class WakeOperationsTest {
    private static final TenantId CONTOSO = new TenantId("contoso");

    @TempDir
    private Path directory;
    private ApiHarness api;

    @BeforeEach
    void open() {
        api = new ApiHarness(directory);
        assertEquals(201, api.post("/tenants", "{\"id\":\"contoso\",\"displayName\":\"Contoso\"}").status());
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void showsHowFarAWaveHasComeAndCancelsIt() {
        assertEquals(404, api.get("/tenants/contoso/wave").status());
        api.store.waves().start(CONTOSO, "authority", 1);
        Candidate segment = api.store.waves().due(10).getFirst();
        Lease lease = api.store.waves().take(segment, "node", Duration.ofMinutes(1)).orElseThrow();
        api.store.waves().affected(CONTOSO, lease.wave().epoch(), 40);
        api.store.waves().advance(lease, new DeviceId(new UUID(1, 1)),
                new Tally(Map.of(Platform.IOS, new Counts(20, 12, 1, 2, 1, 2, 1, 1)), Map.of("BadDeviceToken", 2L)));
        Reply shown = api.get("/tenants/contoso/wave");
        assertEquals("running", shown.at("/state"));
        assertEquals("authority", shown.at("/reason"));
        assertEquals("40", shown.at("/affected"));
        assertEquals("40", shown.at("/remaining"));
        assertEquals("16", shown.at("/pushed"));
        assertEquals("12", shown.at("/accepted"));
        assertEquals("2", shown.at("/noToken"));
        assertEquals("1", shown.at("/platforms/ios/gated"));
        assertEquals("2", shown.at("/reasons/BadDeviceToken"));
        assertEquals("cancelled", api.delete("/tenants/contoso/wave").at("/state"));
        Reply again = api.delete("/tenants/contoso/wave");
        assertEquals(409, again.status());
        assertEquals("no_wave", again.at("/error/code"));
    }

    @Test
    void listsWhatHappenedToWavesSinceANumber() {
        assertEquals("0", api.get("/tenants/contoso/wave/events").at("/next"));
        api.store.waves().start(CONTOSO, "authority", 1);
        Lease lease = api.store.waves().take(api.store.waves().due(10).getFirst(), "node", Duration.ofMinutes(1))
                .orElseThrow();
        api.store.waves().affected(CONTOSO, lease.wave().epoch(), 40);
        Reply first = api.get("/tenants/contoso/wave/events");
        assertEquals(List.of("started", "counted"),
                first.json().path("events").valueStream().map(event -> event.path("event").asText()).toList());
        assertEquals("40", first.at("/events/1/devices"));
        api.store.waves().finish(lease,
                new Tally(Map.of(Platform.IOS, new Counts(7, 7, 0, 0, 0, 0, 0, 0)), Map.of()),
                List.of(Duration.ZERO, Duration.ofMinutes(30)), Duration.ofSeconds(5));
        api.delete("/tenants/contoso/wave");
        Reply then = api.get("/tenants/contoso/wave/events?after=" + first.at("/next"));
        assertEquals(List.of("passEnded", "cancelled"),
                then.json().path("events").valueStream().map(event -> event.path("event").asText()).toList());
        assertEquals("7", then.at("/events/0/devices"));
        assertEquals("4", then.at("/next"));
        assertEquals("3", api.get("/tenants/contoso/wave/events?after=2&limit=1").at("/next"));
        assertEquals("bad_field", api.get("/tenants/contoso/wave/events?after=x").at("/error/code"));
        assertEquals(404, api.get("/tenants/nobody/wave/events").status());
    }

    @Test
    void refusesAWaveForATenantThatIsAlreadySwitching() {
        api.store.waves().start(CONTOSO, "authority", 1);
        Reply refused = api.post("/tenants/contoso/wave", "");
        assertEquals(409, refused.status());
        assertEquals("wave_running", refused.at("/error/code"));
        assertTrue(refused.at("/error/message").contains("authority"), refused.text());
        api.delete("/tenants/contoso/wave");
        assertEquals("nobody_due", api.post("/tenants/contoso/wave", "").at("/error/code"));
        assertEquals(404, api.post("/tenants/nobody/wave", "").status());
        assertEquals(List.of(), api.wakes.taken());
    }

    @Test
    void keepsAScheduleAndSaysWhatIsWrongWithOne() {
        assertEquals("480", api.get("/tenants/contoso/wake-schedule").at("/intervalMinutes"));
        Reply set = api.put("/tenants/contoso/wake-schedule",
                "{\"intervalMinutes\":240,\"quiet\":{\"from\":\"22:00\",\"to\":\"06:00\",\"zone\":\"Europe/Berlin\"}}");
        assertEquals(200, set.status(), set.text());
        Reply shown = api.get("/tenants/contoso/wake-schedule");
        assertEquals("240", shown.at("/intervalMinutes"));
        assertEquals("1000", shown.at("/perSecond"));
        assertEquals("Europe/Berlin", shown.at("/quiet/zone"));
        for (String wrong : List.of("{\"intervalMinutes\":5}", "{\"perSecond\":0}", "{\"quiet\":{\"from\":\"22\"}}",
                "{\"quiet\":{\"from\":\"22:00\",\"to\":\"22:00\",\"zone\":\"UTC\"}}",
                "{\"quiet\":{\"from\":\"22:00\",\"to\":\"23:00\",\"zone\":\"Atlantis\"}}")) {
            assertEquals(400, api.put("/tenants/contoso/wake-schedule", wrong).status(), wrong);
        }
    }

    @Test
    void listsDeadTokensPageByPage() {
        Reply none = api.get("/tenants/contoso/dead-tokens");
        assertEquals(200, none.status());
        assertEquals("0", String.valueOf(none.json().path("devices").size()));
        assertEquals("bad_field", api.get("/tenants/contoso/dead-tokens?after=x").at("/error/code"));
        assertEquals(404, api.post("/tenants/contoso/devices/" + UUID.randomUUID() + "/sync", "").status());
    }
}
