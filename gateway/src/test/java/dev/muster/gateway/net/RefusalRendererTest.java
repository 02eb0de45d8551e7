package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents.Protocol;

/** The table "Refusals" of PROTOCOLS.md, and R14: no refusal ends a device's management. */
@Timeout(10)
class RefusalRendererTest {
    private static final List<String> USER_AGENTS = List.of("", "MSFT OMA DM Client/1.2.0.1",
            "MSFT Windows Phone OMA DM Client/8.1", "MDM/1.0", "dmc/libdmclient", "x".repeat(10_000));

    private final RefusalRenderer renderer = new RefusalRenderer(new Random(7));

    record Case(Refusal.Category category, Protocol protocol, String userAgent) {
        @Override
        public String toString() {
            return category + " " + protocol + " " + userAgent.substring(0, Math.min(40, userAgent.length()));
        }
    }

    static List<Case> everything() {
        List<Case> cases = new ArrayList<>();
        for (Refusal.Category category : Refusal.Category.values()) {
            for (Protocol protocol : Protocol.values()) {
                USER_AGENTS.forEach(agent -> cases.add(new Case(category, protocol, agent)));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("everything")
    void neverUnenrolsADevice(Case which) {
        WireAnswer answer = renderer.refused(which.category(), which.protocol(), which.userAgent());
        int status = answer.response().status().code();

        assertNotEquals(401, status, "R14");
        assertEquals(0, answer.response().content().readableBytes(), "a refusal has no body, least of all a 403 (R14)");
        assertTrue(status >= 400, "a refusal is no answer");
        assertEquals(status == 503 || status == 429, answer.response().headers().contains("retry-after"));
        assertTrue(status != 429 || which.protocol() == Protocol.OMA_DM);
        assertTrue(status != 403 || answer.closes());
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED,400,false", "UNIDENTIFIED,400,false", "UNKNOWN_MESSAGE_TYPE,400,false",
            "UNSUPPORTED_MESSAGE,400,false",
            "USER_CHANNEL_DECLINED,410,false", "TOO_LARGE,413,true", "WRONG_METHOD,405,false",
            "WRONG_CONTENT_TYPE,415,false", "WRONG_PATH,404,false", "CERTIFICATE_REVOKED,403,true",
            "IDENTITY_MISMATCH,403,true", "ENROLMENT_REFUSED,403,true", "UNKNOWN_DEVICE,503,false",
            "PUSH_CERTIFICATE_MISSING,503,false", "AUTHORITY_UNKNOWN,503,false", "NOT_ENROLLED,503,false",
            "CONFLICT,503,false", "OVERLOADED,503,true", "STORE_UNAVAILABLE,503,false", "DRAINING,503,true",
            "INTERNAL,503,false"})
    void answersAppleDevicesByTheTable(Refusal.Category category, int status, boolean closes) {
        WireAnswer answer = renderer.refused(category, Protocol.APPLE, "MSFT OMA DM Client/9.9");

        assertEquals(status, answer.response().status().code());
        assertEquals(closes, answer.closes());
    }

    @ParameterizedTest
    @CsvSource({"AUTHORITY_UNKNOWN", "OVERLOADED", "STORE_UNAVAILABLE", "DRAINING"})
    void tellsNewerWindowsClients429AndOthers503(Refusal.Category category) {
        assertEquals(429, renderer.refused(category, Protocol.OMA_DM, "MSFT OMA DM Client/1.2.0.1").response().status()
                .code());
        assertEquals(503, renderer.refused(category, Protocol.OMA_DM, "dmc/libdmclient").response().status().code());
        assertEquals(503, renderer.refused(category, Protocol.OMA_DM, "").response().status().code());
    }

    @Test
    void spreadsRetryAfter() {
        List<String> waits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String wait = renderer.refused(Refusal.Category.OVERLOADED, Protocol.APPLE, "").response().headers()
                    .get("retry-after");
            assertTrue(Integer.parseInt(wait) >= 60 && Integer.parseInt(wait) <= 180, wait);
            waits.add(wait);
        }
        assertTrue(waits.stream().distinct().count() > 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MSFT OMA DM Client/1.2.0.1", "MSFT Windows OMA DM Client/2.7", "msft oma dm client/10.0",
            "MSFT OMA DM Client/1.3", "MSFT OMA DM Client/1.2.0.1 (Windows)"})
    void takesTheseForNewerWindowsClients(String userAgent) {
        assertTrue(WindowsClients.knows429(userAgent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MSFT", "MSFT OMA DM Client/", "MSFT OMA DM Client/1.2", "MSFT OMA DM Client/1.2.0.0",
            "MSFT OMA DM Client/1.1.9.9", "MSFT Windows Phone OMA DM Client/8.1", "Mozilla MSFT OMA DM Client/2.0",
            "MSFT OMA DM Client/1.2.0.1.5", "MSFT OMA DM Client/9999999999", "MSFTOMA DM Client/2.0",
            "dmc/libdmclient"})
    void takesTheseForOlderOrOtherClients(String userAgent) {
        assertEquals(false, WindowsClients.knows429(userAgent));
    }
}
