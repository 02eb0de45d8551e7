package dev.muster.loadtest.device;

import java.security.KeyPair;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * An emulated Windows PC or Android phone: opens OMA-DM sessions, executes what it is told on a real management tree and
 * answers with real status codes. The two differ as clients do: Windows answers per command, sends a Status for Atomic and
 * creates nodes on Replace; the Android agent answers per item, sends none for Atomic and is strict. The monitor of the device
 * guards everything.
 */
public final class OmaDmDevice implements EmulatedDevice {
    private static final String PUSH = "./Vendor/MSFT/DMClient/Provider/Muster/Push/";
    private static final String POLL = "/DMClient/Provider/Muster/Poll/IntervalForRemainingScheduledRetries";
    private static final String SCHEDULE = "/Vendor/MSFT/Scheduler/IntervalDurationSeconds";
    private static final String REGISTRATION = "./Device/Vendor/MSFT/FCM/RegistrationId";

    private final String name;
    private final DevicePlatform platform;
    private final KeyPair keys;
    private final Temperament temperament;
    private final SplittableRandom random;
    private final RemovalWatch watch;
    private final DeviceBook book;
    private final String hardwareId;
    private final ManagementTree tree;
    private final OmaDmDialect dialect;
    private @Nullable OmaDmSession interrupted;
    private @Nullable String address;
    private int sessions;
    private boolean enrolled;
    private boolean errorSpent;
    /** Only a new session brings a refused command again, an interrupted one that goes on does not. */
    private boolean refusedOfLate;

    /**
     * A device fresh from its box.
     *
     * @param name unique in its fleet
     * @param platform {@link DevicePlatform#WINDOWS} or {@link DevicePlatform#ANDROID}
     * @param keys P-256
     * @param temperament how difficult it is
     * @param seed where its ids and moods come from
     * @param watch asked before it removes content
     * @param log told its acknowledged results
     */
    public OmaDmDevice(String name, DevicePlatform platform, KeyPair keys, Temperament temperament, long seed,
            RemovalWatch watch, Acknowledged log) {
        if (platform == DevicePlatform.IOS) {
            throw new IllegalArgumentException("an iPhone does not speak OMA-DM");
        }
        this.name = name;
        this.platform = platform;
        this.keys = keys;
        this.temperament = temperament;
        this.random = new SplittableRandom(seed);
        this.watch = watch;
        this.book = new DeviceBook(name, log);
        this.hardwareId = new UUID(random.nextLong(), random.nextLong()).toString().replace("-", "")
                .toUpperCase(Locale.ROOT);
        this.dialect = platform == DevicePlatform.WINDOWS ? OmaDmDialect.WINDOWS : OmaDmDialect.ANDROID;
        this.tree = new ManagementTree(dialect.brought(hardwareId, name), dialect.replaceCreates());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DevicePlatform platform() {
        return platform;
    }

    @Override
    public KeyPair keys() {
        return keys;
    }

    @Override
    public String hardwareId() {
        return hardwareId;
    }

    /** A new session, or the interrupted one again: its last message, byte for byte, on a new connection. */
    @Override
    public synchronized DeviceSession begin() {
        OmaDmSession before = interrupted;
        interrupted = null;
        if (before != null && random.nextBoolean()) {
            return before;
        }
        refusedOfLate = false;
        sessions++;
        return new OmaDmSession(this, dialect, Integer.toHexString(sessions % 0xFFFF));
    }

    /**
     * Where this device can be woken from now on: a ChannelURI or an FCM registration. Windows gets its channel from the system
     * once it was told for whom, and tells it when asked; so does an Android agent with its registration.
     */
    public synchronized void wakeableAt(String address) {
        this.address = address;
        register();
    }

    private void register() {
        String place = address;
        if (place != null && platform == DevicePlatform.ANDROID) {
            tree.set(REGISTRATION, place);
        } else if (place != null && tree.get(PUSH + "PFN").isPresent()) {
            tree.set(PUSH + "ChannelURI", place);
            tree.set(PUSH + "Status", "0");
        }
    }

    /** Minutes until it comes by itself, as it was told last; empty if it was never told. */
    public synchronized Optional<Integer> pollMinutes() {
        return platform == DevicePlatform.WINDOWS ? tree.ending(POLL).map(Integer::valueOf)
                : tree.ending(SCHEDULE).map(seconds -> Integer.parseInt(seconds) / 60);
    }

    @Override
    public synchronized boolean wantsToReturn() {
        return interrupted != null || refusedOfLate;
    }

    @Override
    public synchronized boolean enrolled() {
        return enrolled;
    }

    @Override
    public CompletableFuture<Void> released() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized HeldContent held() {
        return new HeldContent.Nodes(tree.held());
    }

    @Override
    public synchronized Tally tally() {
        return book.tally();
    }

    @Override
    public synchronized List<String> complaints() {
        return book.complaints();
    }

    @Override
    public synchronized void complain(String complaint) {
        book.complain(complaint);
    }

    // What follows is for this package's session and commands.

    synchronized DmReplies execute(List<dev.muster.protocol.syncml.SyncMlCommand> commands, String msgRef) {
        DmReplies replies = new DmExecution(tree, dialect, this, msgRef).run(commands);
        register();
        return replies;
    }

    /** A command arrives: counted if it should not. */
    void arrives(String commandId) {
        book.arrives(commandId);
    }

    /** Whether the device refuses this command, once in its life. */
    boolean refuses() {
        if (errorSpent || !draw(temperament.error())) {
            return false;
        }
        errorSpent = true;
        refusedOfLate = true;
        return true;
    }

    /** Content is about to go. */
    void removing(String locUri) {
        watch.removing(this, locUri);
    }

    /** So many nodes were written and deleted for good. */
    void changed(int written, int deleted) {
        book.changed(written, deleted);
    }

    synchronized void packageOneAnswered() {
        enrolled = true;
    }

    synchronized void resultAnswered(DmReplies.Told told) {
        book.answered(told.commandId(), told.status(), told.status().startsWith("2") && !told.status().equals("216")
                && !told.status().equals("215"));
    }

    synchronized void interruptedIn(OmaDmSession session) {
        interrupted = session;
    }

    synchronized DeviceRequest.Fate drawFate() {
        if (!draw(temperament.lostReply())) {
            return DeviceRequest.Fate.DELIVERED;
        }
        return random.nextBoolean() ? DeviceRequest.Fate.REPLY_LOST : DeviceRequest.Fate.CUT;
    }

    private boolean draw(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }
}
