package dev.muster.gateway.admin;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.store.EnrolmentStore;

/** The parts of a device as administrators see it; what devices reported is text, never interpreted. */
final class DeviceView {
    private DeviceView() {}

    /** What a list shows of a device. */
    record Row(String id, String platform, @Nullable String user, String state, @Nullable String managedBy, long epoch,
            @Nullable String lastSeen, Device.Hardware hardware) {
        static Row of(Device.Seen seen) {
            Device device = seen.device();
            return new Row(device.id().toString(), device.platform().wireName(),
                    device.user().map(Object::toString).orElse(null), label(device.state()),
                    device.managedBy().map(ManagementAuthority::wireName).orElse(null), device.epoch(),
                    seen.lastSeen().map(Instant::toString).orElse(null), device.hardware());
        }
    }

    /**
     * Who serves the device now.
     *
     * @param serving null if nobody does
     * @param stranded the authority it belongs to that no longer serves it (R8); null otherwise
     * @param rule the rule that decided
     */
    record Authority(@Nullable String serving, @Nullable String stranded, String rule) {
        static Authority of(AuthorityDecision decision) {
            return switch (decision) {
                case AuthorityDecision.Serving(var authority, var rule) -> new Authority(authority.wireName(), null,
                        rule.name());
                case AuthorityDecision.Stranded(var authority, var rule) -> new Authority(null, authority.wireName(),
                        rule.name());
                case AuthorityDecision.Unserved(var rule) -> new Authority(null, null, rule.name());
            };
        }
    }

    record Held(String name, String authority, String version, String state, String detail) {
        static Held of(InstalledSetting setting) {
            return new Held(setting.name().value(), setting.authority().wireName(), setting.version(),
                    label(setting.state()), setting.detail());
        }
    }

    /** @param goodUntil of one that was renewed; null for others */
    record Certificate(String fingerprint, String status, String notAfter, @Nullable String goodUntil) {
        static Certificate of(EnrolmentStore.CertificateRecord record) {
            return new Certificate(record.fingerprint().hex(), label(record.status()), record.notAfter().toString(),
                    record.goodUntil().map(Object::toString).orElse(null));
        }
    }

    /**
     * A certificate that is due and has not been renewed yet (R18).
     *
     * @param offered how often within a day
     * @param problem what the device said to the newest offer it could not use; null if it said nothing
     */
    record Renewal(int offered, @Nullable String problem) {
        static @Nullable Renewal of(List<String> offers) {
            return offers.isEmpty() ? null
                    : new Renewal(offers.size(),
                            offers.stream().filter(problem -> !problem.isEmpty()).findFirst().orElse(null));
        }
    }

    record Pending(String id, String kind, String state) {
        static Pending of(PendingCommand command) {
            return new Pending(command.id().toString(), command.action().kind().wireName(), label(command.state()));
        }
    }

    record Finished(String id, String kind, String outcome, String detail) {
        static Finished of(FinishedCommand finished) {
            return new Finished(finished.command().id().toString(), finished.command().action().kind().wireName(),
                    label(finished.outcome()), finished.detail());
        }
    }

    /** A user of an Apple device who is managed beside it. */
    record User(String user, String shortName, List<Pending> pending) {
        static User of(UserChannel channel) {
            return new User(channel.user(), channel.shortName(),
                    channel.commands().stream().map(Pending::of).toList());
        }
    }

    /** A constant's name in the API: {@code NOT_NOW} is {@code notNow}. */
    static String label(Enum<?> constant) {
        StringBuilder label = new StringBuilder();
        for (String word : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            label.append(label.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return label.toString();
    }
}
