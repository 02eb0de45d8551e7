package dev.muster.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How Apple devices enrol.
 *
 * @param signMessage whether enrolled devices sign each message, for proxies that end TLS before the gateway
 * @param accessRights what an enrolled device lets its management do, the sum of Apple's flags, 1 to 8191
 * @param makersFile certificates of who makes the devices, PEM: automated enrolment believes no other hardware, and without it
 *        none
 */
public record AppleEnrolment(boolean signMessage, int accessRights, Optional<Path> makersFile) {
    private static final int ALL_RIGHTS = 8191;
    static final AppleEnrolment DEFAULTS = new AppleEnrolment(false, ALL_RIGHTS, Optional.empty());

    public AppleEnrolment {
        if (accessRights < 1 || accessRights > ALL_RIGHTS) {
            throw new IllegalArgumentException("accessRights must be 1 to " + ALL_RIGHTS + ", is " + accessRights);
        }
    }
}
