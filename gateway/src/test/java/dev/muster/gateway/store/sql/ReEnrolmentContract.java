package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.ClientCertificate;
import dev.muster.gateway.handler.configmgr.ConfigurationManagerHandler;
import dev.muster.gateway.handler.intune.IntuneHandler;
import dev.muster.gateway.handler.office365.Office365Handler;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.routing.AuthorityRouter;
import dev.muster.gateway.session.AppleOptions;
import dev.muster.gateway.session.AppleServices;
import dev.muster.gateway.session.DmPush;
import dev.muster.gateway.session.SessionEngine;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.EnrollmentIds;

/** The pinning of certificates (PROTOCOLS.md, Authenticate) with the engine on the real store. */
@Timeout(120)
interface ReEnrolmentContract extends StoreHarness {
    /** A tenant with Intune, a push certificate and an engine. */
    final class World {
        final Given given;
        final SessionEngine engine;
        final UserId ada;

        World(StoreHarness harness) {
            given = Given.tenant(harness.store(), TenantAuthority.INTUNE);
            given.store.pushCertificates().put(given.tenant, new PushCertificateStore.Stored(ManagementAuthority.INTUNE,
                    "com.apple.mgmt.1", Given.NOW.plusSeconds(86_400), "pem", "key", Given.NOW));
            engine = new SessionEngine(given.store.checkIns(),
                    new AppleServices(given.store.apple(), given.store.declarations(), AppleOptions.NONE, () -> "",
                            (_, _) -> {}),
                    DmPush.NONE,
                    new AuthorityRouter(Map.of(ManagementAuthority.INTUNE, new IntuneHandler(),
                            ManagementAuthority.OFFICE365, new Office365Handler(),
                            ManagementAuthority.CONFIGURATION_MANAGER, new ConfigurationManagerHandler()), Given.CLOCK),
                    Given.CLOCK,
                    GatewayEvents.NONE, new java.util.Random(7));
            ada = given.user("ada@contoso.example");
        }

        Reply says(Caller caller, AppleMessage message) {
            return engine.handle(new CheckIn.AppleCheckIn(caller, message));
        }

        Reply authenticates(Caller caller) {
            return says(caller, new Authenticate(IDS, "com.apple.mgmt.1", Optional.empty(), Optional.of("SERIAL-1"),
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        }

        Reply updatesToken(Caller caller) {
            Secret token = new Secret("token".getBytes(StandardCharsets.UTF_8));
            return says(caller, new TokenUpdate(IDS, "com.apple.mgmt.1", token, token, Optional.empty(), false));
        }

        Caller enrolled() {
            Caller caller = given.issued(Platform.IOS, Optional.of(ada));
            assertEquals(Reply.NOTHING, authenticates(caller));
            assertEquals(Reply.NOTHING, updatesToken(caller));
            return caller;
        }
    }

    EnrollmentIds IDS = EnrollmentIds.ofDevice("UDID-1");
    AppleMessage IDLE = new Idle(IDS);

    private static Category refusal(Reply reply) {
        return assertInstanceOf(Reply.Refused.class, reply).refusal().category();
    }

    @Test
    default void aFailedReEnrolmentLeavesTheOldOneWorking() {
        World world = new World(this);
        Caller old = world.enrolled();
        Caller next = world.given.certified(Platform.IOS, Optional.of(world.ada), old.device());
        assertEquals(Reply.NOTHING, world.authenticates(next));
        assertEquals(Reply.NOTHING, world.says(old, IDLE));
        assertEquals(Category.NOT_ENROLLED, refusal(world.says(next, IDLE)));
        assertEquals(Reply.NOTHING, world.says(next, new CheckOut(IDS)));
        assertEquals(Reply.NOTHING, world.says(old, IDLE));
        assertEquals(1, world.given.device(old).enrolment());
    }

    @Test
    default void aCompletedReEnrolmentRefusesTheOldCertificate() {
        World world = new World(this);
        Caller old = world.enrolled();
        Caller next = world.given.certified(Platform.IOS, Optional.of(world.ada), old.device());
        world.authenticates(next);
        assertEquals(Reply.NOTHING, world.updatesToken(next));
        assertEquals(Reply.NOTHING, world.says(next, IDLE));
        assertEquals(Category.CERTIFICATE_REVOKED, refusal(world.says(old, IDLE)));
        assertEquals(Category.CERTIFICATE_REVOKED, refusal(world.authenticates(old)));
        assertEquals(2, world.given.device(next).enrolment());
    }

    @Test
    default void nobodyTakesOverAnotherDeviceWithAnAuthenticate() {
        World world = new World(this);
        Caller ada = world.enrolled();
        UserId mallory = world.given.user("mallory@contoso.example");
        Caller thief = world.given.issued(Platform.IOS, Optional.of(mallory));
        // Bound to that very UDID by its token, it would be an administrator's decision; this one is bound to none.
        Caller unbound = world.given.unbound(Platform.IOS, Optional.of(mallory));
        assertEquals(Reply.NOTHING, world.authenticates(thief), "released to this UDID and serial");
        assertEquals(Category.ENROLMENT_REFUSED, refusal(world.authenticates(unbound)));
        assertEquals(Reply.NOTHING, world.says(ada, IDLE));
    }

    /** R18: bound at its first use, without an Authenticate; until then the one before is good. */
    @Test
    default void aRenewedCertificateIsBoundWithoutAnAuthenticateR18() {
        World world = new World(this);
        Caller old = world.enrolled();
        ClientCertificate renewed = world.given.certificate(old.device());
        assertTrue(store().enrolments().renew(world.given.tenant, old.device(), 1, Given.issue(renewed), Given.NOW));
        Caller next = new Caller(world.given.tenant, old.device(), renewed.fingerprint());
        assertEquals(Reply.NOTHING, world.says(old, IDLE), "not used yet");
        assertEquals(Reply.NOTHING, world.says(next, IDLE));
        assertEquals(1, world.given.device(next).enrolment(), "the same enrolment");
        assertEquals(CertificateStatus.ACTIVE, world.given.read(next).status(), "a session over it was complete");
        assertEquals(Reply.NOTHING, world.says(old, IDLE), "good for another day");
        assertTrue(store().devices().pushAddress(world.given.tenant, old.device()).isPresent());
    }

    @Test
    default void aCertificateOfAnEnrolmentThatEndedIsNotRenewed() {
        World world = new World(this);
        Caller old = world.enrolled();
        ClientCertificate early = world.given.certificate(old.device());
        assertTrue(store().enrolments().renew(world.given.tenant, old.device(), 1, Given.issue(early), Given.NOW));
        Caller next = world.given.certified(Platform.IOS, Optional.of(world.ada), old.device());
        world.authenticates(next);
        world.updatesToken(next);
        Caller stale = new Caller(world.given.tenant, old.device(), early.fingerprint());
        assertEquals(Category.IDENTITY_MISMATCH, refusal(world.says(stale, IDLE)), "it renewed the one before");
        assertEquals(Category.IDENTITY_MISMATCH, refusal(world.authenticates(stale)), "and begins no other one");
        ClientCertificate late = world.given.certificate(old.device());
        assertFalse(store().enrolments().renew(world.given.tenant, old.device(), 1, Given.issue(late), Given.NOW));
        world.says(next, new CheckOut(IDS));
        assertFalse(store().enrolments().renew(world.given.tenant, old.device(), 2, Given.issue(late), Given.NOW));
    }
}
