package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;

/**
 * Bootstrap tokens and user channels. Whoever changes a channel locks the device's row first, so that no enrolment completes
 * meanwhile and two of them never wait for each other.
 */
final class SqlApple implements AppleStore {
    private static final String COLUMNS = """
            c.user_name, c.short_name, c.enrolment, c.version, c.awaiting_configuration, c.commands""";
    static final String CHANNEL = "SELECT " + COLUMNS + """

            FROM user_channel c WHERE c.tenant_id = ? AND c.device_id = ? AND c.user_key = ?""";
    static final String CHANNELS = "SELECT " + COLUMNS + """

            FROM user_channel c WHERE c.tenant_id = ? AND c.device_id = ? ORDER BY c.user_key""";
    private static final String PUSH = """
            SELECT c.sealed, c.topic, c.received_at
            FROM user_channel c
            JOIN device d ON d.tenant_id = c.tenant_id AND d.device_id = c.device_id AND d.enrolment = c.enrolment
                AND d.state = 'ENROLLED'
            WHERE c.tenant_id = ? AND c.device_id = ? AND c.user_key = ?""";
    private static final String DEVICE = """
            SELECT enrolment FROM device WHERE tenant_id = ? AND device_id = ?""";
    private static final String INSERT = """
            INSERT INTO user_channel (tenant_id, device_id, user_key, version, enrolment, updated_at,
                awaiting_configuration, user_name, short_name, commands, topic, received_at, sealed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id, user_key) DO NOTHING""";
    private static final String UPDATE = """
            UPDATE user_channel SET version = ?, enrolment = ?, updated_at = ?, awaiting_configuration = ?,
                user_name = ?, short_name = ?, commands = ?
            WHERE tenant_id = ? AND device_id = ? AND user_key = ? AND version = ?""";
    private static final String ADDRESS = """
            UPDATE user_channel SET topic = ?, received_at = ?, sealed = ?
            WHERE tenant_id = ? AND device_id = ? AND user_key = ?""";
    private static final String DELETE = """
            DELETE FROM user_channel WHERE tenant_id = ? AND device_id = ? AND user_key = ? AND version = ?""";
    private static final String COUNT = "SELECT count(*) FROM user_channel WHERE tenant_id = ? AND device_id = ?";
    private static final String OLDEST = """
            SELECT c.user_key FROM user_channel c WHERE c.tenant_id = ? AND c.device_id = ?
            ORDER BY c.updated_at, c.user_key LIMIT 1""";
    private static final String CLEAR_CHANNELS = """
            DELETE FROM user_channel WHERE tenant_id = ? AND device_id = ? AND enrolment < ?""";
    private static final String TOKEN = """
            SELECT sealed FROM bootstrap_token WHERE tenant_id = ? AND device_id = ? AND enrolment = ?""";
    private static final String KEEP = """
            INSERT INTO bootstrap_token (tenant_id, device_id, enrolment, received_at, sealed) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id, enrolment) DO UPDATE SET received_at = excluded.received_at,
                sealed = excluded.sealed""";
    private static final String FORGET = """
            DELETE FROM bootstrap_token WHERE tenant_id = ? AND device_id = ? AND enrolment = ?""";
    private static final String CLEAR_TOKENS = """
            DELETE FROM bootstrap_token WHERE tenant_id = ? AND device_id = ? AND enrolment < ?""";

    private static final String UNLOCK_TOKEN = """
            SELECT sealed FROM unlock_token WHERE tenant_id = ? AND device_id = ?""";

    private final Database database;

    SqlApple(Database database) {
        this.database = database;
    }

    @Override
    public Optional<byte[]> bootstrapToken(TenantId tenant, DeviceId device, int enrolment) {
        return database.read(link -> link.one(TOKEN, args -> args.tenant(tenant).device(device).small(enrolment),
                row -> database.seals().bootstrapToken(tenant, device, enrolment, row.bytes())));
    }

    @Override
    public void keepBootstrapToken(TenantId tenant, DeviceId device, int enrolment, Optional<byte[]> token,
            Instant at) {
        Optional<byte[]> sealed = token
                .map(plain -> database.seals().sealBootstrapToken(tenant, device, enrolment, plain));
        database.change(link -> sealed.isPresent()
                ? link.update(KEEP,
                        args -> args.tenant(tenant).device(device).small(enrolment).at(at).bytes(sealed.get()))
                : link.update(FORGET, args -> args.tenant(tenant).device(device).small(enrolment)));
    }

    @Override
    public Optional<byte[]> unlockToken(TenantId tenant, DeviceId device) {
        return database.read(link -> link.one(UNLOCK_TOKEN, args -> args.tenant(tenant).device(device), Row::bytes))
                .map(sealed -> database.seals().openUnlockToken(tenant, device, sealed));
    }

    @Override
    public Optional<UserChannel> channel(TenantId tenant, DeviceId device, String user) {
        return database.read(link -> find(link, tenant, device, UserChannel.key(user)));
    }

    private static Optional<UserChannel> find(Link link, TenantId tenant, DeviceId device, String key)
            throws SQLException {
        return link.one(CHANNEL, args -> args.tenant(tenant).device(device).text(key),
                row -> channel(tenant, device, row));
    }

    @Override
    public List<UserChannel> channels(TenantId tenant, DeviceId device) {
        return database.read(link -> all(link, tenant, device));
    }

    private static List<UserChannel> all(Link link, TenantId tenant, DeviceId device) throws SQLException {
        return link.list(CHANNELS, args -> args.tenant(tenant).device(device), row -> channel(tenant, device, row));
    }

    private static UserChannel channel(TenantId tenant, DeviceId device, Row row) throws SQLException {
        return new UserChannel(tenant, device, row.text(), row.text(), row.small(), row.number(), row.flag(),
                ChannelCommands.read(row.text()));
    }

    @Override
    public Optional<PushAddress> pushAddress(TenantId tenant, DeviceId device, String user) {
        String key = UserChannel.key(user);
        return database.read(link -> link.one(PUSH, args -> args.tenant(tenant).device(device).text(key),
                row -> database.seals().channelPush(tenant, device, key, row.bytes(), row.text(), row.at())));
    }

    @Override
    public WriteOutcome write(ChannelWrite write) {
        UserChannel after = write.after();
        Optional<byte[]> sealed = write.push().map(address -> database.seals().sealChannelPush(after.tenant(),
                after.device(), UserChannel.key(after.user()), address));
        return database.change(link -> {
            if (!isUnder(link, after.tenant(), after.device(), after.enrolment()) || !settle(link, write, sealed)) {
                return WriteOutcome.CONFLICT;
            }
            for (FinishedCommand finished : write.finished()) {
                DeviceBatch.finish(link, after.tenant(), after.device(), finished);
            }
            return WriteOutcome.COMMITTED;
        });
    }

    static boolean isUnder(Link link, TenantId tenant, DeviceId device, int enrolment) throws SQLException {
        return link.one(link.dialect().locking(DEVICE), args -> args.tenant(tenant).device(device), Row::small)
                .filter(current -> current == enrolment).isPresent();
    }

    private boolean settle(Link link, ChannelWrite write, Optional<byte[]> sealed) throws SQLException {
        UserChannel after = write.after();
        String key = UserChannel.key(after.user());
        if (write.gone()) {
            return link.update(DELETE, args -> args.tenant(after.tenant()).device(after.device()).text(key)
                    .number(after.version() - 1)) == 1;
        }
        if (after.version() == 1) {
            return create(link, write, key, sealed.orElseThrow());
        }
        boolean won = update(link, after, write.at());
        if (won && sealed.isPresent()) {
            PushAddress address = write.push().orElseThrow();
            link.update(ADDRESS, args -> args.text(address.topic()).at(address.receivedAt()).bytes(sealed.get())
                    .tenant(after.tenant()).device(after.device()).text(key));
        }
        return won;
    }

    private static boolean update(Link link, UserChannel after, Instant at) throws SQLException {
        return link.update(UPDATE, args -> args.number(after.version()).small(after.enrolment()).at(at)
                .flag(after.awaitingConfiguration()).text(after.user()).text(after.shortName())
                .text(ChannelCommands.write(after.commands())).tenant(after.tenant()).device(after.device())
                .text(UserChannel.key(after.user())).number(after.version() - 1)) == 1;
    }

    private boolean create(Link link, ChannelWrite write, String key, byte[] sealed) throws SQLException {
        UserChannel after = write.after();
        if (find(link, after.tenant(), after.device(), key).isPresent()) {
            return false;
        }
        Args.Binding device = args -> args.tenant(after.tenant()).device(after.device());
        if (link.one(COUNT, device, Row::number).orElse(0L) >= UserChannel.MOST_CHANNELS) {
            Optional<String> oldest = link.one(OLDEST, device, Row::text);
            if (oldest.isPresent()) {
                UserChannel silent = find(link, after.tenant(), after.device(), oldest.get()).orElseThrow();
                cancel(link, silent, "another user took the place", write.at());
                link.update(DELETE, args -> args.tenant(after.tenant()).device(after.device()).text(oldest.get())
                        .number(silent.version()));
                database.events().boundPassed("store.user-channels");
            }
        }
        PushAddress address = write.push().orElseThrow();
        return link.update(INSERT, args -> args.tenant(after.tenant()).device(after.device()).text(key)
                .number(after.version()).small(after.enrolment()).at(write.at()).flag(after.awaitingConfiguration())
                .text(after.user()).text(after.shortName()).text(ChannelCommands.write(after.commands()))
                .text(address.topic()).at(address.receivedAt()).bytes(sealed)) == 1;
    }

    private static void cancel(Link link, UserChannel channel, String why, Instant at) throws SQLException {
        for (PendingCommand command : channel.commands()) {
            DeviceBatch.finish(link, channel.tenant(), channel.device(),
                    new FinishedCommand(command, FinishedCommand.Outcome.CANCELLED, why, new byte[0], at));
        }
    }

    @Override
    public boolean queue(TenantId tenant, DeviceId device, String user, PendingCommand command, Instant at) {
        return database.change(link -> {
            Optional<UserChannel> found = isUnder(link, tenant, device, command.enrolment())
                    ? find(link, tenant, device, UserChannel.key(user))
                    : Optional.empty();
            if (found.isEmpty() || found.get().enrolment() != command.enrolment()
                    || found.get().commands().size() >= UserChannel.MOST_COMMANDS) {
                return false;
            }
            UserChannel channel = found.get();
            List<PendingCommand> commands = new ArrayList<>(channel.commands());
            commands.add(command);
            return update(link, new UserChannel(tenant, device, channel.user(), channel.shortName(),
                    channel.enrolment(), channel.version() + 1, channel.awaitingConfiguration(), commands), at);
        });
    }

    /**
     * Serves a completed enrolment, in its transaction: what belongs to those before it is cleared.
     *
     * @param enrolment the number of the one that stands from now on
     */
    static void clear(Link link, TenantId tenant, DeviceId device, int enrolment, Instant at) throws SQLException {
        for (UserChannel channel : all(link, tenant, device)) {
            if (channel.enrolment() < enrolment) {
                cancel(link, channel, "a new enrolment began", at);
            }
        }
        link.update(CLEAR_CHANNELS, args -> args.tenant(tenant).device(device).small(enrolment));
        link.update(CLEAR_TOKENS, args -> args.tenant(tenant).device(device).small(enrolment));
        SqlDeclarations.clear(link, tenant, device, enrolment);
    }
}
