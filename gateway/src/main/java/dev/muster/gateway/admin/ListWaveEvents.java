package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WaveStore;

/**
 * Lists what happened to a tenant's waves, for whoever follows them: who asks again with the last number misses nothing, whichever
 * gateway answers.
 */
final class ListWaveEvents implements Operation {
    record Row(long number, String at, long wave, String event, int pass, long devices) {
        static Row of(WaveStore.Event event) {
            return new Row(event.number(), event.at().toString(), event.epoch(), DeviceView.label(event.what()),
                    event.pass(), event.devices());
        }
    }

    record Page(List<Row> events, long next) {}

    private final TenantStore tenants;
    private final WaveStore waves;

    ListWaveEvents(TenantStore tenants, WaveStore waves) {
        this.tenants = tenants;
        this.waves = waves;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/wave/events";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        long after = call.query("after").map(ListWaveEvents::number).orElse(0L);
        List<Row> rows = waves.events(tenant, after, PageSize.of(call)).stream().map(Row::of).toList();
        return Answer.ok(new Page(rows, rows.isEmpty() ? after : rows.getLast().number()));
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw ApiProblem.badField("after", "must be the number of an event");
        }
        return Long.parseLong(text);
    }
}
