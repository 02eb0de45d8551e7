package dev.muster.gateway.wake;

import java.util.concurrent.CompletableFuture;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;

/** Tells devices to check in. Thread-safe; bounds its own queue and answers RetryLater beyond it. */
public interface WakeChannel extends AutoCloseable {
    /** Sends one wake-up; the future never fails, what went wrong is an outcome. */
    CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address);

    @Override
    void close();
}
