package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.ANDROID;
import static dev.muster.gateway.session.DmClient.alert;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.devInfo;
import static dev.muster.gateway.session.DmClient.read;
import static dev.muster.gateway.session.DmClient.status;
import static dev.muster.gateway.session.DmClient.statuses;
import static dev.muster.gateway.session.DmClient.texts;
import static dev.muster.gateway.session.Scenario.nodes;
import static dev.muster.gateway.session.Scenario.present;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmAccount.Scheme;
import dev.muster.gateway.model.DmMac;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.Chal;
import dev.muster.protocol.syncml.Cred;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Credentials above TLS, of the client and of the server (OMA DM Security 1.2; PROTOCOLS.md, Authentication above TLS). */
@Timeout(30)
class DmCredentialsTest {
    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);

    private TestDevice phone(Scheme scheme, String serverName) {
        scenario.store.account = new DmAccount(scheme, "ada", "secret", serverName, serverName.isEmpty() ? "" : "ours");
        scenario.wants(INTUNE, ANDROID, nodes(INTUNE, "passcode", "./Vendor/Length", "6"));
        return scenario.givenDevice(ANDROID).ofUser("ada").enrolled();
    }

    /** Makes the client show a password by a scheme and a nonce. */
    private static void show(DmClient client, Scheme scheme, String secret, String nonce) {
        client.cred = switch (scheme) {
            case BASIC -> cred(scheme, DmDigests.basic("ada", secret));
            case MD5 -> cred(scheme, DmDigests.md5("ada", secret, nonce));
            case HMAC, NONE -> null;
        };
        client.mac = scheme != Scheme.HMAC ? _ -> Optional.empty()
                : body -> Optional.of(new DmMac("MD5", "ada",
                        DmDigests.mac("ada", secret, nonce, DmDigests.ofBody(body)), DmDigests.ofBody(body)));
    }

    private static Cred cred(Scheme scheme, String data) {
        return new Cred(new Meta("b64", scheme.metaType(), null, null, null, null, null), data);
    }

    private static SyncMlMessage packageOne(DmClient client) {
        return client.says(alert("1201"), devInfo(client.device.udid));
    }

    private static Status header(SyncMlMessage answer) {
        return assertInstanceOf(Status.class, answer.commands().getFirst());
    }

    private static String nonce(SyncMlMessage answer) {
        return present(present(header(answer).chal()).meta().nextNonce());
    }

    /** 212 counts for the session, 200 for the one message that an HMAC covers. */
    private static String accepted(Scheme scheme) {
        return scheme == Scheme.HMAC ? "200" : "212";
    }

    /** The example of the specification. */
    @Test
    void makesDigestsAsTheSpecificationDoes() {
        assertEquals("Zz6EivR3yeaaENcRN6lpAQ==",
                DmDigests.md5("Bruce2", "OhBehave",
                        Base64.getEncoder().encodeToString("Nonce".getBytes(StandardCharsets.UTF_8))));
        assertEquals("QnJ1Y2UyOk9oQmVoYXZl", DmDigests.basic("Bruce2", "OhBehave"));
    }

    /** An independent C client that has no nonce yet makes its digest without one. */
    @ParameterizedTest
    @ValueSource(strings = {"md5", "srvauth-md5"})
    void acceptsWhatAnIndependentClientShows(String capture) throws IOException {
        scenario.store.account = new DmAccount(capture.equals("md5") ? Scheme.MD5 : Scheme.BASIC, "funambol",
                "funambol", "", "");
        TestDevice device = scenario.givenDevice(ANDROID).ofUser("ada").called("DMCtest").enrolled();
        try (InputStream in = present(
                DmCredentialsTest.class.getResourceAsStream("/vectors/omadm/" + capture + "/01-req.xml"))) {
            assertEquals("212", header(read(new DmClient(device, "1").posts(in.readAllBytes()))).data());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BASIC", "MD5", "HMAC"})
    void whoShowsNothingIsChallengedAndNothingIsExecuted(Scheme scheme) {
        TestDevice phone = phone(scheme, "");
        DmClient client = new DmClient(phone, "1");
        SyncMlMessage answer = packageOne(client);
        assertEquals(List.of("0 SyncHdr 407", "A1201 Alert 407", "R1 Replace 407"), statuses(answer));
        assertEquals(List.of(), commands(answer));
        assertEquals(scheme.metaType(), present(header(answer).chal()).meta().type());
        assertEquals("", phone.row().hardware().model(), "nothing was taken in");
        assertTrue(scenario.events.oddities.contains(DmTrustGate.MISSING));

        show(client, scheme, "secret", scheme == Scheme.BASIC ? "" : nonce(answer));
        SyncMlMessage second = packageOne(client);
        assertEquals(List.of("0 SyncHdr " + accepted(scheme), "A1201 Alert 200", "R1 Replace 200"), statuses(second));
        assertEquals(List.of("Add ./Vendor/Length"), texts(commands(second)));
        if (scheme == Scheme.HMAC) {
            show(client, scheme, "secret", nonce(second));
        } else {
            client.cred = null;
        }
        SyncMlMessage third = client.says(status(commands(second).getFirst(), "200"));
        assertEquals(accepted(scheme), header(third).data());
        assertEquals(Optional.of(INTUNE), phone.row().managedBy());
    }

    @ParameterizedTest
    @EnumSource(names = {"MD5", "HMAC"})
    void theNonceOfOneSessionBeginsTheNextAndIsRenewed(Scheme scheme) {
        TestDevice phone = phone(scheme, "");
        DmClient client = new DmClient(phone, "1");
        String first = nonce(packageOne(client));
        show(client, scheme, "secret", first);
        String second = nonce(packageOne(client));
        assertEquals(16, Base64.getDecoder().decode(second).length);
        assertNotEquals(first, second);
        scenario.later(java.time.Duration.ofHours(8));
        DmClient next = new DmClient(phone, "2");
        show(next, scheme, "secret", second);
        SyncMlMessage answer = packageOne(next);
        assertEquals(accepted(scheme), header(answer).data());
        assertNotEquals(second, nonce(answer));
        DmClient replayed = new DmClient(phone, "3");
        show(replayed, scheme, "secret", second);
        assertEquals("401", header(packageOne(replayed)).data(), "a nonce serves one session");
    }

    @ParameterizedTest
    @EnumSource(names = {"BASIC", "MD5", "HMAC"})
    void threeFailuresEndTheSessionAndTheNextOneMayTryAgain(Scheme scheme) {
        TestDevice phone = phone(scheme, "");
        DmClient client = new DmClient(phone, "1");
        String nonce = "";
        for (int failure = 1; failure <= 3; failure++) {
            show(client, scheme, "wrong", nonce);
            SyncMlMessage answer = packageOne(client);
            assertEquals(List.of("0 SyncHdr 401", "A1201 Alert 401", "R1 Replace 401"), statuses(answer));
            Chal chal = header(answer).chal();
            assertEquals(failure < 3, chal != null, "failure " + failure);
            if (chal != null && scheme != Scheme.BASIC) {
                nonce = nonce(answer);
            }
        }
        assertTrue(scenario.events.oddities.contains(DmTrustGate.ENDED));
        int writes = scenario.store.writes;
        show(client, scheme, "secret", nonce);
        assertEquals("401", header(packageOne(client)).data(), "the right one comes too late");
        client.countBack();
        client.countBack();
        client.countBack();
        client.countBack();
        assertEquals("401", header(packageOne(client)).data(), "nor does it begin anew as message 1");
        assertEquals(writes, scenario.store.writes, "and costs no write");

        DmClient next = new DmClient(phone, "2");
        if (scheme != Scheme.BASIC) {
            nonce = nonce(packageOne(next));
        }
        show(next, scheme, "secret", nonce);
        assertEquals(accepted(scheme), header(packageOne(next)).data());
    }

    @Test
    void hmacIsAskedOfEveryMessageAndCoversTheBody() {
        TestDevice phone = phone(Scheme.HMAC, "");
        DmClient client = new DmClient(phone, "1");
        show(client, Scheme.HMAC, "secret", nonce(packageOne(client)));
        SyncMlMessage answer = packageOne(client);
        String nonce = nonce(answer);
        client.mac = _ -> Optional.of(new DmMac("MD5", "ada", DmDigests.mac("ada", "secret", nonce,
                DmDigests.ofBody(new byte[] {1})), DmDigests.ofBody(new byte[] {2})));
        assertEquals("401", header(client.says(status(commands(answer).getFirst(), "200"))).data());
        assertEquals(Optional.empty(), phone.row().managedBy());
        client.mac = body -> Optional.of(new DmMac("MD5", "eve", DmDigests.mac("ada", "secret", nonce,
                DmDigests.ofBody(body)), DmDigests.ofBody(body)));
        assertEquals("401", header(client.says(alert("1222"))).data(), "another name");
    }

    /** A client may repeat package 1 under the number that was challenged. */
    @Test
    void whoWasChallengedMaySayTheSameNumberAgain() {
        TestDevice phone = phone(Scheme.MD5, "");
        DmClient client = new DmClient(phone, "1");
        packageOne(client);
        show(client, Scheme.MD5, "secret", "c3RhbGU=");
        String nonce = nonce(packageOne(client));
        client.countBack();
        show(client, Scheme.MD5, "secret", nonce);
        assertEquals("212", header(packageOne(client)).data());
    }

    @Test
    void aRepeatedMessageGetsTheStoredChallenge() {
        DmClient client = new DmClient(phone(Scheme.MD5, ""), "1");
        String nonce = nonce(packageOne(client));
        assertEquals(nonce, nonce(read(client.repeats())));
    }

    /** R14: said once only; the certificate has proved who says it. */
    @Test
    void theUsersDecisionToLeaveCountsWithoutThePasswordR14() {
        TestDevice phone = phone(Scheme.MD5, "");
        new DmClient(phone, "1").says(alert("1201"), DmClient.unenrolls());
        assertEquals(DeviceState.UNENROLLED, phone.row().state());
    }

    /** The client wants to know who we are: it answers 401 with a nonce to everything, and gets everything again. */
    @Test
    void theServerShowsItsCredentialsAndIsBelieved() {
        TestDevice phone = phone(Scheme.MD5, "server");
        PendingCommand wipe = phone.queue(Action.Kind.WIPE, INTUNE);
        DmClient client = new DmClient(phone, "1");
        show(client, Scheme.MD5, "secret", nonce(packageOne(client)));
        SyncMlMessage first = packageOne(client);
        assertEquals("syncml:auth-md5", present(first.header().cred()).meta().type());
        List<SyncMlCommand> sent = commands(first);
        assertEquals(2, sent.size());
        client.cred = null;
        client.headerCode = "401";
        client.chal = challenge("c2VydmVyIG5vbmNl");
        SyncMlMessage second = client.says(status(sent.get(0), "401"), status(sent.get(1), "401"));
        assertEquals(DmDigests.md5("server", "ours", "c2VydmVyIG5vbmNl"), present(second.header().cred()).data());
        assertEquals(texts(sent), texts(commands(second)), "nothing was executed, so all of it again");
        client.headerCode = "212";
        client.chal = challenge("bmV4dA==");
        SyncMlMessage third = client.says(status(commands(second).get(0), "200"),
                status(commands(second).get(1), "200"));
        assertNull(third.header().cred(), "212: no more in this session");
        assertEquals(wipe.id(), phone.finished().getFirst().command().id());
        assertEquals("bmV4dA==", present(scenario.store.sessions.get(phone.id)).nonces().server());
    }

    private static Chal challenge(String nonce) {
        return new Chal(new Meta("b64", "syncml:auth-md5", null, null, nonce, null, null));
    }

    @Test
    void aClientThatNeverBelievesUsEndsTheSessionAfterThreeRefusals() {
        TestDevice phone = phone(Scheme.BASIC, "server");
        DmClient client = new DmClient(phone, "1");
        show(client, Scheme.BASIC, "secret", "");
        SyncMlMessage answer = packageOne(client);
        client.headerCode = "401";
        int refusals = 0;
        while (!commands(answer).isEmpty()) {
            assertTrue(++refusals <= 3, "it ends");
            answer = client.says(status(commands(answer).getFirst(), "401"));
        }
        assertEquals(3, refusals);
        assertTrue(answer.isFinal());
    }

    @Test
    void ourHmacCoversEachAnswerAlsoARepeatedOne() {
        TestDevice phone = phone(Scheme.HMAC, "server");
        DmClient client = new DmClient(phone, "1");
        Reply.Answer answer = assertInstanceOf(Reply.Answer.class,
                client.sends(true, alert("1201"), devInfo(phone.udid)));
        String expected = "algorithm=MD5, username=\"server\", mac="
                + DmDigests.mac("server", "ours", "", DmDigests.ofBody(answer.body()));
        assertEquals(expected, answer.mac());
        assertEquals(expected, assertInstanceOf(Reply.Answer.class, client.repeats()).mac());
    }

    @Test
    void noSecretShowsAnywhere() {
        DmAccount account = new DmAccount(Scheme.MD5, "ada", "secret", "server", "ours");
        List<Object> things = List.of(account, new DmMac("MD5", "ada", "secret", "x"),
                new dev.muster.gateway.model.DmNonces("secret", "ours"), new Reply.Answer(new byte[0], "secret"));
        things.forEach(thing -> assertFalse(thing.toString().contains("secret") || thing.toString().contains("ours"),
                thing.getClass().getName()));
    }
}
