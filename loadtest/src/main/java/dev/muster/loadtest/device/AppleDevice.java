package dev.muster.loadtest.device;

import java.security.KeyPair;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.muster.protocol.plist.PlistValue.PlistDict;

/**
 * An emulated iPhone: enrols (Authenticate, TokenUpdate), says Idle until the answer is empty, and really holds the profiles
 * it is given. Each device draws from its own seed. The monitor of the device guards everything.
 */
public final class AppleDevice implements EmulatedDevice {
    /** Identifier of the profile that enrolled the device; removing it would end management (R14). */
    static final String ENROLMENT_PROFILE = "dev.muster.enrolment";

    private final String name;
    private final KeyPair keys;
    private final Temperament temperament;
    private final SplittableRandom random;
    private final PushAddress.Registry registry;
    private final RemovalWatch watch;
    private final DeviceBook book;
    private final String udid;
    private final String serial;
    private final Map<String, byte[]> profiles = new LinkedHashMap<>();
    private PushAddress address;
    private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    private boolean authenticated;
    private boolean tokenStored;
    private boolean tokenOnly;
    private boolean errorSpent;
    private boolean wantsToReturn;
    private boolean keepsResultBack;

    /** Who a device reports to. */
    public record Surroundings(PushAddress.Registry registry, RemovalWatch watch, Acknowledged log) {
        /** Nobody listens. */
        public static final Surroundings NONE = new Surroundings(PushAddress.Registry.NOBODY, RemovalWatch.NONE,
                Acknowledged.NOWHERE);
    }

    /**
     * A device fresh from its box.
     *
     * @param name unique in its fleet
     * @param keys RSA-2048
     * @param topic push topic of the enrolment profile
     * @param temperament how difficult it is
     * @param seed where its ids, tokens and moods come from
     * @param around who is told what happens
     */
    public AppleDevice(String name, KeyPair keys, String topic, Temperament temperament, long seed,
            Surroundings around) {
        this.name = name;
        this.keys = keys;
        this.temperament = temperament;
        this.random = new SplittableRandom(seed);
        this.registry = around.registry();
        this.watch = around.watch();
        this.book = new DeviceBook(name, around.log());
        this.udid = new UUID(random.nextLong(), random.nextLong()).toString().toUpperCase(Locale.ROOT);
        this.serial = "F" + Long.toString(random.nextLong(1L << 50, 1L << 51), 36).toUpperCase(Locale.ROOT);
        this.address = newAddress(topic);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DevicePlatform platform() {
        return DevicePlatform.IOS;
    }

    @Override
    public KeyPair keys() {
        return keys;
    }

    @Override
    public String hardwareId() {
        return udid;
    }

    /** Its serial number. */
    public String serial() {
        return serial;
    }

    @Override
    public synchronized DeviceSession begin() {
        return new AppleSession(this);
    }

    @Override
    public synchronized boolean wantsToReturn() {
        return wantsToReturn;
    }

    @Override
    public synchronized boolean enrolled() {
        return authenticated && tokenStored;
    }

    @Override
    public synchronized HeldContent held() {
        return new HeldContent.Profiles(profiles);
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

    /**
     * The device gets a new push token and magic, as after a restore or an update of iOS: from now on it hears nothing sent
     * to the old ones, and its next conversation is a TokenUpdate alone. Devices send it only once.
     */
    public synchronized void renewPushAddress() {
        address = newAddress(address.topic());
        tokenStored = false;
        tokenOnly = true;
        registry.listens(this, address);
    }

    /** Whether the new push address of {@link #renewPushAddress()} was answered with 200. */
    public synchronized boolean pushAddressKnown() {
        return tokenStored;
    }

    /** From now on results of commands are kept back until {@link #release()}. */
    public synchronized void holdResultsBack() {
        if (gate.isDone()) {
            gate = new CompletableFuture<>();
        }
    }

    /** Whether a result waits for {@link #release()} now or did so before. */
    public synchronized boolean keepsResultBack() {
        return keepsResultBack;
    }

    /** Lets the results go that were kept back; later ones go at once. */
    public void release() {
        CompletableFuture<Void> opened;
        synchronized (this) {
            opened = gate;
        }
        opened.complete(null);
    }

    @Override
    public synchronized CompletableFuture<Void> released() {
        return gate;
    }

    private PushAddress newAddress(String topic) {
        byte[] token = new byte[32];
        random.nextBytes(token);
        String magic = new UUID(random.nextLong(), random.nextLong()).toString().toUpperCase(Locale.ROOT);
        return new PushAddress(HexFormat.of().formatHex(token), magic, topic);
    }

    // What follows is for this package's session and commands; each call holds the monitor.

    synchronized PushAddress pushAddress() {
        return address;
    }

    synchronized boolean mustAuthenticate() {
        return !authenticated;
    }

    synchronized boolean mustTellToken() {
        return !tokenStored;
    }

    synchronized void authenticateAnswered() {
        authenticated = true;
    }

    /** The TokenUpdate was answered; true if the conversation is to end with it. */
    synchronized boolean tokenAnswered() {
        tokenStored = true;
        boolean alone = tokenOnly;
        tokenOnly = false;
        return alone;
    }

    /** The device begins to listen before it tells its address: a push may come at any moment afterwards. */
    synchronized void listen() {
        registry.listens(this, address);
    }

    /** Only Idle brings commands again that were answered NotNow or Error. */
    synchronized void saysIdle() {
        wantsToReturn = false;
    }

    synchronized void returnSoon() {
        wantsToReturn = true;
    }

    synchronized AppleCommands.Outcome execute(String commandId, PlistDict command) {
        book.arrives(commandId);
        if (draw(temperament.notNow())) {
            wantsToReturn = true;
            return AppleCommands.Outcome.NOT_NOW;
        }
        if (!errorSpent && draw(temperament.error())) {
            errorSpent = true;
            wantsToReturn = true;
            return AppleCommands.Outcome.error("MCInstallationErrorDomain", 4001);
        }
        return AppleCommands.execute(this, command);
    }

    synchronized void resultAnswered(String commandId, String status) {
        book.answered(commandId, status, status.equals("Acknowledged"));
    }

    synchronized void put(String identifier, byte[] profile) {
        profiles.put(identifier, profile);
        book.changed(1, 0);
    }

    synchronized boolean remove(String identifier) {
        if (!profiles.containsKey(identifier)) {
            return false;
        }
        watch.removing(this, identifier);
        profiles.remove(identifier);
        book.changed(0, 1);
        return true;
    }

    synchronized DeviceRequest.Fate drawFate(boolean result) {
        if (result && !gate.isDone()) {
            keepsResultBack = true;
            return DeviceRequest.Fate.HELD_BACK;
        }
        if (!draw(temperament.lostReply())) {
            return DeviceRequest.Fate.DELIVERED;
        }
        return random.nextBoolean() ? DeviceRequest.Fate.REPLY_LOST : DeviceRequest.Fate.CUT;
    }

    private boolean draw(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }
}
