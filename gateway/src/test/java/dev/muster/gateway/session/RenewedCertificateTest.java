package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.CertificateStatus;

/** R18: both certificates work until the first complete session over the new one and a day beyond, then the old one is refused. */
@Timeout(60)
class RenewedCertificateTest {
    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);
    private final TestDevice phone = scenario.givenDevice(Platform.IOS).ofUser("ada")
            .enrolledWith(ManagementAuthority.INTUNE);

    @Test
    void theOldCertificateGoesOnUntilADayAfterTheFirstCompleteSessionOverTheNewOneR18() {
        TestDevice renewed = phone.withRenewedCertificate();
        phone.session();
        renewed.queue(Action.Kind.DEVICE_INFORMATION, ManagementAuthority.INTUNE);
        Reply command = renewed.idles();
        assertEquals(CertificateStatus.BOUND, scenario.store.statusOf(renewed.certificate));
        scenario.later(Duration.ofDays(30));
        assertInstanceOf(Reply.Answer.class, phone.idles(), "no session over the new one is complete: it may be lost");
        assertEquals(Reply.NOTHING, renewed.acknowledges(TestDevice.command(command).commandUuid()));
        assertEquals(CertificateStatus.ACTIVE, scenario.store.statusOf(renewed.certificate));
        scenario.later(Duration.ofHours(24).minusSeconds(1));
        phone.session();
        assertEquals(1, phone.row().enrolment(), "it is one enrolment all the time");
        assertEquals(renewed.certificate, phone.row().certificate().orElseThrow(), "and the new one stays current");
        scenario.later(Duration.ofSeconds(1));
        assertEquals(Category.CERTIFICATE_REVOKED, TestDevice.refusal(phone.idles()));
        renewed.session();
    }

    @Test
    void aCommandSentOverOneCertificateIsAnsweredOverTheOtherR18() {
        TestDevice renewed = phone.withRenewedCertificate();
        phone.queue(Action.Kind.DEVICE_INFORMATION, ManagementAuthority.INTUNE);
        Reply command = renewed.idles();
        assertEquals(Reply.NOTHING, phone.acknowledges(TestDevice.command(command).commandUuid()));
        assertEquals(1, phone.finished().size());
        assertEquals(CertificateStatus.BOUND, scenario.store.statusOf(renewed.certificate),
                "a session over the old one settles nothing");
    }

    @Test
    void theOldCertificateBeginsNoOtherEnrolmentAndOneThatBeginsEndsItAtOnceR18() {
        TestDevice renewed = phone.withRenewedCertificate();
        renewed.idles();
        assertEquals(Category.IDENTITY_MISMATCH, TestDevice.refusal(phone.authenticates()));
        phone.session();
        TestDevice anew = phone.withNewCertificate();
        assertEquals(Reply.NOTHING, anew.authenticates());
        assertEquals(Reply.NOTHING, anew.updatesToken("token", "magic"));
        assertEquals(Category.CERTIFICATE_REVOKED, TestDevice.refusal(phone.idles()));
        assertEquals(Category.CERTIFICATE_REVOKED, TestDevice.refusal(renewed.idles()));
        anew.session();
    }

    @Test
    void severalRenewalsThatNeverCameToASessionKeepAllBeforeThemGoodR18() {
        TestDevice second = phone.withRenewedCertificate();
        second.idles();
        TestDevice third = second.withRenewedCertificate();
        third.queue(Action.Kind.DEVICE_INFORMATION, ManagementAuthority.INTUNE);
        third.idles();
        phone.idles();
        second.idles();
        third.idles();
        third.session();
        scenario.later(Duration.ofHours(24));
        assertEquals(Category.CERTIFICATE_REVOKED, TestDevice.refusal(phone.idles()));
        assertEquals(Category.CERTIFICATE_REVOKED, TestDevice.refusal(second.idles()));
        third.session();
    }

    @Test
    void aStoreThatFailsToSettleIsSettledByTheNextSessionR18() {
        TestDevice renewed = phone.withRenewedCertificate();
        scenario.store.failingSettlements = 1;
        assertEquals(Reply.NOTHING, renewed.idles());
        assertEquals(CertificateStatus.BOUND, scenario.store.statusOf(renewed.certificate));
        assertEquals(Reply.NOTHING, renewed.idles());
        assertEquals(CertificateStatus.ACTIVE, scenario.store.statusOf(renewed.certificate));
    }
}
