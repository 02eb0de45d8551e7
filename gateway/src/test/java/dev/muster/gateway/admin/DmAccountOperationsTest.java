package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;

@Timeout(60)
class DmAccountOperationsTest {
    private static final String PATH = "/tenants/contoso/dm-account";

    private final ApiHarness api;

    DmAccountOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void givenATenant() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void setsShowsWithoutSecretsAndRemovesATenantsAccount() {
        ApiHarness.Reply set = api.put(PATH, "{\"scheme\":\"hmac\",\"clientName\":\"ada\",\"clientSecret\":\"s3cret\","
                + "\"serverName\":\"muster\",\"serverSecret\":\"s4cret\"}");
        assertEquals(200, set.status(), set.text());
        assertEquals("hmac", set.at("/scheme"));
        assertEquals("ada", set.at("/clientName"));
        assertEquals("muster", set.at("/serverName"));
        assertFalse(set.text().contains("s3cret") || set.text().contains("s4cret"));
        ApiHarness.Reply shown = api.get(PATH);
        assertEquals(200, shown.status());
        assertEquals(set.text(), shown.text());
        assertEquals(204, api.delete(PATH).status());
        assertEquals(404, api.delete(PATH).status());
        assertEquals(404, api.get(PATH).status());
    }

    @Test
    void aDevicesAccountIsItsOwnAndNoOtherTenantSeesIt() {
        DeviceId device = EnrolledDevice.issued(api, new TenantId("contoso"), Platform.WINDOWS, Optional.empty(),
                Optional.empty()).id();
        String path = "/tenants/contoso/devices/" + device + "/dm-account";
        api.put(PATH, "{\"scheme\":\"md5\",\"clientName\":\"all\",\"clientSecret\":\"s3cret\"}");
        assertEquals(404, api.get(path).status(), "the tenant's is not the device's");
        assertEquals(200, api.put(path, "{\"scheme\":\"none\"}").status());
        assertEquals("none", api.get(path).at("/scheme"));
        assertEquals("all", api.get(PATH).at("/clientName"));
        api.post("/tenants", "{\"id\":\"fabrikam\"}");
        assertEquals(404, api.get("/tenants/fabrikam/dm-account").status());
        assertEquals(404, api.get("/tenants/fabrikam/devices/" + device + "/dm-account").status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"scheme | {\"clientName\":\"a\",\"clientSecret\":\"b\"}",
            "scheme | {\"scheme\":\"sha1\",\"clientName\":\"a\",\"clientSecret\":\"b\"}",
            "scheme | {\"scheme\":\"none\"}",
            "clientName | {\"scheme\":\"md5\",\"clientSecret\":\"b\"}",
            "clientName | {\"scheme\":\"md5\",\"clientName\":\"a:b\",\"clientSecret\":\"b\"}",
            "clientSecret | {\"scheme\":\"md5\",\"clientName\":\"a\"}",
            "serverSecret | {\"scheme\":\"md5\",\"clientName\":\"a\",\"clientSecret\":\"b\",\"serverName\":\"m\"}"})
    void namesTheFieldThatDoesNotFit(String field, String body) {
        ApiHarness.Reply refused = api.put(PATH, body);
        assertEquals(400, refused.status(), refused.text());
        assertEquals(true, refused.at("/error/message").contains(field), refused.text());
    }

    @Test
    void aDeviceThatDoesNotExistHasNoAccount() {
        String device = "/tenants/contoso/devices/00000000-0000-0000-0000-000000000001/dm-account";
        assertEquals(404, api.put(device, "{\"scheme\":\"none\"}").status());
        assertEquals(404, api.put("/tenants/nobody/dm-account",
                "{\"scheme\":\"md5\",\"clientName\":\"a\",\"clientSecret\":\"b\"}").status());
    }
}
