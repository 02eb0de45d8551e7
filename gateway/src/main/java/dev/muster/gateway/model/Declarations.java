package dev.muster.gateway.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.identity.Fingerprint;

/**
 * What one Apple device is told by declarations instead of commands, and what it made of them. Belongs to one enrolment.
 *
 * @param tenant its tenant
 * @param device the device
 * @param enrolment the enrolment it belongs to
 * @param version raised by one at each write; 0 before the first
 * @param byCommands whether the device refused declarations: it gets commands until it enrols again
 * @param items configuration profiles declared now, each by its payload identifier
 * @param withdrawn identifiers that are declared no more and may still be on the device
 * @param changedAt when {@code items} last changed
 * @param reported what the device last said; empty if it never did
 */
public record Declarations(TenantId tenant, DeviceId device, int enrolment, long version, boolean byCommands,
        List<Item> items, List<String> withdrawn, Instant changedAt, Optional<List<State>> reported) {
    public Declarations {
        items = List.copyOf(items);
        withdrawn = List.copyOf(withdrawn);
        reported = reported.map(List::copyOf);
    }

    /** A profile that is declared; {@code serverToken} is the setting's version. */
    public record Item(String identifier, String serverToken) {}

    /** How a declared profile stands on the device. */
    public enum Standing {
        /** Valid and active. */
        INSTALLED,
        /** Invalid. */
        REFUSED,
        /** Neither yet. */
        OPEN
    }

    /**
     * What a device says of one declaration.
     *
     * @param reason code of the refusal, safe for logs; empty otherwise
     */
    public record State(String identifier, String serverToken, Standing standing, String reason) {}

    /** Names the whole set: another set has another token. */
    public String token() {
        StringBuilder text = new StringBuilder();
        items.stream().map(item -> item.identifier() + "\n" + item.serverToken() + "\n").sorted()
                .forEach(text::append);
        return Fingerprint.of(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** The profile declared under an identifier. */
    public Optional<Item> item(String identifier) {
        return items.stream().filter(item -> item.identifier().equals(identifier)).findFirst();
    }

    /** What the device said of an identifier. */
    public Optional<State> state(String identifier) {
        return reported.orElse(List.of()).stream().filter(state -> state.identifier().equals(identifier)).findFirst();
    }
}
