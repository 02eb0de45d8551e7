package dev.muster.gateway.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;

/** What {@link MemoryCheckIns} keeps of Apple devices beside their rows; it validates like the real store. */
final class MemoryApple implements AppleStore {
    record Enrolled(DeviceId device, int enrolment) {}

    record UserKey(DeviceId device, String user) {}

    private final MemoryCheckIns rows;
    final Map<Enrolled, byte[]> tokens = new HashMap<>();
    final Map<UserKey, UserChannel> channels = new HashMap<>();
    final Map<UserKey, PushAddress> pushes = new HashMap<>();
    /** So many of the next writes find that somebody else was first. */
    int conflicts;

    MemoryApple(MemoryCheckIns rows) {
        this.rows = rows;
    }

    @Override
    public Optional<byte[]> bootstrapToken(TenantId tenant, DeviceId device, int enrolment) {
        rows.answer();
        return Optional.ofNullable(tokens.get(new Enrolled(device, enrolment)));
    }

    @Override
    public void keepBootstrapToken(TenantId tenant, DeviceId device, int enrolment, Optional<byte[]> token,
            Instant at) {
        rows.answer();
        tokens.remove(new Enrolled(device, enrolment));
        token.ifPresent(kept -> tokens.put(new Enrolled(device, enrolment), kept));
    }

    @Override
    public Optional<byte[]> unlockToken(TenantId tenant, DeviceId device) {
        rows.answer();
        return Optional.ofNullable(rows.unlockTokens.get(device));
    }

    @Override
    public Optional<UserChannel> channel(TenantId tenant, DeviceId device, String user) {
        rows.answer();
        return Optional.ofNullable(channels.get(key(device, user)));
    }

    @Override
    public List<UserChannel> channels(TenantId tenant, DeviceId device) {
        rows.answer();
        Map<String, UserChannel> found = new TreeMap<>();
        channels.forEach((key, channel) -> {
            if (key.device().equals(device)) {
                found.put(key.user(), channel);
            }
        });
        return List.copyOf(found.values());
    }

    @Override
    public Optional<PushAddress> pushAddress(TenantId tenant, DeviceId device, String user) {
        rows.answer();
        return Optional.ofNullable(pushes.get(key(device, user)));
    }

    @Override
    public WriteOutcome write(ChannelWrite write) {
        rows.answer();
        UserChannel after = write.after();
        UserKey key = key(after.device(), after.user());
        UserChannel before = channels.get(key);
        Device device = Scenario.present(rows.devices.get(after.device()));
        if (conflicts > 0) {
            conflicts--;
            return WriteOutcome.CONFLICT;
        }
        if ((before == null ? 0 : before.version()) != after.version() - 1
                || device.enrolment() != after.enrolment()) {
            return WriteOutcome.CONFLICT;
        }
        if (before == null && write.push().isEmpty()) {
            throw new AssertionError("a new channel has a push address");
        }
        if (write.gone()) {
            channels.remove(key);
            pushes.remove(key);
        } else {
            channels.put(key, after);
            write.push().ifPresent(address -> pushes.put(key, address));
        }
        rows.finished.computeIfAbsent(after.device(), _ -> new ArrayList<>()).addAll(write.finished());
        return WriteOutcome.COMMITTED;
    }

    @Override
    public boolean queue(TenantId tenant, DeviceId device, String user, PendingCommand command, Instant at) {
        UserChannel found = channels.get(key(device, user));
        if (found == null || found.enrolment() != command.enrolment()
                || found.commands().size() >= UserChannel.MOST_COMMANDS) {
            return false;
        }
        List<PendingCommand> commands = new ArrayList<>(found.commands());
        commands.add(command);
        channels.put(key(device, user), new UserChannel(tenant, device, found.user(), found.shortName(),
                found.enrolment(), found.version() + 1, found.awaitingConfiguration(), commands));
        return true;
    }

    /** An enrolment completed: what belongs to those before it goes. */
    void clear(DeviceId device, int enrolment, Instant at) {
        tokens.keySet().removeIf(key -> key.device().equals(device) && key.enrolment() < enrolment);
        List<FinishedCommand> ended = rows.finished.computeIfAbsent(device, _ -> new ArrayList<>());
        channels.values().stream().filter(channel -> channel.device().equals(device))
                .flatMap(channel -> channel.commands().stream()).forEach(command -> ended
                        .add(new FinishedCommand(command, Outcome.CANCELLED, "a new enrolment began", new byte[0],
                                at)));
        channels.keySet().removeIf(key -> key.device().equals(device));
        pushes.keySet().removeIf(key -> key.device().equals(device));
    }

    private static UserKey key(DeviceId device, String user) {
        return new UserKey(device, UserChannel.key(user));
    }
}
