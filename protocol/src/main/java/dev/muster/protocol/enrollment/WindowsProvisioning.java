package dev.muster.protocol.enrollment;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.muster.protocol.enrollment.ProvisioningDocument.Characteristic;
import dev.muster.protocol.enrollment.ProvisioningDocument.Parm;

/**
 * What a Windows device is provisioned with at the end of its enrolment (MS-MDE2, section 3.6): certificates, the server it manages
 * itself with (w7 APPLICATION), how often it calls (DMClient), how it renews. Arrays are DER encodings and the record's own.
 *
 * @param root the CA's certificate the device is to trust
 * @param intermediate the issuing certificate; empty if the root issues
 * @param device the device's new certificate
 * @param store whose store the device's certificate goes to
 * @param server who manages the device, and where
 * @param renewal how the certificate renews itself
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record WindowsProvisioning(byte[] root, Optional<byte[]> intermediate, byte[] device, Store store,
        Server server, Renewal renewal) {
    /** The name of this server on every device, also in the LocURIs below DMClient; it never changes (see {@link Server}). */
    public static final String PROVIDER_ID = "Muster";
    /** Eight hours, as the architecture counts a device's interval. */
    private static final int POLL_MINUTES = 480;

    /** Shortest and longest time between the second set of retries, in minutes. */
    private static final int SHORTEST_SECOND = 3;
    private static final int LONGEST_SECOND = 98;
    private static final int SECOND_RETRIES = 5;

    /** Where Windows keeps the device's certificate (MS-MDE2, EnrollmentType). */
    public enum Store {
        /** The user's who enrols: EnrollmentType Full. */
        USER("User"),
        /** The device's: EnrollmentType Device, and devices without a user. */
        SYSTEM("System");

        private final String wireName;

        Store(String wireName) {
            this.wireName = wireName;
        }
    }

    /**
     * Who manages the device.
     *
     * @param providerId names this server on the device; the same for ever, else the device cannot be unenrolled
     * @param name what the user sees
     * @param address https address of check-ins
     * @param certificateSubject subject of the device's certificate, by which the client finds it again
     * @param upn user principal name of who enrols; empty if unknown
     * @param deviceId what the client will call itself (EntDMID): renewal needs it
     * @param pushFamilyName package family name for WNS; empty: no push
     * @param place the device's place among all, 0 up to but not including 1: spreads the moments at which devices that enrolled
     *        together poll over the eight hours (R17)
     */
    public record Server(String providerId, String name, String address, String certificateSubject,
            Optional<String> upn, String deviceId, Optional<String> pushFamilyName, double place) {
        public Server {
            if (!(place >= 0 && place < 1)) {
                throw new IllegalArgumentException("a place is 0 up to 1, not " + place);
            }
        }

        /** Five of these lie between the first hours and the steady poll; each is far below the eight hours. */
        private int secondMinutes() {
            return SHORTEST_SECOND + (int) (place * (LONGEST_SECOND - SHORTEST_SECOND + 1));
        }
    }

    /**
     * How the certificate renews itself over mutual TLS (ROBO).
     *
     * @param address https address of renewal
     * @param periodDays how many days before the end it begins, 1 to 1000
     * @param retryDays how many days lie between attempts, 1 to 1000
     */
    public record Renewal(String address, int periodDays, int retryDays) {
        public Renewal {
            if (periodDays < 1 || periodDays > 1000 || retryDays < 1 || retryDays > 1000) {
                throw new IllegalArgumentException("renewal counts 1 to 1000 days");
            }
        }
    }

    /** The document that says this. */
    public ProvisioningDocument document() {
        return new ProvisioningDocument(List.of(roots(), own(), application(), client()));
    }

    /** After a renewal the device wants no more than its new certificate and whose it is. */
    public ProvisioningDocument renewed() {
        return new ProvisioningDocument(List.of(roots(), own(),
                Characteristic.of("APPLICATION", Parm.of("PROVIDER-ID", server.providerId()))));
    }

    private Characteristic roots() {
        List<Characteristic> stores = new ArrayList<>();
        stores.add(Characteristic.of("Root", Characteristic.of("System", certificate(root))));
        intermediate
                .ifPresent(der -> stores.add(Characteristic.of("CA", Characteristic.of("System", certificate(der)))));
        return new Characteristic("CertificateStore", List.of(), stores);
    }

    private Characteristic own() {
        Characteristic user = Characteristic.of(store.wireName,
                new Characteristic(thumbprint(device), certificate(device).parms(),
                        List.of(Characteristic.of("PrivateKeyContainer", new Parm[0]))));
        Characteristic renew = Characteristic.of("Renew", Parm.of("ROBOSupport", true),
                Parm.of("ServerURL", renewal.address()), Parm.of("RenewPeriod", renewal.periodDays()),
                Parm.of("RetryInterval", renewal.retryDays()));
        return Characteristic.of("CertificateStore",
                Characteristic.of("My", user, Characteristic.of("WSTEP", renew)));
    }

    private static Characteristic certificate(byte[] der) {
        return Characteristic.of(thumbprint(der),
                Parm.of("EncodedCertificate", Base64.getEncoder().encodeToString(der)));
    }

    private Characteristic application() {
        String criteria = "Subject=" + percent(server.certificateSubject()) + "&Stores=My%5C" + store.wireName;
        return Characteristic.of("APPLICATION", Parm.of("APPID", "w7"), Parm.of("PROVIDER-ID", server.providerId()),
                Parm.of("NAME", server.name()), Parm.of("ADDR", server.address()), Parm.of("CONNRETRYFREQ", "6"),
                Parm.of("INITIALBACKOFFTIME", "30000"), Parm.of("MAXBACKOFFTIME", "120000"),
                Parm.flag("BACKCOMPATRETRYDISABLED"), Parm.of("DEFAULTENCODING", "application/vnd.syncml.dm+xml"),
                Parm.of("SSLCLIENTCERTSEARCHCRITERIA", criteria));
    }

    private Characteristic client() {
        List<Parm> own = new ArrayList<>();
        server.upn().ifPresent(upn -> own.add(new Parm("UPN", Optional.of(upn), Optional.of("string"))));
        own.add(new Parm("EntDMID", Optional.of(server.deviceId()), Optional.of("string")));
        List<Characteristic> below = new ArrayList<>();
        // 0 remaining retries at this interval mean endless ones; the device stops polling without them.
        below.add(Characteristic.of("Poll", Parm.of("NumberOfFirstRetries", 8),
                Parm.of("IntervalForFirstSetOfRetries", 15),
                Parm.of("NumberOfSecondRetries", SECOND_RETRIES),
                Parm.of("IntervalForSecondSetOfRetries", server.secondMinutes()),
                Parm.of("NumberOfRemainingScheduledRetries", 0),
                Parm.of("IntervalForRemainingScheduledRetries", POLL_MINUTES), Parm.of("PollOnLogin", true)));
        server.pushFamilyName().ifPresent(name -> below.add(Characteristic.of("Push", Parm.of("PFN", name))));
        return Characteristic.of("DMClient",
                Characteristic.of("Provider", new Characteristic(server.providerId(), own, below)));
    }

    /** SHA-1 in upper-case hexadecimal digits: the name of a certificate in Windows' stores, not a proof of anything. */
    private static String thumbprint(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(der)).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }

    private static String percent(String subject) {
        return java.net.URLEncoder.encode(subject, java.nio.charset.StandardCharsets.UTF_8).replace("+", "%20");
    }
}
