package dev.muster.gateway.authority;

import java.util.ArrayList;
import java.util.List;

import dev.muster.gateway.model.TenantAuthority;

/** What people should be told before a switch (R27). */
public final class SwitchNotices {
    private SwitchNotices() {}

    /** The notices for a change, in the order of the rule. */
    public static List<String> of(TenantAuthority from, TenantAuthority to) {
        List<String> notices = new ArrayList<>();
        if (from == TenantAuthority.UNKNOWN) {
            return notices;
        }
        boolean hybrid = from == TenantAuthority.CONFIGURATION_MANAGER || to == TenantAuthority.CONFIGURATION_MANAGER;
        if (hybrid) {
            notices.add("Device categories are not carried over between Intune and Configuration Manager.");
        }
        notices.add("Users may have to sign in to their e-mail profile again.");
        if (hybrid) {
            notices.add("A changed site code applies to new enrolments only.");
        }
        notices.add(
                "Devices switch at their next check-in: those that are on and online at once, others up to eight hours"
                        + " later (R9); until then their profiles stay valid for seven days (R12).");
        return notices;
    }
}
