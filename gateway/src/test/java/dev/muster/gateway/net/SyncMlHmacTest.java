package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.DmMac;

/** The header of OMA-DM's HMAC, as clients write it. */
@Timeout(30)
class SyncMlHmacTest {
    private static final byte[] BODY = "abc".getBytes(StandardCharsets.UTF_8);
    /** RFC 1321: MD5 ("abc") = 900150983cd24fb0d6963f7d28e17f72. */
    private static final String DIGEST = "kAFQmDzST7DWlj99KOF/cg==";

    @ParameterizedTest
    @ValueSource(strings = {"algorithm=MD5, username=\"ada\", mac=Zm9v==", "username=\"ada\",mac=Zm9v==,algorithm=MD5",
            " algorithm = MD5 , username = ada , mac = \"Zm9v==\" ",
            "ALGORITHM=MD5, Username=\"ada\", MAC=Zm9v==, x=y"})
    void readsItsParametersInAnyOrder(String header) {
        assertEquals(Optional.of(new DmMac("MD5", "ada", "Zm9v==", DIGEST)), SyncMlHmac.of(header, BODY));
    }

    @Test
    void theAlgorithmMayBeLeftOut() {
        assertEquals(Optional.of(new DmMac("", "ada", "Zm9v", DIGEST)),
                SyncMlHmac.of("username=\"ada\", mac=Zm9v", BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "username=\"ada\"", "=, =, =", "mac=", "username=\"ada, mac=Zm9v"})
    void whatCannotBeReadIsAbsent(String header) {
        assertEquals(Optional.empty(), SyncMlHmac.of(header, BODY));
        assertEquals(Optional.empty(), SyncMlHmac.of("mac=" + "x".repeat(2_000), BODY));
    }

    @Test
    void showsNothing() {
        assertFalse(SyncMlHmac.of("mac=Zm9v, username=ada", BODY).toString().contains("Zm9v"));
    }
}
