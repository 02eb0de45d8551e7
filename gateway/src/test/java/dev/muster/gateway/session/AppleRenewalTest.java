package dev.muster.gateway.session;

import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.model.Platform.MACOS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.CheckInRead.Grant;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.apple.AppleDeviceCodec;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/** R18: the certificates of Apple devices are renewed while they communicate, from two thirds of their life on. */
@Timeout(20)
class AppleRenewalTest {
    private static final Duration LIFE = Duration.ofDays(365);

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);

    private TestDevice enrolled(Platform platform) {
        TestDevice device = scenario.givenDevice(platform).ofUser("ada").enrolledWith(ManagementAuthority.INTUNE);
        scenario.licence("ada", Scenario.INTUNE_LICENCE);
        Grant grant = scenario.store.grantOf(device.certificate);
        scenario.store.regrant(device.certificate, new Grant(grant.user(), grant.udid(), grant.serial(), grant.renews(),
                Grant.dueFrom(Scenario.START, Scenario.START.plus(LIFE))));
        return device;
    }

    private static ReceivedCommand command(Reply reply) throws Exception {
        return AppleDeviceCodec.decode(assertInstanceOf(Reply.Answer.class, reply).body(), DecodeLimits.DEFAULT);
    }

    private static Acknowledged done(TestDevice device, ReceivedCommand command) {
        return new Acknowledged(device.ids(), command.commandUuid(), new PlistDict(Map.of()));
    }

    @Test
    void twoThirdsOfALifeAreEightMonthsOfAYear() {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        assertEquals(Instant.parse("2026-09-01T08:00:00Z"), Grant.dueFrom(begin, begin.plus(LIFE)));
    }

    @Test
    void nothingIsOfferedBeforeAndAProfileAtEachSessionFromThenOn() throws Exception {
        TestDevice phone = enrolled(IOS);
        scenario.later(LIFE.multipliedBy(2).dividedBy(3).minusMillis(1));
        assertEquals(Reply.NOTHING, phone.says(new Idle(phone.ids())));
        assertEquals(0, scenario.renewals.offers);

        scenario.later(Duration.ofMillis(1));
        ReceivedCommand first = command(phone.says(new Idle(phone.ids())));
        assertEquals("InstallProfile", first.requestType());
        assertArrayEquals("profile of renewal 1".getBytes(StandardCharsets.UTF_8),
                first.content().data("Payload").orElseThrow());
        assertEquals(Reply.NOTHING, phone.says(done(phone, first)), "once a session");
        scenario.later(Duration.ofHours(8));
        assertArrayEquals("profile of renewal 2".getBytes(StandardCharsets.UTF_8),
                command(phone.says(new Idle(phone.ids()))).content().data("Payload").orElseThrow(),
                "the old certificate is still in use");
        assertEquals(List.of(), phone.row().ledger(), "it is no setting (R14)");
    }

    @Test
    void oneThatFailsIsKeptAndTriedAgainAndHoldsNothingUp() throws Exception {
        TestDevice phone = enrolled(IOS);
        scenario.later(LIFE.multipliedBy(3).dividedBy(4));
        phone.queue(Action.Kind.DEVICE_INFORMATION, ManagementAuthority.INTUNE);
        for (int session = 1; session <= 3; session++) {
            ReceivedCommand offer = command(phone.says(new Idle(phone.ids())));
            assertEquals("InstallProfile", offer.requestType());
            ReceivedCommand next = command(phone.says(new CommandError(phone.ids(), offer.commandUuid(),
                    List.of(new ErrorLink(22013, "MCSCEPErrorDomain", "")), false)));
            assertEquals("DeviceInformation", next.requestType(), "also what was sent in the session before");
            assertEquals(session, scenario.renewals.problems.size());
            scenario.later(Duration.ofHours(8));
        }
        assertEquals("MCSCEPErrorDomain 22013", scenario.renewals.problems.getFirst());
    }

    @Test
    void notNowIsNotForEver() throws Exception {
        TestDevice mac = enrolled(MACOS);
        scenario.later(LIFE.minusDays(2));
        ReceivedCommand offer = command(mac.says(new Idle(mac.ids())));
        assertEquals(Reply.NOTHING, mac.says(new NotNow(mac.ids(), offer.commandUuid())));
        assertEquals("InstallProfile", command(mac.says(new Idle(mac.ids()))).requestType());
        assertEquals(List.of(), scenario.renewals.problems);
    }

    @Test
    void aDeviceThatRenewedIsOfferedNoMore() throws Exception {
        TestDevice phone = enrolled(IOS);
        scenario.later(LIFE.minusDays(30));
        ReceivedCommand offer = command(phone.says(new Idle(phone.ids())));
        TestDevice renewed = phone.withNewCertificate(new Grant(phone.row().user(), "", "", 1,
                Grant.dueFrom(scenario.now(), scenario.now().plus(LIFE))));
        assertEquals(Reply.NOTHING, phone.says(done(phone, offer)));
        assertEquals(Reply.NOTHING, renewed.says(new Idle(renewed.ids())));
        assertEquals(Optional.of(renewed.certificate), phone.row().certificate());
        assertEquals(1, phone.row().enrolment(), "the same enrolment");
        assertEquals(1, scenario.renewals.offers);
    }

    @Test
    void whatCannotBeOfferedNowKeepsNoOneFromTheirSettings() {
        TestDevice phone = enrolled(IOS);
        scenario.renewals.willing = false;
        scenario.wants(ManagementAuthority.INTUNE, IOS,
                Scenario.profile(ManagementAuthority.INTUNE, "Mail", "content"));
        scenario.later(LIFE.minusDays(30));
        assertNotEquals(Reply.NOTHING, phone.says(new Idle(phone.ids())));
    }

    /** R13: no command goes out while the authority has no push certificate, this one neither. */
    @Test
    void aGatedDeviceIsOfferedNothing() {
        TestDevice phone = enrolled(IOS);
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of());
        scenario.later(LIFE.minusDays(30));
        assertInstanceOf(Reply.Refused.class, phone.says(new Idle(phone.ids())));
        assertEquals(0, scenario.renewals.offers);
    }
}
