package dev.muster.gateway.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.SubjectStore.Subject;

/**
 * Lists devices by how they stand, in order of ids: stranded ones (R8), lapsed ones (R12), noncompliant ones (R15). One answer
 * looks at {@link #MOST_LOOKED_AT} devices at most, so a page may be short although there is a next one.
 */
final class ListStandings implements Operation {
    static final int MOST_LOOKED_AT = 5_000;
    private static final int READ_AT_ONCE = 500;

    record Page(List<Standings.Row> devices, @Nullable String next) {}

    private final Store store;
    private final Standings standings;

    ListStandings(Store store, Standings standings) {
        this.store = store;
        this.standings = standings;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/standing";
    }

    @Override
    public Answer handle(Call call) {
        Tenant tenant = Tenants.existing(store.tenants(), call.tenant());
        Optional<Standings.Trait> wanted = call.query("is").map(name -> Standings.Trait.of("is", name));
        Optional<DeviceId> after = call.query("after").map(text -> new DeviceId(Fields.uuid("after", text)));
        int limit = PageSize.of(call);
        List<Definition> settings = standings.settings(tenant.id());
        List<Standings.Row> rows = new ArrayList<>();
        int looked = 0;
        boolean more = true;
        while (more && looked < MOST_LOOKED_AT) {
            List<Subject> read = store.subjects().page(tenant.id(), after, READ_AT_ONCE);
            more = read.size() == READ_AT_ONCE;
            for (Subject subject : read) {
                Standings.Judged judged = standings.judge(tenant, subject, settings);
                after = Optional.of(subject.device().id());
                looked++;
                if (wanted.isEmpty() || judged.traits().contains(wanted.get())) {
                    rows.add(standings.row(judged));
                    if (rows.size() == limit) {
                        return Answer.ok(new Page(rows, after.get().toString()));
                    }
                }
            }
        }
        return Answer.ok(new Page(rows, more ? after.map(DeviceId::toString).orElse(null) : null));
    }
}
