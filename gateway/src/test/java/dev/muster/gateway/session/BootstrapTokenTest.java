package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.model.Platform.MACOS;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.GetToken;
import dev.muster.protocol.apple.AppleMessage.ReturnToService;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/** Bootstrap tokens in safe keeping, and the messages that are refused unless configured (PROTOCOLS.md, Apple MDM). */
@Timeout(20)
class BootstrapTokenTest {
    private final Scenario scenario = new Scenario(TenantAuthority.OFFICE365);
    private final TestDevice mac = scenario.givenDevice(MACOS).ofUser("ada").enrolled();

    private static Reply hands(TestDevice device, String token) {
        return device.says(new SetBootstrapToken(device.ids(), Optional.of(secret(token))));
    }

    private static Secret secret(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> asks(TestDevice device) throws MalformedMessage {
        return content(device.says(new GetBootstrapToken(device.ids()))).data("BootstrapToken")
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static PlistDict content(Reply reply) throws MalformedMessage {
        return assertInstanceOf(PlistDict.class,
                PlistCodec.decode(assertInstanceOf(Reply.Answer.class, reply).body(), DecodeLimits.DEFAULT));
    }

    @Test
    void givesBackWhatWasHandedOver() throws MalformedMessage {
        assertEquals(Optional.empty(), asks(mac), "a success without the key: none is kept");
        assertEquals(Reply.NOTHING, hands(mac, "first"));
        assertEquals(Reply.NOTHING, hands(mac, "second"));
        assertEquals(Optional.of("second"), asks(mac));
    }

    @Test
    void forgetsItWhenTheDeviceSaysSo() throws MalformedMessage {
        hands(mac, "first");
        assertEquals(Reply.NOTHING, mac.says(new SetBootstrapToken(mac.ids(), Optional.empty())));
        assertEquals(Optional.empty(), asks(mac));
    }

    @Test
    void aNewEnrolmentClearsItAndAPendingOneDoesNot() throws MalformedMessage {
        hands(mac, "old");
        TestDevice again = mac.withNewCertificate();
        again.authenticates();
        assertEquals(Optional.of("old"), asks(mac));
        again.updatesToken("token", "magic");
        assertEquals(Optional.empty(), asks(again));
        assertTrue(scenario.store.apple.tokens.isEmpty());
    }

    /** A token over a pending enrolment is that enrolment's: it neither replaces the old one nor gets lost. */
    @Test
    void aTokenOfAPendingEnrolmentWaitsForIt() throws MalformedMessage {
        hands(mac, "old");
        TestDevice again = mac.withNewCertificate();
        again.authenticates();
        assertEquals(Reply.NOTHING, hands(again, "new"));
        assertEquals(Optional.of("old"), asks(mac));
        again.updatesToken("token", "magic");
        assertEquals(Optional.of("new"), asks(again));
        assertEquals(Category.CERTIFICATE_REVOKED, refusal(mac.says(new GetBootstrapToken(mac.ids()))));
    }

    /** R13: it is said only once, so it is kept whatever the state of the push certificate. */
    @Test
    void isKeptWhileTheGateIsClosedR13() throws MalformedMessage {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of());
        assertEquals(Reply.NOTHING, hands(phone, "kept"));
        assertEquals(Optional.of("kept"), asks(phone));
    }

    @Test
    void isGivenToNobodyOutsideTheEnrolment() {
        hands(mac, "secret");
        TestDevice other = scenario.givenDevice(MACOS).ofUser("bob").enrolled();
        assertEquals(Category.IDENTITY_MISMATCH, refusal(other.says(new GetBootstrapToken(mac.ids()))));
        TestDevice again = mac.withNewCertificate();
        again.authenticates();
        assertEquals(Category.NOT_ENROLLED, refusal(again.says(new GetBootstrapToken(again.ids()))));
        mac.checksOut();
        assertEquals(Category.NOT_ENROLLED, refusal(mac.says(new GetBootstrapToken(mac.ids()))));
    }

    @Test
    void aStoreThatDoesNotAnswerPretendsNothing() {
        scenario.store.unavailable = true;
        assertEquals(Category.STORE_UNAVAILABLE, refusal(hands(mac, "lost")));
    }

    @Test
    void whatIsNotConfiguredIsRefused() {
        assertEquals(Category.UNSUPPORTED_MESSAGE, refusal(mac.says(new GetToken(mac.ids(), "com.apple.maid"))));
        assertEquals(Category.UNSUPPORTED_MESSAGE, refusal(mac.says(new ReturnToService(mac.ids()))));
        assertEquals(Category.UNSUPPORTED_MESSAGE,
                refusal(mac.says(new DeclarativeManagement(mac.ids(), "tokens", Optional.empty()))));
    }

    @Test
    void returnToServiceIsAnsweredWhereItIsConfigured() throws MalformedMessage {
        Scenario configured = new Scenario(TenantAuthority.OFFICE365, 7,
                new AppleOptions(false, false, true, Optional.of(secret("wifi"))));
        TestDevice phone = configured.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        hands(phone, "token");
        PlistDict answer = content(phone.says(new ReturnToService(phone.ids())));
        PlistDict configuration = assertInstanceOf(PlistDict.class, answer.get("ReturnToService"));
        assertTrue(configuration.bool("Enabled"));
        assertEquals("wifi", new String(configuration.data("WiFiProfileData").orElseThrow(), StandardCharsets.UTF_8));
        assertEquals("token", new String(configuration.data("BootstrapToken").orElseThrow(), StandardCharsets.UTF_8));
        TestDevice gone = configured.givenDevice(IOS).ofUser("bob").enrolledWith(OFFICE365);
        gone.checksOut();
        assertEquals(Category.NOT_ENROLLED, refusal(gone.says(new ReturnToService(gone.ids()))), "nothing is erased");
    }
}
