package dev.muster.gateway.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Everything that can be configured, for whoever writes {@code muster.yaml}; each key has a default that works on a fresh
 * machine.
 *
 * @param data directory of keys, certificates and the SQLite store; created if missing
 * @param host name under which devices reach the gateway; goes into the server certificate
 * @param listeners addresses and ports
 * @param certificates the life of certificates
 * @param store database
 * @param apns Apple's push service
 * @param apple what is offered to Apple devices
 * @param wns Microsoft's push service
 * @param fcm Google's push service
 * @param retention how long history is kept
 * @param limits bounds of everything that can wait or grow
 */
public record GatewayConfig(Path data, String host, Listeners listeners, Certificates certificates, Database store,
        Apns apns, Apple apple, Wns wns, Fcm fcm, Retention retention, Limits limits) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?");
    private static final long MAX_FILE_BYTES = 1_000_000;

    /** What a missing or empty file means. */
    public static final GatewayConfig DEFAULTS = new GatewayConfig(Path.of("muster-data"), "localhost",
            Listeners.DEFAULTS, Certificates.DEFAULTS, Database.DEFAULTS, Apns.DEFAULTS, Apple.DEFAULTS, Wns.DEFAULTS,
            Fcm.DEFAULTS, Retention.DEFAULTS, Limits.DEFAULTS);

    public GatewayConfig {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "host must be a host name or an IP address of 1 to 253 characters, not \"" + host + "\"");
        }
    }

    /** The same with another data directory. */
    public GatewayConfig withData(Path directory) {
        return new GatewayConfig(directory, host, listeners, certificates, store, apns, apple, wns, fcm, retention,
                limits);
    }

    /** Reads a file of at most 1 MB; throws {@link ConfigurationProblem} for anything that is wrong with it. */
    public static GatewayConfig read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigurationProblem(file + " is larger than 1 MB; that is no configuration file");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw new ConfigurationProblem(
                    file + " does not exist; name an existing file with --config, or leave it out for the defaults");
        } catch (MalformedInputException binary) {
            throw new ConfigurationProblem(file + " is not a UTF-8 text; a configuration file is YAML");
        } catch (IOException _) {
            throw new ConfigurationProblem(
                    file + " cannot be read; check that it is a file and that this user may read it");
        }
    }

    /** Reads the text of a file; {@code name} is what complaints call it. */
    static GatewayConfig parse(String name, String text) {
        ConfigReader reader = new ConfigReader(name);
        return new RecordBinder(reader).bind(reader.read(text), DEFAULTS);
    }
}
