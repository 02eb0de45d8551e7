package dev.muster.certs.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.file.KeyMaterialUnusable;

@Timeout(60)
class KeyFileVaultTest {
    private static final byte[] SECRET = "unlock token".getBytes(StandardCharsets.UTF_8);
    private final SecureRandom random = new SecureRandom();

    @Test
    void opensWhatItSealedAfterARestart(@TempDir Path data) {
        byte[] sealed = vault(data).seal("push/contoso/1", SECRET);
        assertArrayEquals(SECRET, vault(data).open("push/contoso/1", sealed));
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime(@TempDir Path data) {
        Vault vault = vault(data);
        assertFalse(Arrays.equals(vault.seal("a", SECRET), vault.seal("a", SECRET)));
    }

    @Test
    void refusesAnotherContextAnotherKeyAndEveryChangedByte(@TempDir Path data, @TempDir Path other) {
        Vault vault = vault(data);
        byte[] sealed = vault.seal("a", SECRET);
        assertThrows(IllegalStateException.class, () -> vault.open("b", sealed));
        assertThrows(IllegalStateException.class, () -> vault(other).open("a", sealed));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThrows(IllegalStateException.class, () -> vault.open("a", changed));
        }
        assertThrows(IllegalStateException.class, () -> vault.open("a", Arrays.copyOf(sealed, 28)));
    }

    @Test
    void keepsTheKeyFileToItsOwner(@TempDir Path data) throws Exception {
        vault(data);
        assertEquals("rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("muster.key"))));
        assertEquals(1, data.toFile().list().length, "nothing else is left in the directory");
    }

    @Test
    void refusesAKeyFileThatOthersMayRead(@TempDir Path data) throws Exception {
        vault(data);
        Files.setPosixFilePermissions(data.resolve("muster.key"), PosixFilePermissions.fromString("rw-r-----"));
        KeyMaterialUnusable refusal = assertThrows(KeyMaterialUnusable.class, () -> vault(data));
        assertTrue(refusal.getMessage().contains("chmod 600"), refusal.getMessage());
    }

    @Test
    void namesADamagedKeyFileWithoutShowingIt(@TempDir Path data) throws Exception {
        vault(data);
        Path file = data.resolve("muster.key");
        String content = Files.readString(file);
        for (String damaged : List.of("", content.substring(0, 30), content.replace(":", ""), "muster-key-1:!!!!")) {
            Files.writeString(file, damaged);
            KeyMaterialUnusable refusal = assertThrows(KeyMaterialUnusable.class, () -> vault(data));
            assertTrue(refusal.getMessage().contains("backup"), refusal.getMessage());
            assertFalse(damaged.length() > 20 && refusal.toString().contains(damaged.substring(14)));
        }
    }

    @Test
    void letsProcessesThatStartTogetherAgreeOnOneKey(@TempDir Path data) throws Exception {
        try (ExecutorService starters = Executors.newFixedThreadPool(8)) {
            Callable<Vault> start = () -> vault(data);
            List<Vault> vaults = starters.invokeAll(java.util.Collections.nCopies(8, start)).stream()
                    .map(future -> future.resultNow()).toList();
            byte[] sealed = vaults.getFirst().seal("a", SECRET);
            for (Vault vault : vaults) {
                assertArrayEquals(SECRET, vault.open("a", sealed));
            }
        }
    }

    private KeyFileVault vault(Path data) {
        return KeyFileVault.open(data.resolve("muster.key"), random);
    }
}
