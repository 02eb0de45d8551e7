package dev.muster.gateway.session;

import static dev.muster.gateway.session.DmClient.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.CheckInRead.Grant;

/** R18: a Windows device is told to renew its certificate, in each session from two thirds of its life on. */
@Timeout(30)
class WindowsRenewalTest {
    private static final String RENEW = "./Device/Vendor/MSFT/CertificateStore/My/WSTEP/Renew/";
    private static final Duration LIFE = Duration.ofDays(365);
    private static final List<String> TOLD = List.of("Get " + RENEW + "ErrorCode", "Exec " + RENEW + "RenewNow");

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);
    private final DmTree tree = new DmTree().with(RENEW + "ErrorCode", "0");
    private int sessions;

    private TestDevice enrolled(Platform platform) {
        TestDevice device = scenario.givenDevice(platform).ofUser("ada").enrolled();
        Grant grant = scenario.store.grantOf(device.certificate);
        scenario.store.regrant(device.certificate, new Grant(grant.user(), grant.udid(), grant.serial(), grant.renews(),
                Grant.dueFrom(scenario.now(), scenario.now().plus(LIFE))));
        return device;
    }

    private List<String> session(TestDevice device) {
        return texts(new DmClient(device, Integer.toString(++sessions)).session(tree));
    }

    @Test
    void isToldInEachSessionFromTwoThirdsOfTheLifeOnUntilItComesWithAnother() {
        TestDevice pc = enrolled(Platform.WINDOWS);
        scenario.later(LIFE.multipliedBy(2).dividedBy(3).minusSeconds(1));
        assertTrue(session(pc).stream().noneMatch(TOLD::contains));
        scenario.later(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            assertTrue(session(pc).containsAll(TOLD));
            scenario.later(Duration.ofHours(8));
        }
        assertTrue(scenario.events.oddities.stream().noneMatch("dm.renewal-failed"::equals));
        TestDevice renewed = pc.withNewCertificate(new Grant(pc.row().user(), "", "", pc.row().enrolment(),
                Grant.dueFrom(scenario.now(), scenario.now().plus(LIFE))));
        assertTrue(session(renewed).stream().noneMatch(TOLD::contains));
    }

    @Test
    void aRenewalThatFailedIsCountedAndTriedAgain() {
        TestDevice pc = enrolled(Platform.WINDOWS);
        scenario.later(LIFE.multipliedBy(3).dividedBy(4));
        tree.with(RENEW + "ErrorCode", "-2145910780");
        assertTrue(session(pc).containsAll(TOLD));
        assertTrue(scenario.events.oddities.contains("dm.renewal-failed"));
        assertTrue(session(pc).containsAll(TOLD));
    }

    @Test
    void noOtherPlatformIsTold() {
        TestDevice phone = enrolled(Platform.ANDROID);
        scenario.later(LIFE.multipliedBy(3).dividedBy(4));
        assertEquals(List.of(), session(phone).stream().filter(TOLD::contains).toList());
    }
}
