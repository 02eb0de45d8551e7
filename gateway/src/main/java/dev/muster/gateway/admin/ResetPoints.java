package dev.muster.gateway.admin;

import java.util.List;
import java.util.UUID;

import dev.muster.gateway.authority.ResetChecklist;
import dev.muster.gateway.authority.ResetChecklist.Point;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.Store;

/** Looks up how far a reset's checklist is settled at this moment (R20). */
final class ResetPoints {
    private final Store store;

    ResetPoints(Store store) {
        this.store = store;
    }

    /** Points that are not settled, in the order of the checklist. */
    List<Point> open(TenantId tenant, Reset reset) {
        return ResetChecklist.points(reset.from(), reset.to()).stream()
                .filter(point -> !(point.checked() ? holds(tenant, point.name())
                        : reset.facts().containsKey(point.name())))
                .toList();
    }

    private boolean holds(TenantId tenant, String point) {
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            if (point.equals("policies-" + authority.wireName())) {
                return store.settings().all(tenant, authority).isEmpty();
            }
            if (point.equals("push-certificate-" + authority.wireName())) {
                return store.pushCertificates().certificate(tenant, authority).isEmpty();
            }
        }
        return switch (point) {
            case "devices-retired" -> store.ring().count(tenant) == 0;
            case "collection-empty" -> store.collections().members(tenant, new UserId(new UUID(0, 0)), 1).isEmpty();
            case "subscription-ended" -> store.connectors().subscription(tenant).isEmpty();
            default -> throw new IllegalStateException("nobody looks up the point " + point);
        };
    }
}
