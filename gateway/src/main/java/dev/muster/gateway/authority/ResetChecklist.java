package dev.muster.gateway.authority;

import java.util.List;

import dev.muster.gateway.model.DataFile;
import dev.muster.gateway.model.TenantAuthority;

/** Serves a reset of the authority: what has to be settled before it, as {@code resets.csv} has it (R20). */
public final class ResetChecklist {
    private static final String HEADING = "from,to,point,how,words";
    private static final List<Entry> ENTRIES = DataFile.rows(ResetChecklist.class, "resets.csv", HEADING).stream()
            .map(row -> new Entry(authority(row.get(0)), authority(row.get(1)),
                    new Point(row.get(2), row.get(3).equals("checked"), row.get(4))))
            .toList();

    private record Entry(TenantAuthority from, TenantAuthority to, Point point) {}

    /**
     * One point of a checklist.
     *
     * @param name how it is called in the API
     * @param checked whether the gateway looks it up by itself; else an administrator records it
     * @param words what is the case once it is settled
     */
    public record Point(String name, boolean checked, String words) {}

    private ResetChecklist() {}

    /** The points of a reset, in order; none if there is no reset from one to the other. */
    public static List<Point> points(TenantAuthority from, TenantAuthority to) {
        return ENTRIES.stream().filter(entry -> entry.from() == from && entry.to() == to).map(Entry::point).toList();
    }

    private static TenantAuthority authority(String name) {
        return TenantAuthority.ofWireName(name).orElseThrow();
    }
}
