package dev.muster.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.muster.gateway.config.Apple;
import dev.muster.gateway.session.AppleOptions;
import dev.muster.protocol.apple.AppleMessage.Secret;

/** Reads what the configuration offers to Apple devices. */
final class AppleOffers {
    private static final long LARGEST_PROFILE = 256 * 1024;

    private AppleOffers() {}

    static AppleOptions of(Apple configured) throws CannotStart {
        Optional<Path> file = configured.returnToServiceWifiProfile();
        Optional<Secret> profile = file.isPresent() ? Optional.of(new Secret(read(file.get()))) : Optional.empty();
        return new AppleOptions(configured.userChannels(), configured.declarations(), configured.returnToService(),
                profile);
    }

    private static byte[] read(Path file) throws CannotStart {
        try {
            if (Files.size(file) > LARGEST_PROFILE) {
                throw CannotStart.because(file + " is larger than 256 KiB; apple.returnToServiceWifiProfile names a"
                        + " configuration profile with a Wi-Fi payload");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw CannotStart.because(file + " cannot be read; check that apple.returnToServiceWifiProfile names a file"
                    + " that this user may read");
        }
    }
}
