package dev.muster.protocol.enrollment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.enrollment.ProvisioningDocument.Characteristic;
import dev.muster.protocol.enrollment.WindowsProvisioning.Renewal;
import dev.muster.protocol.enrollment.WindowsProvisioning.Server;
import dev.muster.protocol.enrollment.WindowsProvisioning.Store;

/** What a Windows device is told at the end of its enrolment. */
@Timeout(30)
final class WindowsProvisioningTest {
    private static final Server SERVER = new Server("Muster", "Contoso \"MDM\"", "https://g.example:8443/omadm?a=1&b=2",
            "O=contoso,CN=1", Optional.of("ada@contoso.example"), "device-1", Optional.of("PFN_1"), 0);
    static final WindowsProvisioning PROVISIONING = new WindowsProvisioning(new byte[] {1},
            Optional.of(new byte[] {2}), new byte[] {3}, Store.USER, SERVER,
            new Renewal("https://g.example:8443/renew", 60, 4));

    private static Characteristic at(ProvisioningDocument document, String root, String... path) {
        Characteristic found = document.child(root).orElseThrow();
        for (String type : path) {
            found = found.child(type).orElseThrow(() -> new AssertionError("no " + type));
        }
        return found;
    }

    @Test
    void readsBackWhatItWrites() throws MalformedMessage {
        ProvisioningDocument document = PROVISIONING.document();
        assertEquals(document, ProvisioningDocument.decode(document.encode()));
        assertEquals(PROVISIONING.renewed(), ProvisioningDocument.decode(PROVISIONING.renewed().encode()));
    }

    @Test
    void namesEachCertificateByItsThumbprint() {
        ProvisioningDocument document = PROVISIONING.document();
        // sha1sum of the bytes 01, 02 and 03.
        assertEquals(Optional.of("AQ=="), at(document, "CertificateStore", "Root", "System",
                "BF8B4530D8D246DD74AC53A13471BBA17941DFF7").value("EncodedCertificate"));
        assertEquals(Optional.of("Ag=="), at(document, "CertificateStore", "CA", "System",
                "C4EA21BB365BBEEAF5F2C654883E56D11E43C44E").value("EncodedCertificate"));
        Characteristic mine = document.characteristics().get(1).child("My").orElseThrow();
        Characteristic own = mine.child("User").orElseThrow().child("9842926AF7CA0A8CCA12604F945414F07B01E13D")
                .orElseThrow();
        assertEquals(Optional.of("Aw=="), own.value("EncodedCertificate"));
        assertTrue(own.child("PrivateKeyContainer").isPresent());
    }

    @Test
    void pollsForEverEveryEightHours() {
        Characteristic poll = at(PROVISIONING.document(), "DMClient", "Provider", "Muster", "Poll");
        assertEquals(Optional.of("480"), poll.value("IntervalForRemainingScheduledRetries"));
        assertEquals(Optional.of("0"), poll.value("NumberOfRemainingScheduledRetries"));
        Characteristic provider = at(PROVISIONING.document(), "DMClient", "Provider", "Muster");
        assertEquals(Optional.of("device-1"), provider.value("EntDMID"));
        assertEquals(Optional.of("PFN_1"), provider.child("Push").orElseThrow().value("PFN"));
    }

    /** R17: a room full of devices enrols in one morning; their polls must not stay one crowd for ever. */
    @Test
    void spreadsThePollsOfDevicesThatEnrolTogether() {
        java.util.Set<Integer> phases = new java.util.HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Server placed = new Server("Muster", "m", "https://g.example", "CN=1", Optional.empty(), "d",
                    Optional.empty(), i / 1_000.0);
            Characteristic poll = at(new WindowsProvisioning(new byte[] {1}, Optional.empty(), new byte[] {3},
                    Store.SYSTEM, placed, new Renewal("https://g.example", 60, 4)).document(), "DMClient", "Provider",
                    "Muster", "Poll");
            int second = Integer.parseInt(poll.value("IntervalForSecondSetOfRetries").orElseThrow());
            assertTrue(second >= 3 && second < 480, "no gap is longer than eight hours: " + second);
            assertEquals(Optional.of("480"), poll.value("IntervalForRemainingScheduledRetries"));
            phases.add(5 * second);
        }
        assertEquals(15, phases.stream().min(Integer::compare).orElseThrow());
        assertEquals(490, phases.stream().max(Integer::compare).orElseThrow());
        assertEquals(96, phases.size(), "one place every five minutes");
    }

    @Test
    void putsTheCertificateOfADeviceWithoutAUserIntoTheDevicesStore() {
        ProvisioningDocument document = new WindowsProvisioning(new byte[] {1}, Optional.empty(), new byte[] {3},
                Store.SYSTEM, SERVER, new Renewal("https://g.example", 60, 4)).document();
        assertTrue(document.characteristics().get(1).child("My").orElseThrow().child("System").isPresent());
        assertTrue(at(document, "APPLICATION").value("SSLCLIENTCERTSEARCHCRITERIA").orElseThrow()
                .endsWith("&Stores=My%5CSystem"));
    }

    @Test
    void renewsByItselfOverMutualTls() {
        Characteristic renew = PROVISIONING.document().characteristics().get(1).child("My").orElseThrow()
                .child("WSTEP").orElseThrow().child("Renew").orElseThrow();
        assertEquals(Optional.of("true"), renew.value("ROBOSupport"));
        assertEquals(Optional.of("60"), renew.value("RenewPeriod"));
        assertEquals(Optional.of("4"), renew.value("RetryInterval"));
        assertEquals(Optional.of("https://g.example:8443/renew"), renew.value("ServerURL"));
        assertThrows(IllegalArgumentException.class, () -> new Renewal("https://g.example", 0, 4));
    }

    @Test
    void findsItsCertificateBySubject() {
        Characteristic application = at(PROVISIONING.document(), "APPLICATION");
        assertEquals(Optional.of("Subject=O%3Dcontoso%2CCN%3D1&Stores=My%5CUser"),
                application.value("SSLCLIENTCERTSEARCHCRITERIA"));
        assertEquals(Optional.of("w7"), application.value("APPID"));
        String text = new String(PROVISIONING.document().encode(), StandardCharsets.UTF_8);
        assertTrue(text.startsWith("<wap-provisioningdoc version=\"1.1\"><characteristic type=\"CertificateStore\">"));
        assertTrue(text.contains("<parm name=\"BACKCOMPATRETRYDISABLED\""), text);
        assertFalse(PROVISIONING.document().toString().contains("Subject="), "values stay out of the text form");
    }
}
