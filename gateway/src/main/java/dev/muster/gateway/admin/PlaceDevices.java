package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.SubjectStore.Subject;

/**
 * Moves userless devices that fit a filter under another authority (R8). One call looks at a bounded number of devices and says
 * where to go on; each move stands in the audit log.
 */
final class PlaceDevices implements Operation {
    private static final int PAGE = 500;

    /**
     * @param is a trait of {@link ListStandings}, for example {@code stranded}; absent: any userless device
     * @param under the authority they belong to now; absent: any
     * @param after where an earlier call ended
     * @param dryRun whether only to count
     */
    record Request(@Nullable String authority, @Nullable String is, @Nullable String under, @Nullable String platform,
            @Nullable String after, @Nullable Boolean dryRun) {}

    record Moved(int moved, boolean dryRun, @Nullable String next) {}

    private record Filter(Optional<Standings.Trait> is, Optional<ManagementAuthority> under,
            Optional<Platform> platform) {
        boolean fits(Standings.Judged judged, ManagementAuthority to) {
            Device device = judged.subject().device();
            return device.user().isEmpty() && device.placedUnder().filter(placed -> placed != to).isPresent()
                    && (is.isEmpty() || judged.traits().contains(is.get()))
                    && (under.isEmpty() || device.placedUnder().equals(under))
                    && (platform.isEmpty() || device.platform() == platform.get());
        }
    }

    private final Store store;
    private final Standings standings;
    private final Journal journal;
    private final Wakes wakes;

    PlaceDevices(Store store, Standings standings, Journal journal, Wakes wakes) {
        this.store = store;
        this.standings = standings;
        this.journal = journal;
        this.wakes = wakes;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/placements";
    }

    @Override
    public Answer handle(Call call) {
        Tenant tenant = Tenants.existing(store.tenants(), call.tenant());
        Request request = call.body(Request.class);
        ManagementAuthority to = PlaceDevice.serving(tenant, Fields.required("authority", request.authority()));
        Filter filter = filter(request);
        boolean dryRun = Fields.flag(request.dryRun());
        Optional<DeviceId> after = Optional.ofNullable(request.after())
                .map(text -> new DeviceId(Fields.uuid("after", text)));
        List<Definition> settings = standings.settings(tenant.id());
        int moved = 0;
        boolean more = true;
        for (int looked = 0; more && looked < ListStandings.MOST_LOOKED_AT; looked += PAGE) {
            List<Subject> page = store.subjects().page(tenant.id(), after, PAGE);
            more = page.size() == PAGE;
            after = page.isEmpty() ? after : Optional.of(page.getLast().device().id());
            for (Subject subject : page) {
                if (filter.fits(standings.judge(tenant, subject, settings), to)) {
                    moved += dryRun || move(tenant, subject.device(), to) ? 1 : 0;
                }
            }
        }
        if (moved > 0 && !dryRun) {
            wakes.tenant(tenant.id(), "placement");
        }
        return Answer.ok(new Moved(moved, dryRun, more ? after.map(DeviceId::toString).orElse(null) : null));
    }

    private boolean move(Tenant tenant, Device device, ManagementAuthority to) {
        boolean moved = store.devices().place(tenant.id(), device.id(), to);
        if (moved) {
            PlaceDevice.note(journal, tenant.id(), device, to);
        }
        return moved;
    }

    private static Filter filter(Request request) {
        return new Filter(Optional.ofNullable(request.is()).map(name -> Standings.Trait.of("is", name)),
                Optional.ofNullable(request.under()).map(name -> PlaceDevice.authority("under", name)),
                Optional.ofNullable(request.platform()).map(name -> Platform.ofWireName(name).orElseThrow(
                        () -> ApiProblem.badField("platform",
                                "must be ios, ipados, macos, tvos, windows or android"))));
    }
}
