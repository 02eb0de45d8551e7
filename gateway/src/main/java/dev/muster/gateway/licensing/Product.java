package dev.muster.gateway.licensing;

import java.util.List;
import java.util.UUID;

/**
 * A product that can be assigned to a user.
 *
 * @param id its SKU GUID
 * @param partNumber its part number, for example {@code EMS}
 * @param name its name in the price list
 * @param plans the service plans it contains that matter for authority; never empty
 */
public record Product(UUID id, String partNumber, String name, List<ServicePlan> plans) {
    public Product {
        plans = List.copyOf(plans);
    }
}
