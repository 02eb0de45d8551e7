package dev.muster.certs.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.file.KeyMaterialUnusable;

@Timeout(60)
class PassphraseTest {
    private static final byte[] SECRET = "unlock token".getBytes(StandardCharsets.UTF_8);
    private final SecureRandom random = new SecureRandom();
    private final Path directory;
    private final Path key;

    PassphraseTest(@TempDir Path directory) {
        this.directory = directory;
        this.key = directory.resolve("muster.key");
    }

    @Test
    void aKeyFileUnderAPassphraseOpensWithThatOneOnly() throws IOException {
        byte[] sealed = KeyFileVault.open(key, passphrase("correct horse battery"), random).seal("a", SECRET);
        assertArrayEquals(SECRET,
                KeyFileVault.open(key, passphrase("  correct horse battery\n"), random).open("a", sealed));
        assertRefused(passphrase("another horse battery"), "does not open with this passphrase");
        assertRefused(Optional.empty(), "is protected by a passphrase");
        Files.writeString(key, Files.readString(key).replace(':', '.').replaceFirst("2.", "2:"));
        assertRefused(passphrase("correct horse battery"), "does not open with this passphrase");
    }

    @Test
    void aPlainKeyFileIsSealedAsSoonAsThereIsAPassphrase() throws IOException {
        byte[] sealed = KeyFileVault.open(key, random).seal("a", SECRET);
        String plain = Files.readString(key).strip();
        Vault vault = KeyFileVault.open(key, passphrase("correct horse battery"), random);
        assertArrayEquals(SECRET, vault.open("a", sealed));
        String protectedNow = Files.readString(key);
        assertFalse(protectedNow.contains(plain.substring(plain.indexOf(':') + 1)), "the key stands nowhere any more");
        assertRefused(Optional.empty(), "is protected by a passphrase");
    }

    @Test
    void aPassphraseIsLongEnoughAndShownNowhere() throws IOException {
        assertThrows(KeyMaterialUnusable.class, () -> passphrase("short"));
        assertThrows(KeyMaterialUnusable.class, () -> Passphrase.read(directory.resolve("none")));
        assertFalse(passphrase("correct horse battery").orElseThrow().toString().contains("horse"));
    }

    private void assertRefused(Optional<Passphrase> passphrase, String why) {
        KeyMaterialUnusable refused = assertThrows(KeyMaterialUnusable.class,
                () -> KeyFileVault.open(key, passphrase, random));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        assertFalse(refused.getMessage().contains("horse"), refused.getMessage());
    }

    private Optional<Passphrase> passphrase(String text) throws IOException {
        return Optional.of(Passphrase.read(Files.writeString(directory.resolve("passphrase"), text)));
    }
}
