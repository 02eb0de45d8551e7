package dev.muster.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;

/** R24 and R24b as the documentation has them. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CapabilitiesTest {
    private static final Capabilities KNOWN = Capabilities.known();
    private static final Set<Platform> BASIC_MOBILITY = EnumSet.of(Platform.IOS, Platform.IPADOS, Platform.ANDROID,
            Platform.WINDOWS);
    private static final Set<Platform> INTUNE = EnumSet.of(Platform.IOS, Platform.IPADOS, Platform.MACOS,
            Platform.ANDROID, Platform.WINDOWS);

    @Test
    void r24Platforms() {
        assertEquals(BASIC_MOBILITY, platforms(p -> KNOWN.objection(ManagementAuthority.OFFICE365, p)));
        assertEquals(INTUNE, platforms(p -> KNOWN.objection(ManagementAuthority.INTUNE, p)));
        assertEquals(INTUNE, platforms(p -> KNOWN.objection(ManagementAuthority.CONFIGURATION_MANAGER, p)));
    }

    @Test
    void r24Actions() {
        assertEquals(BASIC_MOBILITY, withAction(ManagementAuthority.OFFICE365, Action.Kind.WIPE));
        assertEquals(BASIC_MOBILITY, withAction(ManagementAuthority.OFFICE365, Action.Kind.DEVICE_INFORMATION));
        assertEquals(Set.of(), withAction(ManagementAuthority.OFFICE365, Action.Kind.LOCK));
        assertEquals(Set.of(), withAction(ManagementAuthority.OFFICE365, Action.Kind.RESTART));
        assertEquals(BASIC_MOBILITY, withAction(ManagementAuthority.OFFICE365, Action.Kind.RETIRE));
        for (Action.Kind kind : Set.of(Action.Kind.RESET_PASSCODE, Action.Kind.LOCATE, Action.Kind.ENABLE_LOST_MODE,
                Action.Kind.DISABLE_LOST_MODE, Action.Kind.RENAME, Action.Kind.INSTALL_APP, Action.Kind.REMOVE_APP)) {
            assertEquals(Set.of(), withAction(ManagementAuthority.OFFICE365, kind));
        }
        for (Action.Kind kind : Action.Kind.values()) {
            assertEquals(offered(kind), withAction(ManagementAuthority.INTUNE, kind));
            assertEquals(offered(kind), withAction(ManagementAuthority.CONFIGURATION_MANAGER, kind));
        }
    }

    /** Where the platform has it. */
    private static Set<Platform> offered(Action.Kind kind) {
        return switch (kind) {
            case LOCK, RESTART, WIPE, RETIRE, DEVICE_INFORMATION -> INTUNE;
            case RESET_PASSCODE, ENABLE_LOST_MODE, DISABLE_LOST_MODE -> EnumSet.of(Platform.IOS, Platform.IPADOS);
            case LOCATE -> EnumSet.of(Platform.IOS, Platform.IPADOS, Platform.WINDOWS);
            case RENAME, SECURITY_INFORMATION, INSTALLED_APPS -> EnumSet.of(Platform.IOS, Platform.IPADOS,
                    Platform.MACOS, Platform.WINDOWS);
            case INSTALL_APP, REMOVE_APP -> EnumSet.of(Platform.IOS, Platform.IPADOS, Platform.MACOS);
        };
    }

    @Test
    void r24Settings() {
        assertEquals(BASIC_MOBILITY, withSetting(ManagementAuthority.OFFICE365, "password"));
        assertEquals(EnumSet.of(Platform.IOS, Platform.IPADOS), withSetting(ManagementAuthority.OFFICE365, "email"));
        assertEquals(EnumSet.of(Platform.IOS, Platform.IPADOS, Platform.ANDROID),
                withSetting(ManagementAuthority.OFFICE365, "restriction"));
        assertEquals(Set.of(), withSetting(ManagementAuthority.OFFICE365, "wifi"));
        assertEquals(INTUNE, withSetting(ManagementAuthority.INTUNE, "wifi"));
        assertEquals(EnumSet.of(Platform.IOS, Platform.IPADOS), withSetting(ManagementAuthority.INTUNE, "email"));
    }

    @Test
    void r24bOnOffice365SomePasswordRulesAreOnlyForIosAndWindows() {
        for (String field : Set.of("required", "alphanumeric", "maxInactivityMinutes")) {
            assertFalse(KNOWN.offersField(ManagementAuthority.OFFICE365, "password", field, Platform.ANDROID));
            assertTrue(KNOWN.offersField(ManagementAuthority.OFFICE365, "password", field, Platform.IOS));
            assertTrue(KNOWN.offersField(ManagementAuthority.OFFICE365, "password", field, Platform.WINDOWS));
            assertTrue(KNOWN.offersField(ManagementAuthority.INTUNE, "password", field, Platform.ANDROID));
        }
        assertTrue(KNOWN.offersField(ManagementAuthority.OFFICE365, "password", "minLength", Platform.ANDROID));
        assertFalse(KNOWN.offersField(ManagementAuthority.OFFICE365, "password", "minLength", Platform.MACOS));
    }

    @Test
    void r24AnObjectionNamesTheAuthorityAndTheLicenceThatWouldAllowIt() {
        String lock = KNOWN.objection(ManagementAuthority.OFFICE365, Action.Kind.LOCK, Platform.IOS).orElseThrow();
        assertTrue(lock.contains("Office 365") && lock.contains("Intune") && lock.contains("Business Premium"), lock);
        String mail = KNOWN.objection(ManagementAuthority.INTUNE, "email", Platform.WINDOWS).orElseThrow();
        assertTrue(mail.contains("Intune") && mail.contains("No licence would change that"), mail);
    }

    private interface Question {
        Optional<String> objectionFor(Platform platform);
    }

    private static Set<Platform> withAction(ManagementAuthority authority, Action.Kind kind) {
        return platforms(platform -> KNOWN.objection(authority, kind, platform));
    }

    private static Set<Platform> withSetting(ManagementAuthority authority, String kind) {
        return platforms(platform -> KNOWN.objection(authority, kind, platform));
    }

    private static Set<Platform> platforms(Question question) {
        return Stream.of(Platform.values()).filter(platform -> question.objectionFor(platform).isEmpty())
                .collect(Collectors.toSet());
    }
}
