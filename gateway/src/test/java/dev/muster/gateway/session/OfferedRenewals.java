package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Tenant;

/** Offers renewals and remembers what became of them; refuses, as the real one does, whom no enrolment stands for. */
final class OfferedRenewals implements AppleRenewals {
    final List<String> problems = new ArrayList<>();
    int offers;
    boolean willing = true;

    @Override
    public Optional<byte[]> offer(Device device, Tenant tenant) {
        if (device.state() != DeviceState.ENROLLED || !device.tenant().equals(tenant.id())) {
            throw new IllegalArgumentException("nothing stands that could be renewed");
        }
        if (!willing) {
            return Optional.empty();
        }
        offers++;
        return Optional.of(("profile of renewal " + offers).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void refused(Device device, String problem) {
        problems.add(problem);
    }
}
