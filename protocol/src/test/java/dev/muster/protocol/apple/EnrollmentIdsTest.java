package dev.muster.protocol.apple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who speaks, by the identifiers of a message (Apple's schema, mdm/checkin). */
@Timeout(10)
final class EnrollmentIdsTest {
    @ParameterizedTest
    @CsvSource({
            "U,,,,,DEVICE,U,", ",E,,,,USER_ENROLMENT,E,",
            "U,,ID,,,USER,U,ID", "U,,ID,,ada,USER,U,ID", ",E,,EU,ada,USER_OF_USER_ENROLMENT,E,EU",
            "U,,FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF,,ada@example.com,SHARED_IPAD_USER,U,ada@example.com",
            "U,,ffffffff-ffff-ffff-ffff-ffffffffffff,,ada@example.com,SHARED_IPAD_USER,U,ada@example.com",
            "U,,FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF,,,USER,U,FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "U,,,,ada,USER,U,ada"})
    void knowsWhoSpeaks(@Nullable String udid, @Nullable String enrollmentId, @Nullable String userId,
            @Nullable String enrollmentUserId, @Nullable String shortName, EnrollmentIds.Channel channel,
            String device, @Nullable String user) {
        EnrollmentIds ids = new EnrollmentIds(Optional.ofNullable(udid), Optional.ofNullable(enrollmentId),
                Optional.ofNullable(userId), Optional.ofNullable(enrollmentUserId), Optional.ofNullable(shortName));
        assertEquals(channel, ids.channel());
        assertEquals(device, ids.device());
        assertEquals(Optional.ofNullable(user), ids.user());
        assertEquals(user != null, ids.ofUserChannel());
    }

    @Test
    void namesADeviceAlways() {
        assertThrows(IllegalArgumentException.class, () -> new EnrollmentIds(Optional.empty(), Optional.empty(),
                Optional.of("user"), Optional.empty(), Optional.empty()));
    }
}
