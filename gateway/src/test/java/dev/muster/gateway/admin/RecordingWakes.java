package dev.muster.gateway.admin;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;

/** Remembers who would have been woken. */
final class RecordingWakes implements Wakes {
    private final List<String> woken = new CopyOnWriteArrayList<>();

    @Override
    public void tenant(TenantId tenant, String reason) {
        woken.add("tenant " + tenant);
    }

    @Override
    public void certificatesChanged(TenantId tenant) {
        woken.add("certificates " + tenant);
    }

    @Override
    public boolean device(TenantId tenant, DeviceId device) {
        woken.add("device " + device);
        return true;
    }

    @Override
    public void devices(TenantId tenant, List<DeviceId> devices) {
        devices.forEach(device -> device(tenant, device));
    }

    @Override
    public void user(TenantId tenant, DeviceId device, String user) {
        woken.add("user " + user + " of " + device);
    }

    /** What happened since the last call. */
    List<String> taken() {
        List<String> taken = List.copyOf(woken);
        woken.clear();
        return taken;
    }
}
