package dev.muster.gateway.store.sql;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * The threads of one open store, as the concerns use them: they read, they change, and devices' writes are grouped. On SQLite
 * one thread writes everything; on PostgreSQL devices' writes are split by device over several, and everything else has a
 * thread of its own.
 */
final class Database {
    private final ReaderPool readers;
    private final List<WriterThread> deviceWriters;
    private final WriterThread changes;
    private final Gathered gathered;
    private final Seals seals;
    private final Clock clock;
    private final GatewayEvents events;

    /** What is noted in memory and written every few seconds. */
    record Gathered(Touches touches, Switches switches) {}

    Database(ReaderPool readers, List<WriterThread> deviceWriters, WriterThread changes, Gathered gathered,
            Seals seals, Clock clock, GatewayEvents events) {
        this.readers = readers;
        this.deviceWriters = List.copyOf(deviceWriters);
        this.changes = changes;
        this.gathered = gathered;
        this.seals = seals;
        this.clock = clock;
        this.events = events;
    }

    <T> T read(Work<T> work) {
        return readers.read(work);
    }

    /** A short transaction of its own. */
    <T> T change(Work<T> work) {
        return changes.run(work);
    }

    /** Work outside any transaction, between two of them. */
    <T> T between(Work<T> work) {
        return changes.between(work);
    }

    WriteOutcome write(DeviceWrite write) {
        int writer = Math.floorMod(write.write().after().id().hashCode(), deviceWriters.size());
        return deviceWriters.get(writer).write(write);
    }

    void touch(TenantId tenant, DeviceId device, Instant at) {
        gathered.touches().note(tenant, device, at);
    }

    /** When the device was seen, if this node knows it and has not written it yet. */
    Optional<Instant> touched(TenantId tenant, DeviceId device) {
        return gathered.touches().noted(tenant, device);
    }

    /** Notes that a device converged to a newer epoch. */
    void switched(TenantId tenant, Platform platform) {
        gathered.switches().note(tenant, platform);
    }

    /** Hands what was noted to the writer without waiting for it; what it has no room for is lost and counted. */
    void flushTouches() {
        gathered.touches().flush(work -> later(work, "store.touches"));
        gathered.switches().flush(work -> later(work, "store.switches"));
    }

    private void later(Work<Boolean> work, String bound) {
        try {
            changes.later(work);
        } catch (StoreUnavailable full) {
            events.boundPassed(bound);
        }
    }

    /** Writes what is queued, then ends all threads. */
    void close() {
        readers.close();
        gathered.touches().flush(changes::run);
        gathered.switches().flush(changes::run);
        deviceWriters.forEach(WriterThread::close);
        changes.close();
    }

    /** Runs work once on the connection of every thread that reads or writes, for tests that read settings back. */
    <T> List<T> onEveryThread(Work<T> work) throws InterruptedException {
        List<T> results = new ArrayList<>(readers.onEveryThread(work));
        Set<WriterThread> writers = new HashSet<>(deviceWriters);
        writers.add(changes);
        writers.forEach(writer -> results.add(writer.between(work)));
        return results;
    }

    /** See {@link Availability}. */
    boolean available() {
        return changes.available();
    }

    Seals seals() {
        return seals;
    }

    Clock clock() {
        return clock;
    }

    GatewayEvents events() {
        return events;
    }
}
