package dev.muster.certs.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PasswordHashTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void knowsItsPasswordAndNoOther() {
        PasswordHash hash = PasswordHash.of(PasswordHash.bytes("correct horse \u00e4"), random);
        assertTrue(hash.matches(PasswordHash.bytes("correct horse \u00e4")));
        assertFalse(hash.matches(PasswordHash.bytes("correct horse a")));
        assertFalse(hash.matches(new byte[0]));
        PasswordHash back = PasswordHash.parse(hash.text()).orElseThrow();
        assertTrue(back.matches(PasswordHash.bytes("correct horse \u00e4")));
        assertEquals(hash.text(), back.text());
    }

    @Test
    void saltsEachHashAndShowsNone() {
        PasswordHash one = PasswordHash.of(PasswordHash.bytes("same"), random);
        assertNotEquals(one.text(), PasswordHash.of(PasswordHash.bytes("same"), random).text());
        assertEquals("PasswordHash[***]", one.toString());
    }

    /** A test vector of the reference implementation (P-H-C/phc-winner-argon2, test.c, Argon2id). */
    @Test
    void agreesWithTheReferenceImplementation() {
        PasswordHash reference = PasswordHash
                .parse("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
                .orElseThrow();
        assertTrue(reference.matches(PasswordHash.bytes("password")));
        assertFalse(reference.matches(PasswordHash.bytes("passwore")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
            "$argon2id$v=19$m=999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=19456,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=19456,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=4,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void readsNothingElseAndNothingThatWouldCostTooMuch(String text) {
        assertEquals(Optional.empty(), PasswordHash.parse(text));
    }
}
