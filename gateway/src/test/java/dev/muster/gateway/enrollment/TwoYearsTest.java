package dev.muster.gateway.enrollment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.admin.Invitations.Guest;
import dev.muster.gateway.admin.Invitations.Invitation;
import dev.muster.gateway.handler.configmgr.ConfigurationManagerHandler;
import dev.muster.gateway.handler.intune.IntuneHandler;
import dev.muster.gateway.handler.office365.Office365Handler;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn.AppleCheckIn;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.routing.AuthorityRouter;
import dev.muster.gateway.session.AppleOptions;
import dev.muster.gateway.session.AppleRenewals;
import dev.muster.gateway.session.AppleServices;
import dev.muster.gateway.session.DmPush;
import dev.muster.gateway.session.SessionEngine;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;
import dev.muster.gateway.upkeep.Departures;
import dev.muster.gateway.upkeep.MovingClock;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.EnrollmentIds;

/**
 * A fleet lives through two years of virtual time on a real store, a real CA and the engine (R18, R19): devices come at random, at least
 * once a month, their renewals fail in every way there is, and nobody falls out. Those that fell silent leave 180 days after their
 * certificate's end.
 */
@Timeout(300)
class TwoYearsTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration LONG = Duration.ofDays(2 * 365 + 30);
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final int DEVICES = 60;
    private static final int SILENT = 6;

    private final MovingClock clock = new MovingClock(START);
    private final SecureRandom secure = new SecureRandom();
    private final long seed = secure.nextLong();
    private final Random random = new Random(seed);
    private final Store store;
    private final CertificateVerifier verifier;
    private final SessionEngine engine;
    private final EnrolmentTokens tokens;
    private final TokenEnrolment enrolment;
    private final CertificateRenewal renewal;
    private final Departures departures;
    private int renewed;
    private int goneBack;

    TwoYearsTest(@TempDir Path directory) {
        KeyFileVault vault = KeyFileVault.open(directory.resolve("muster.key"), secure);
        DeviceCa ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, secure, clock);
        store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")), vault, clock,
                GatewayEvents.NONE);
        verifier = new CertificateVerifier(ca.issuers(), 1_000);
        Issuance issuance = new Issuance(store, ca, clock);
        tokens = new EnrolmentTokens(store, secure, UUID::randomUUID, clock);
        enrolment = new TokenEnrolment(store, issuance, clock);
        renewal = new CertificateRenewal(store, issuance, clock);
        departures = new Departures(store, clock, GatewayEvents.NONE);
        engine = new SessionEngine(store.checkIns(),
                new AppleServices(store.apple(), store.declarations(), AppleOptions.NONE, () -> "", (_, _) -> {},
                        AppleRenewals.NONE),
                DmPush.NONE,
                new AuthorityRouter(Map.of(ManagementAuthority.INTUNE, new IntuneHandler(),
                        ManagementAuthority.OFFICE365, new Office365Handler(),
                        ManagementAuthority.CONFIGURATION_MANAGER, new ConfigurationManagerHandler()), clock),
                clock, GatewayEvents.NONE, new Random(7));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void nobodyFallsOutWhoChecksInAtLeastOnceAMonthR18R19() {
        store.tenants().create(CONTOSO, "Contoso", TenantAuthority.INTUNE, TenantOptions.NONE, START);
        store.pushCertificates().put(CONTOSO, new PushCertificateStore.Stored(ManagementAuthority.INTUNE, "topic",
                START.plus(LONG), "pem", "key", START));
        PriorityQueue<Member> next = new PriorityQueue<>(Comparator.comparing((Member member) -> member.comesAt));
        List<Member> all = new ArrayList<>();
        for (int number = 0; number < DEVICES; number++) {
            Member member = new Member(number, number < SILENT);
            all.add(member);
            next.add(member);
        }
        Instant cleaned = START;
        int checkIns = 0;
        while (!next.isEmpty()) {
            Member member = next.remove();
            clock.set(member.comesAt);
            if (cleaned.plus(Duration.ofDays(1)).isBefore(clock.instant())) {
                departures.run();
                cleaned = clock.instant();
            }
            member.comes();
            checkIns++;
            if (!member.silent || member.comesAt.isBefore(START.plus(Duration.ofDays(20)))) {
                member.comesAt = clock.instant().plus(Duration.ofHours(1 + random.nextInt(30 * 24)));
                if (member.comesAt.isBefore(START.plus(LONG))) {
                    next.add(member);
                }
            }
        }
        assertEverybodyStands(all);
        assertTrue(checkIns > DEVICES * 40 && renewed > 2 * (DEVICES - SILENT) && goneBack > 10,
                checkIns + " check-ins, " + renewed + " renewals, " + goneBack + " times back to the old one; seed "
                        + seed);
    }

    private void assertEverybodyStands(List<Member> all) {
        for (Member member : all) {
            assertEquals(!member.silent, member.isThere(), "device " + member.number + "; seed " + seed);
            if (!member.silent) {
                assertEquals(1, store.devices().device(CONTOSO, member.id).orElseThrow().device().enrolment(),
                        "renewed, never enrolled again");
            }
        }
    }

    /** One device: what it holds, and how its renewals go wrong. */
    private final class Member {
        private final int number;
        private final boolean silent;
        private final DeviceId id;
        private final EnrollmentIds ids;
        private Instant comesAt;
        private ClientCertificate certificate;
        private @Nullable ClientCertificate before;

        Member(int number, boolean silent) {
            this.number = number;
            this.silent = silent;
            this.ids = EnrollmentIds.ofDevice("UDID-" + number);
            Platform platform = List.of(Platform.IOS, Platform.MACOS, Platform.IPADOS).get(number % 3);
            Invitation invitation = tokens.invite(new Guest(CONTOSO, platform, Optional.empty(), "UDID-" + number, "",
                    Duration.ofHours(1)));
            this.id = invitation.device();
            this.certificate = ours(enrolment.enrol(invitation.token(), Requests.p256()));
            says(certificate, new Authenticate(ids, "topic", Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty()));
            Secret token = new Secret("token".getBytes(StandardCharsets.UTF_8));
            says(certificate, new TokenUpdate(ids, "topic", token, token, Optional.empty(), false));
            this.comesAt = START.plus(Duration.ofMinutes(1 + random.nextInt(10_000)));
        }

        boolean isThere() {
            return store.devices().device(CONTOSO, id).isPresent();
        }

        /** A session; before it a renewal where one is due. Three times out of ten something goes wrong with that. */
        void comes() {
            Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
            boolean due = !clock.instant().isBefore(certificate.notBefore().plus(life.multipliedBy(2).dividedBy(3)));
            says(certificate, new Idle(ids));
            if (!due) {
                before = null;
                return;
            }
            if (before != null && random.nextInt(10) < 3) {
                return; // it does not even try
            }
            ClientCertificate next = ours(renewal.renew(certificate, Requests.p256()));
            switch (random.nextInt(10)) {
                case 0 -> {
                    // The answer was lost: it goes on with what it has and asks again next time.
                }
                case 1 -> {
                    // Installed, never used, and lost with a restored backup.
                }
                case 2 -> {
                    // Used once, then lost: the old one must go on within its time, and be renewed again.
                    says(next, new Idle(ids));
                    goneBack++;
                    says(certificate, new Idle(ids));
                    ClientCertificate another = ours(renewal.renew(certificate, Requests.p256()));
                    renewed++;
                    certificate = another;
                }
                default -> {
                    renewed++;
                    before = certificate;
                    certificate = next;
                }
            }
        }

        /** The handshake's question, then the engine's; a refusal of either is somebody who fell out. */
        private void says(ClientCertificate with, AppleMessage message) {
            assertFalse(clock.instant().isAfter(with.notAfter()), "device " + number + " came with an expired"
                    + " certificate at " + clock.instant() + "; seed " + seed);
            Reply reply = engine.handle(new AppleCheckIn(new Caller(CONTOSO, id, with.fingerprint()), message));
            assertEquals(Reply.NOTHING, reply, "device " + number + " at " + clock.instant() + "; seed " + seed);
        }

        private ClientCertificate ours(EnrolmentAnswer answer) {
            EnrolmentAnswer.Issued issued = assertInstanceOf(EnrolmentAnswer.Issued.class, answer,
                    "device " + number + " at " + clock.instant() + "; seed " + seed);
            return assertInstanceOf(Verdict.Ours.class,
                    verifier.verify(Pem.encoded(issued.chain().getFirst()), clock.instant())).certificate();
        }
    }
}
