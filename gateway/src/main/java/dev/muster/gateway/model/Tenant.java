package dev.muster.gateway.model;

import java.time.Instant;
import java.util.Map;

/**
 * One organisation as the check-in path sees it.
 *
 * @param id its id
 * @param displayName 1 to 256 characters
 * @param authority its MDM authority (R1 to R3b)
 * @param options switches of R3
 * @param epoch raised by one at each change of authority, of licences, of push certificates (idea 7); starts at 0
 * @param authorityChangedAt when the authority last changed
 * @param pushTopics topic of the push certificate each authority has; an authority without one is gated (R13)
 */
public record Tenant(TenantId id, String displayName, TenantAuthority authority, TenantOptions options, long epoch,
        Instant authorityChangedAt, Map<ManagementAuthority, String> pushTopics) {
    public Tenant {
        pushTopics = Map.copyOf(pushTopics);
    }
}
