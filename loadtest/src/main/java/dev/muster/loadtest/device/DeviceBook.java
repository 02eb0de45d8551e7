package dev.muster.loadtest.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one device writes down about itself; guarded by its device. */
final class DeviceBook {
    /** Past this number a complaint is only counted: one broken device must not fill the memory. */
    private static final int MAX_COMPLAINTS = 20;

    private final String device;
    private final Acknowledged log;
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();
    private int unwritten;
    private int installed;
    private int removed;
    private int results;
    private int repeated;

    DeviceBook(String device, Acknowledged log) {
        this.device = device;
        this.log = log;
    }

    void complain(String complaint) {
        if (complaints.size() < MAX_COMPLAINTS) {
            complaints.add(complaint);
        } else {
            unwritten++;
        }
    }

    List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        if (unwritten > 0) {
            all.add("and " + unwritten + " more");
        }
        return List.copyOf(all);
    }

    /** Pieces of content that came and went. */
    void changed(int came, int went) {
        installed += came;
        removed += went;
    }

    /** A command arrives; one whose success is known to the gateway must not (queries have fixed names and may). */
    void arrives(String commandId) {
        if (!commandId.startsWith("q") && acknowledged.contains(commandId)) {
            repeated++;
            complain("command " + commandId + " came again after its acknowledgement was answered");
        }
    }

    /** The gateway answered 200 to this result. */
    void answered(String commandId, String result, boolean success) {
        results++;
        if (success) {
            acknowledged.add(commandId);
        }
        log.result(device, commandId, result);
    }

    EmulatedDevice.Tally tally() {
        return new EmulatedDevice.Tally(installed, removed, results, repeated);
    }
}
