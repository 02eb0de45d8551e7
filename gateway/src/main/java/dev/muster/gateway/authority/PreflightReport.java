package dev.muster.gateway.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.TenantAuthority;

/**
 * What a change of authority would do, before anybody does it (R11).
 *
 * @param from what the tenant has
 * @param to what it would have
 * @param devices enrolled devices there are
 * @param switching of them, those that would be served by another authority, with a sample
 * @param switchingUsers users of those
 * @param lost settings that devices would lose without one of the same name in place
 * @param usersWithoutPlan users who would lack a plan of the authority that would serve them (R26)
 * @param usersLosingPlan of them, those who have a plan of the authority that serves them now, or whom nobody serves now
 * @param push authorities that would serve Apple devices and have no push certificate with the right topic (R13)
 * @param userless devices without a user, which stay where they are (R8)
 * @param stranded of them, those whose authority would no longer serve the tenant
 * @param actions actions that wait on switching devices, and what becomes of them (R25)
 * @param notices what else to tell people (R27)
 */
public record PreflightReport(TenantAuthority from, TenantAuthority to, long devices, Sample switching,
        Sample switchingUsers, List<Loss> lost, Sample usersWithoutPlan, Sample usersLosingPlan, List<PushGap> push,
        Sample userless,
        Sample stranded, Map<String, ActionCount> actions, List<String> notices) {
    /** How many of a kind a report names; the rest is counted. */
    public static final int NAMED = 100;

    /** What has to be acknowledged before the change. */
    public enum Finding {
        SETTINGS_LOST("settingsLost"), USERS_WITHOUT_PLAN("usersWithoutPlan"), PUSH_CERTIFICATE("pushCertificate"),
        STRANDED_DEVICES("strandedDevices"), ACTIONS_CANCELLED("actionsCancelled");

        private final String wireName;

        Finding(String wireName) {
            this.wireName = wireName;
        }

        /** The name in the API. */
        public String wireName() {
            return wireName;
        }

        /** The finding of this name; empty if there is none. */
        public static Optional<Finding> ofWireName(String name) {
            for (Finding finding : values()) {
                if (finding.wireName.equals(name)) {
                    return Optional.of(finding);
                }
            }
            return Optional.empty();
        }
    }

    /** How many, and the first {@link #NAMED} of them. */
    public record Sample(long count, List<String> first) {
        public Sample {
            first = List.copyOf(first);
        }
    }

    /** A setting that would go without a successor of its name. */
    public record Loss(String setting, String authority, Sample devices, Sample users) {}

    /**
     * An authority that would serve Apple devices.
     *
     * @param reason {@code missing}, {@code expired} or {@code topicDiffers}
     * @param devices those it concerns
     */
    public record PushGap(String authority, String reason, long devices) {}

    /**
     * Waiting actions of a kind.
     *
     * @param waiting not sent yet
     * @param sent sent, without a result: they keep waiting for it
     * @param needsChoice whether an administrator has to choose what becomes of those that wait; others are cancelled
     */
    public record ActionCount(long waiting, long sent, boolean needsChoice) {}

    public PreflightReport {
        lost = List.copyOf(lost);
        push = List.copyOf(push);
        actions = Map.copyOf(actions);
        notices = List.copyOf(notices);
    }

    /** What is open, in the order of the constants. */
    public List<Finding> open() {
        List<Finding> open = new ArrayList<>();
        if (!lost.isEmpty()) {
            open.add(Finding.SETTINGS_LOST);
        }
        if (usersLosingPlan.count() > 0) {
            open.add(Finding.USERS_WITHOUT_PLAN);
        }
        if (!push.isEmpty()) {
            open.add(Finding.PUSH_CERTIFICATE);
        }
        if (stranded.count() > 0) {
            open.add(Finding.STRANDED_DEVICES);
        }
        if (actions.values().stream().anyMatch(count -> count.waiting() > 0 && !count.needsChoice())) {
            open.add(Finding.ACTIONS_CANCELLED);
        }
        return open;
    }

    /** Whether something waits of which an administrator has to say whether it goes along (R25). */
    public boolean needsChoice() {
        return actions.values().stream().anyMatch(count -> count.waiting() > 0 && count.needsChoice());
    }
}
