package dev.muster.gateway.enrollment.apple;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.cms.SignedDocument;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.EnrolmentProfileName;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/**
 * The profile by which an Apple device enrols, and by which it renews its certificate: management, a SCEP identity, the root to trust;
 * signed by the server. Identifiers and UUIDs depend on the tenant alone: the profile of a renewal replaces that of the
 * enrolment in place and takes nothing away (R14). Thread-safe.
 */
public final class EnrolmentProfile {
    /** Media type of a profile. */
    static final String MEDIA_TYPE = "application/x-apple-aspen-config";
    /** Sign and encrypt, as Apple's flags say it. */
    private static final int KEY_USAGE = 1 | 4;

    private final Options options;
    private final Addresses addresses;
    private final X509Certificate root;
    private final Supplier<ServerCertificate> signer;
    private final SecureRandom random;

    /**
     * @param root certificate that devices are to trust
     * @param signer what the profile is signed with
     */
    public EnrolmentProfile(Options options, Addresses addresses, X509Certificate root,
            Supplier<ServerCertificate> signer, SecureRandom random) {
        this.options = options;
        this.addresses = addresses;
        this.root = root;
        this.signer = signer;
        this.random = random;
    }

    /**
     * What an operator chooses.
     *
     * @param signMessage whether the device signs each message
     * @param accessRights what the device lets its management do
     * @param userChannels whether users of the device are managed beside it
     */
    public record Options(boolean signMessage, int accessRights, boolean userChannels) {}

    /**
     * Where the device finds the gateway; asked at each profile, for a port is known only once it is bound.
     *
     * @param checkIn where it checks in
     * @param scep where it gets its certificate, for each tenant
     */
    public record Addresses(Supplier<String> checkIn, Function<TenantId, String> scep) {}

    /**
     * Makes a profile.
     *
     * @param topic topic of the push certificate that the device will be woken with
     * @param device whose certificate it becomes
     * @param challenge the secret that the certificate costs
     */
    byte[] signed(Tenant tenant, String topic, DeviceId device, String challenge) {
        ServerCertificate server = signer.get();
        return SignedDocument.sign(PlistCodec.encode(profile(tenant, topic, device, challenge)), server.key(),
                server.chain(), random);
    }

    private PlistDict profile(Tenant tenant, String topic, DeviceId device, String challenge) {
        String identifier = EnrolmentProfileName.of(tenant.id());
        Map<String, PlistValue> scep = payload("Device identity", identifier + ".identity",
                "com.apple.security.scep");
        scep.put("PayloadContent", new PlistDict(scepContent(tenant, device, challenge)));
        Map<String, PlistValue> trust = payload("Certificate authority", identifier + ".root",
                "com.apple.security.root");
        trust.put("PayloadContent", new PlistData(Pem.encoded(root)));
        Map<String, PlistValue> management = payload("Device management", identifier + ".mdm", "com.apple.mdm");
        management.putAll(managementContent(topic, identifier));

        String organisation = tenant.displayName();
        Map<String, PlistValue> profile = payload(organisation + " device management", identifier, "Configuration");
        profile.put("PayloadOrganization", new PlistString(organisation));
        profile.put("PayloadDescription",
                new PlistString("Lets " + organisation + " manage this device: settings, apps and security."));
        profile.put("PayloadScope", new PlistString("System"));
        profile.put("PayloadRemovalDisallowed", PlistBoolean.FALSE);
        profile.put("PayloadContent",
                new PlistArray(List.of(new PlistDict(trust), new PlistDict(scep), new PlistDict(management))));
        return new PlistDict(profile);
    }

    private Map<String, PlistValue> scepContent(Tenant tenant, DeviceId device, String challenge) {
        Map<String, PlistValue> content = new LinkedHashMap<>();
        content.put("URL", new PlistString(addresses.scep().apply(tenant.id())));
        content.put("Name", new PlistString(tenant.id().value()));
        content.put("Subject",
                new PlistArray(List.of(name("O", tenant.id().value()), name("CN", device.toString()))));
        content.put("Challenge", new PlistString(challenge));
        content.put("Key Type", new PlistString("RSA"));
        content.put("Keysize", new PlistInteger(2048));
        content.put("Key Usage", new PlistInteger(KEY_USAGE));
        content.put("Retries", new PlistInteger(3));
        content.put("RetryDelay", new PlistInteger(10));
        return content;
    }

    /** One relative name, in the nesting of Apple's Subject. */
    private static PlistValue name(String type, String value) {
        return new PlistArray(
                List.of(new PlistArray(List.of(new PlistString(type), new PlistString(value)))));
    }

    private Map<String, PlistValue> managementContent(String topic, String identifier) {
        String url = addresses.checkIn().get() + "/mdm/apple";
        List<PlistValue> capabilities = new ArrayList<>(List.of(new PlistString("com.apple.mdm.bootstraptoken")));
        if (options.userChannels()) {
            capabilities.add(new PlistString("com.apple.mdm.per-user-connections"));
        }
        Map<String, PlistValue> content = new LinkedHashMap<>();
        content.put("IdentityCertificateUUID", new PlistString(uuid(identifier + ".identity")));
        content.put("Topic", new PlistString(topic));
        content.put("ServerURL", new PlistString(url));
        content.put("CheckInURL", new PlistString(url));
        content.put("CheckOutWhenRemoved", PlistBoolean.TRUE);
        content.put("AccessRights", new PlistInteger(options.accessRights()));
        content.put("SignMessage", new PlistBoolean(options.signMessage()));
        content.put("ServerCapabilities", new PlistArray(capabilities));
        return content;
    }

    private static Map<String, PlistValue> payload(String name, String identifier, String type) {
        Map<String, PlistValue> payload = new LinkedHashMap<>();
        payload.put("PayloadDisplayName", new PlistString(name));
        payload.put("PayloadIdentifier", new PlistString(identifier));
        payload.put("PayloadType", new PlistString(type));
        payload.put("PayloadUUID", new PlistString(uuid(identifier)));
        payload.put("PayloadVersion", new PlistInteger(1));
        return payload;
    }

    private static String uuid(String identifier) {
        return UUID.nameUUIDFromBytes(identifier.getBytes(StandardCharsets.UTF_8)).toString().toUpperCase(Locale.ROOT);
    }
}
