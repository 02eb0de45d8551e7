package dev.muster.gateway.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class PushGateTest {
    private static final Map<ManagementAuthority, String> OFFICE365_ONLY = Map.of(ManagementAuthority.OFFICE365,
            "com.apple.mgmt.External.1");

    @Test
    void r13ClosesCheckInsOfIosAndIpadOsWithoutATopic() {
        Set<Platform> closed = Stream.of(Platform.values())
                .filter(platform -> PushGate.closed(platform, ManagementAuthority.INTUNE, OFFICE365_ONLY))
                .collect(Collectors.toSet());
        assertEquals(EnumSet.of(Platform.IOS, Platform.IPADOS), closed);
    }

    @Test
    void r13ClosesEnrolmentOfAnyAppleDeviceWithoutATopic() {
        Set<Platform> closed = Stream.of(Platform.values())
                .filter(platform -> PushGate.closedToEnrolment(platform, ManagementAuthority.INTUNE, OFFICE365_ONLY))
                .collect(Collectors.toSet());
        assertEquals(EnumSet.of(Platform.IOS, Platform.IPADOS, Platform.MACOS, Platform.TVOS), closed);
    }

    @Test
    void r13InCoexistenceOnlyTheSideWithoutATopicIsClosed() {
        for (Platform platform : Platform.values()) {
            assertEquals(false, PushGate.closed(platform, ManagementAuthority.OFFICE365, OFFICE365_ONLY));
            assertEquals(false, PushGate.closedToEnrolment(platform, ManagementAuthority.OFFICE365, OFFICE365_ONLY));
        }
    }
}
