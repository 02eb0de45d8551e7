package dev.muster.gateway.store;

import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;

/** What Apple devices are told by declarations. Calls block and fail as those of {@link CheckInStore} do. */
public interface DeclarationStore {
    /** What was declared to a device; a completed enrolment clears it. */
    Optional<Declarations> declarations(TenantId tenant, DeviceId device);

    /**
     * Writes durably, only if the stored version is still {@code after.version() - 1} (0: if nothing is stored) and the device
     * is still under that enrolment; else CONFLICT, and nothing was changed.
     *
     * @param report the device's newest status report as it came; empty leaves the stored one alone
     */
    WriteOutcome write(Declarations after, Optional<byte[]> report, Instant at);

    /** The newest status report as it came. */
    Optional<byte[]> report(TenantId tenant, DeviceId device);
}
