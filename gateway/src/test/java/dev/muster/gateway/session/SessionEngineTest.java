package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.session.Scenario.profile;
import static dev.muster.gateway.session.TestDevice.command;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;

/** Read, decide, write, reply: what the engine does when the store or another message is in its way. */
@Timeout(20)
class SessionEngineTest {
    private final Scenario scenario = new Scenario(TenantAuthority.OFFICE365);

    @Test
    void replaysALostRaceFromAFreshRead() {
        TestDevice phone = phone();
        scenario.store.conflicts = 3;
        assertEquals("InstallProfile", command(phone.idles()).requestType());
        assertEquals(3, scenario.events.replays);
        assertEquals(State.SENT, phone.held("passcode").state());
        assertEquals(1, phone.held("passcode").attempt(), "a turn that was not written sent nothing");
    }

    @Test
    void givesUpAfterThreeReplaysAndChangesNothing() {
        TestDevice phone = phone();
        scenario.store.conflicts = 4;
        assertEquals(Category.CONFLICT, refusal(phone.idles()));
        assertEquals(3, scenario.events.replays);
        assertEquals(List.of(), phone.row().ledger());
        assertEquals(List.of(Category.CONFLICT), scenario.events.refusals);
        assertEquals("InstallProfile", command(phone.idles()).requestType());
    }

    @Test
    void readsAgainWhenTheSettingsChangedSinceTheirHashWasRead() {
        TestDevice phone = phone();
        scenario.store.vanishingSets = 3;
        assertEquals("InstallProfile", command(phone.idles()).requestType());
        scenario.store.vanishingSets = 4;
        assertEquals(Category.CONFLICT, refusal(phone.idles()));
    }

    @Test
    void tellsTheDeviceToComeAgainWhileTheStoreIsDown() {
        TestDevice phone = phone();
        scenario.store.unavailable = true;
        assertEquals(Category.STORE_UNAVAILABLE, refusal(phone.idles()));
        assertEquals(Category.STORE_UNAVAILABLE, refusal(phone.updatesToken("token", "magic")));
        scenario.store.unavailable = false;
        assertEquals("InstallProfile", command(phone.idles()).requestType());
    }

    /** R14: a restored backup or a lost row unenrols nobody. */
    @Test
    void knowsNoDeviceWithoutARecordAndWritesNothing() {
        TestDevice phone = phone();
        scenario.store.certificates.remove(phone.certificate);
        int writes = scenario.store.writes;
        assertEquals(Category.UNKNOWN_DEVICE, refusal(phone.idles()));
        assertEquals(writes, scenario.store.writes);
    }

    @Test
    void tellsWhoServedAndWhatWasRefused() {
        TestDevice phone = phone();
        phone.session();
        assertEquals(Optional.of(OFFICE365), scenario.events.answered.getLast());
        scenario.tenantBecomes(TenantAuthority.UNKNOWN);
        assertEquals(Category.AUTHORITY_UNKNOWN, refusal(phone.idles()));
        assertEquals(List.of(Category.AUTHORITY_UNKNOWN), scenario.events.refusals);
    }

    @Test
    void noReplyLeavesForAWriteThatFailed() {
        TestDevice phone = phone();
        String uuid = command(phone.idles()).commandUuid();
        scenario.store.unavailable = true;
        assertEquals(Category.STORE_UNAVAILABLE, refusal(phone.acknowledges(uuid)));
        scenario.store.unavailable = false;
        assertEquals(Reply.NOTHING, phone.acknowledges(uuid), "the device repeats its result, and it counts");
        assertEquals(State.INSTALLED, phone.held("passcode").state());
    }

    private TestDevice phone() {
        scenario.wants(OFFICE365, IOS, profile(OFFICE365, "passcode", "1"));
        return scenario.givenDevice(IOS).ofUser("ada").enrolled();
    }
}
