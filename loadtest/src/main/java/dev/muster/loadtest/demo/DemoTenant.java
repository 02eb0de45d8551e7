package dev.muster.loadtest.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.verdict.DefinedSetting;
import dev.muster.loadtest.verdict.Service;

/** What the demo's administrator does; every call is one of the gateway's API. */
final class DemoTenant {
    /** Office 365 E3 by its part number: contains INTUNE_O365, which is Basic Mobility despite its name (R6). */
    private static final String OFFICE365_E3 = "ENTERPRISEPACK";
    /** Enterprise Mobility + Security E3: contains INTUNE_A. */
    private static final String EMS_E3 = "EMS";
    private static final String TENANT = "/tenants/contoso";

    private final AdminClient admin;

    DemoTenant(AdminClient admin) {
        this.admin = admin;
    }

    void create() throws AdminRefused {
        admin.post("/tenants", Map.of("id", "contoso", "displayName", "Contoso", "authority", "unknown"));
    }

    void changeAuthority(String authority) throws AdminRefused {
        admin.put(TENANT + "/authority", Map.of("authority", authority));
    }

    void createUser(Person person) throws AdminRefused {
        JsonNode user = admin.post(TENANT + "/users", Map.of("principalName", person.principalName()));
        person.knownAs(user.path("id").asText());
    }

    void giveOffice365(Person person) throws AdminRefused {
        assign(person, List.of(Map.of("sku", OFFICE365_E3)));
    }

    /** Adds the Intune licence to the Office 365 one. */
    void giveIntune(Person person) throws AdminRefused {
        person.licensed();
        assign(person, List.of(Map.of("sku", OFFICE365_E3), Map.of("sku", EMS_E3)));
    }

    private void assign(Person person, List<Map<String, String>> licences) throws AdminRefused {
        admin.put(TENANT + "/users/" + person.userId() + "/licences", Map.of("licences", licences));
    }

    void define(DefinedSetting setting) throws AdminRefused {
        String name = java.net.URLEncoder.encode(setting.name(), java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
        admin.put(TENANT + "/settings/" + setting.service().wireName() + "/" + name,
                Map.of("kind", setting.kind(), "values", setting.values()));
    }

    void uploadPushCertificate(Service service, Forged certificate) throws AdminRefused {
        admin.put(TENANT + "/push-certificates/" + service.wireName(), Map.of("certificate",
                certificate.certificatePem(), "key", certificate.keyPem(), "consent", true));
    }

    /** A single-use token for this person's device. */
    String enrolmentToken(Person person) throws AdminRefused {
        Map<String, Object> wanted = new HashMap<>();
        wanted.put("platform", person.device().platform().wireName());
        wanted.put("user", person.userId());
        wanted.put("validMinutes", 60);
        if (person.hasPhoneOfApple()) {
            wanted.put("udid", person.device().hardwareId());
            wanted.put("serial", person.apple().serial());
        }
        return admin.post(TENANT + "/enrolment-tokens", wanted).path("token").asText();
    }
}
