package dev.muster.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class GatewayConfigTest {
    @Test
    void hasDefaultsThatAreTheseAndNoOthers() {
        GatewayConfig defaults = GatewayConfig.parse("muster.yaml", "");
        assertEquals(Path.of("muster-data"), defaults.data());
        assertEquals("localhost", defaults.host());
        assertEquals(new Listener("0.0.0.0", 8443), defaults.listeners().checkIn());
        assertEquals(new Listener("0.0.0.0", 8444), defaults.listeners().enrol());
        assertEquals(new Listener("127.0.0.1", 8080), defaults.listeners().admin());
        assertEquals(new ConnectorDoor(false, "0.0.0.0", 8446), defaults.listeners().connector());
        assertEquals(new Certificates(Duration.ofHours(24), Optional.empty(), Certificates.Ca.DEFAULTS,
                Certificates.Server.DEFAULTS), defaults.certificates());
        assertEquals(new Database(Optional.empty(), Optional.empty(), Optional.empty()), defaults.store());
        assertEquals(new Apns("api.push.apple.com", 443, Optional.empty()), defaults.apns());
        assertEquals(new Apple(false, false, false, Optional.empty(),
                new AppleEnrolment(false, 8191, Optional.empty())), defaults.apple());
        assertEquals(new Retention(Duration.ofDays(180), Duration.ofDays(730)), defaults.retention());
        assertEquals(Limits.DEFAULTS, defaults.limits());
        assertEquals(GatewayConfig.DEFAULTS, defaults);
    }

    @Test
    void readsEveryKey() {
        GatewayConfig config = GatewayConfig.parse("muster.yaml", """
                data: /var/lib/muster
                host: mdm.contoso.example
                listeners:
                  checkIn: {address: "::", port: 443}
                  enrol:
                    address: 10.0.0.1
                    port: 0
                  admin: {address: localhost}
                store:
                  url: jdbc:postgresql://db.example/muster
                  user: muster
                  password: hunter2
                apns: {host: 127.0.0.1, port: 2197, trustFile: fake.pem}
                apple: {userChannels: true, declarations: true, returnToService: true, returnToServiceWifiProfile: w,
                  enrolment: {signMessage: true, accessRights: 3, makersFile: m}}
                retention: {commands: 30d, audit: 365d}
                limits:
                  connections: {checkIn: 5}
                  timeouts: {idle: 5m}
                """);
        assertEquals(Path.of("/var/lib/muster"), config.data());
        assertEquals("mdm.contoso.example", config.host());
        assertEquals(new Listener("::", 443), config.listeners().checkIn());
        assertEquals(new Listener("10.0.0.1", 0), config.listeners().enrol());
        assertEquals(new Listener("localhost", 8080), config.listeners().admin());
        assertEquals(Optional.of("jdbc:postgresql://db.example/muster"), config.store().url());
        assertEquals(Optional.of(new Secret("hunter2")), config.store().password());
        assertEquals(new Apns("127.0.0.1", 2197, Optional.of(Path.of("fake.pem"))), config.apns());
        assertEquals(new Apple(true, true, true, Optional.of(Path.of("w")),
                new AppleEnrolment(true, 3, Optional.of(Path.of("m")))), config.apple());
        assertEquals(new Retention(Duration.ofDays(30), Duration.ofDays(365)), config.retention());
        assertEquals(5, config.limits().connections().checkIn());
        assertEquals(Duration.ofMinutes(5), config.limits().timeouts().idle());
    }

    @Test
    void keepsDefaultsOfASectionThatIsNamedButEmpty() {
        assertEquals(GatewayConfig.DEFAULTS, GatewayConfig.parse("muster.yaml", "listeners:\nstore: {}\napns:\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"hots: a|muster.yaml:1: unknown key hots; did you mean host?",
            "listener: {}|muster.yaml:1: unknown key listener; did you mean listeners?",
            "listeners: {checkin: {}}|unknown key listeners.checkin; did you mean listeners.checkIn?",
            "listeners: {enrol: {prot: 1}}|unknown key listeners.enrol.prot; did you mean listeners.enrol.port?",
            "store: {passwort: x}|unknown key store.passwort; did you mean store.password?"})
    void namesTheNearestKeyForOneNobodyKnows(String text, String complaint) {
        assertContains(complaint, problem(text));
    }

    @Test
    void saysInWhichLineAnUnknownKeyStands() {
        assertContains("muster.yaml:4: unknown key listeners.admin.adress",
                problem("host: a\nlisteners:\n  admin:\n    adress: 127.0.0.1\n"));
    }

    @Test
    void saysTheLineOfTheKeyAndNotOfItsFirstValue() {
        assertContains("muster.yaml:2: unknown key listeners.chekIn; did you mean listeners.checkIn?",
                problem("listeners:\n  chekIn:\n    port: 1\n"));
        assertContains("muster.yaml:1: unknown key stoer", problem("stoer:\n\n  url: a\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "listeners: {checkIn: {port: 70000}}|listeners.checkIn: port must be 0 to 65535, not 70000",
            "listeners: {checkIn: {port: -1}}|listeners.checkIn: port must be 0 to 65535, not -1",
            "listeners: {checkIn: {port: https}}|listeners.checkIn.port takes a whole number, not \"https\"",
            "listeners: {checkIn: {address: gateway}}|address must be an IP address such as 0.0.0.0 or 127.0.0.1, not \"gateway\"",
            "listeners: {admin: {address: 0.0.0.0}}|admin.address must be a loopback address",
            "listeners: 8443|listeners is a section; its keys are checkIn, enrol, admin",
            "host: [a, b]|host takes a single value, not a section or a list",
            "host: 'a b'|host must be a host name", "apns: {port: 0}|apns: port must be 1 to 65535, not 0",
            "store: {url: 'jdbc:mysql://db'}|store: url must begin with jdbc:postgresql:",
            "store: {user: muster}|user and password need store.url", "data:|data takes a path",
            "limits: {timeouts: {idle: 60}}|limits.timeouts.idle takes a duration such as 500ms, 30s, 10m, 8h or 7d, not \"60\"",
            "limits: {timeouts: {idle: 1d}}|limits.timeouts: idle must be"})
    void namesKeyValueAndWhatIsAllowed(String text, String complaint) {
        assertContains(complaint, problem(text));
    }

    @Test
    void saysInWhichLineAValueIsOutOfRange() {
        assertContains("muster.yaml:4: listeners.enrol: port",
                problem("host: a\nlisteners:\n  enrol:\n    port: 99999\n"));
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        assertContains("muster.yaml:2", problem("host: a\nhost: b\n"));
    }

    @ParameterizedTest
    @CsvSource({"'host: [a'", "'host: \"a'", "'\thost: a'", "'- a'", "'justtext'"})
    void saysThatWhatIsNoYamlMappingIsNotReadable(String text) {
        assertContains("muster.yaml:", problem(text));
    }

    @Test
    void saysTheLevelAtWhichItGivesUpOnNesting() {
        assertContains("64 levels", problem("a: " + "[".repeat(100) + "]".repeat(100)));
    }

    @Test
    void neverShowsAPassword() {
        GatewayConfig config = GatewayConfig.parse("muster.yaml",
                "store: {url: 'jdbc:postgresql://a/b', password: hunter2}");
        assertFalse(config.toString().contains("hunter2"), config.toString());
        assertFalse(problem("store: {url: x, password: hunter2}").contains("hunter2"));
        assertFalse(problem("store: {password: [hunter2]}").contains("hunter2"));
        assertContains("must not hold a password", problem("store: {url: 'jdbc:postgresql://a/b?password=hunter2'}"));
        assertFalse(problem("store: {url: 'jdbc:postgresql://a/b?password=hunter2'}").contains("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://muster:hunter2@db/muster", "jdbc:postgresql://hunter2@db/muster",
            "jdbc:postgresql://muster:hunt/er2@db/muster", "jdbc:postgresql:muster:hunter2@db"})
    void refusesAUserOrPasswordBeforeTheHostOfAUrlWithoutShowingIt(String url) {
        String problem = problem("store: {url: '" + url + "'}");
        assertContains("use store.user and store.password", problem);
        assertFalse(problem.contains("hunt"), problem);
    }

    @Test
    void eachComplaintIsOneLine() {
        for (String text : new String[] {"hots: a", "host: [a", "listeners: 1", "host: 'a\n\n  b'"}) {
            assertEquals(1, problem(text).lines().count(), text);
        }
    }

    @Test
    void readsAFileAndSaysWhatIsWrongWithOneItCannotRead(@TempDir Path directory) throws IOException {
        Path good = Files.writeString(directory.resolve("good.yaml"), "host: good.example\n");
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertEquals("good.example", GatewayConfig.read(good).host());
        assertContains("does not exist", read(directory.resolve("missing.yaml")));
        assertContains("cannot be read", read(directory));
        assertContains("not a UTF-8 text", read(binary));
    }

    @Test
    void takesAnotherDataDirectoryAndKeepsTheRest() {
        GatewayConfig config = GatewayConfig.DEFAULTS.withData(Path.of("elsewhere"));
        assertEquals(Path.of("elsewhere"), config.data());
        assertEquals(GatewayConfig.DEFAULTS.listeners(), config.listeners());
    }

    private static String problem(String text) {
        return String.valueOf(assertThrows(ConfigurationProblem.class, () -> GatewayConfig.parse("muster.yaml", text))
                .getMessage());
    }

    private static String read(Path file) {
        return String.valueOf(
                assertThrows(ConfigurationProblem.class, () -> GatewayConfig.read(file)).getMessage());
    }

    private static void assertContains(String expected, String actual) {
        assertTrue(actual.contains(expected), () -> "\"" + actual + "\" lacks \"" + expected + "\"");
    }

    @Test
    void theDoorForProxiesIsShutUnlessOpened() {
        assertFalse(GatewayConfig.DEFAULTS.listeners().proxy().enabled());
        Proxy proxy = GatewayConfig.parse("muster.yaml", """
                listeners:
                  proxy:
                    enabled: true
                    address: 10.0.0.1
                    from: 10.0.0.0/8, 2001:db8::7
                    identity: signature
                    tls: mutual
                    trustFile: /etc/muster/proxies.pem
                """).listeners().proxy();
        assertEquals(new Proxy(true, "10.0.0.1", 8445, "10.0.0.0/8, 2001:db8::7", Proxy.SIGNATURE, Proxy.MUTUAL,
                Optional.of(Path.of("/etc/muster/proxies.pem")), false), proxy);
    }

    @Test
    void aDoorForProxiesThatWouldBelieveAnybodyIsRefused() {
        refused("address: 10.0.0.1", "tls must be server or mutual unless address is a loopback address");
        refused("from: everybody", "from must be addresses or networks");
        refused("from: 10.0.0.0/33", "a prefix of 10.0.0.0 has 0 to 32");
        refused("identity: x-forwarded-user", "identity must be one of [client-cert, signature]");
        refused("tls: mutual", "trustFile goes with tls: mutual");
        refused("tls: maybe", "tls must be one of [none, server, mutual]");
    }

    private static void refused(String line, String complaint) {
        ConfigurationProblem problem = assertThrows(ConfigurationProblem.class,
                () -> GatewayConfig.parse("muster.yaml", "listeners:\n  proxy:\n    " + line + "\n"));
        assertTrue(String.valueOf(problem.getMessage()).contains(complaint), problem.getMessage());
    }

    @Test
    void networksContainTheirAddressesAndNoOthers() {
        Networks networks = Networks.parse("10.1.0.0/15, 192.0.2.7 ,2001:db8::/33");

        for (String inside : List.of("10.0.0.0", "10.1.255.255", "192.0.2.7", "2001:db8:7fff::1")) {
            assertEquals(true, networks.contains(InetAddress.ofLiteral(inside)), inside);
        }
        for (String outside : List.of("10.2.0.0", "11.0.0.1", "192.0.2.6", "2001:db8:8000::1", "::1", "127.0.0.1")) {
            assertFalse(networks.contains(InetAddress.ofLiteral(outside)), outside);
        }
        assertTrue(Networks.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("203.0.113.1")));
    }
}
