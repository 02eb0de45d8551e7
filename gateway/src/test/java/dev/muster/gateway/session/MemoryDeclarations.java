package dev.muster.gateway.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.DeclarationStore;

/** Declared sets of {@link MemoryCheckIns}; it validates like the real store. */
final class MemoryDeclarations implements DeclarationStore {
    private final MemoryCheckIns rows;
    final Map<DeviceId, Declarations> sets = new HashMap<>();
    final Map<DeviceId, byte[]> reports = new HashMap<>();
    /** So many of the next writes find that somebody else was first. */
    int conflicts;

    MemoryDeclarations(MemoryCheckIns rows) {
        this.rows = rows;
    }

    @Override
    public Optional<Declarations> declarations(TenantId tenant, DeviceId device) {
        rows.answer();
        return Optional.ofNullable(sets.get(device));
    }

    @Override
    public WriteOutcome write(Declarations after, Optional<byte[]> report, Instant at) {
        rows.answer();
        Declarations before = sets.get(after.device());
        if (conflicts > 0) {
            conflicts--;
            return WriteOutcome.CONFLICT;
        }
        if ((before == null ? 0 : before.version()) != after.version() - 1
                || Scenario.present(rows.devices.get(after.device())).enrolment() != after.enrolment()) {
            return WriteOutcome.CONFLICT;
        }
        sets.put(after.device(), after);
        report.ifPresent(kept -> reports.put(after.device(), kept));
        return WriteOutcome.COMMITTED;
    }

    @Override
    public Optional<byte[]> report(TenantId tenant, DeviceId device) {
        return Optional.ofNullable(reports.get(device));
    }

    void clear(DeviceId device, int enrolment) {
        sets.values().removeIf(set -> set.device().equals(device) && set.enrolment() < enrolment);
    }
}
