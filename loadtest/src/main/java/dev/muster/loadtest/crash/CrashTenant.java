package dev.muster.loadtest.crash;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.verdict.DefinedSetting;

/** What the administrator of a crash run does; survives the gateway, since its address and token stay the same. */
final class CrashTenant {
    private static final String TENANT = "/tenants/crash";

    private final AdminClient admin;
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private String user = "";

    CrashTenant(AdminClient admin) {
        this.admin = admin;
    }

    void create(Forged pushCertificate) throws AdminRefused {
        admin.post("/tenants", Map.of("id", "crash", "displayName", "Crash run", "authority", "intune"));
        admin.put(TENANT + "/push-certificates/intune", Map.of("certificate", pushCertificate.certificatePem(), "key",
                pushCertificate.keyPem(), "consent", true));
        user = admin.post(TENANT + "/users", Map.of("principalName", "ada@crash.example")).path("id").asText();
        admin.put(TENANT + "/users/" + user + "/licences", Map.of("licences", List.of(Map.of("sku", "EMS"))));
    }

    void define(DefinedSetting setting) throws AdminRefused {
        admin.put(TENANT + "/settings/intune/" + setting.name(),
                Map.of("kind", setting.kind(), "values", setting.values()));
    }

    /** A token for this device; remembers under which id the gateway will know it. */
    String enrolmentToken(EmulatedDevice device) throws AdminRefused {
        Map<String, Object> wanted = new HashMap<>();
        wanted.put("platform", device.platform().wireName());
        wanted.put("user", user);
        if (device instanceof AppleDevice apple) {
            wanted.put("udid", apple.hardwareId());
            wanted.put("serial", apple.serial());
        }
        JsonNode made = admin.post(TENANT + "/enrolment-tokens", wanted);
        ids.put(device.name(), made.path("device").asText());
        return made.path("token").asText();
    }

    /** Queues an action; its id once the gateway has accepted it. */
    String queue(EmulatedDevice device, String kind) throws AdminRefused {
        return admin.post(path(device) + "/actions", Map.of("kind", kind)).path("id").asText();
    }

    /** What the store knows of a device. */
    JsonNode show(EmulatedDevice device) throws AdminRefused {
        return admin.get(path(device));
    }

    private String path(EmulatedDevice device) {
        return TENANT + "/devices/" + ids.get(device.name());
    }
}
