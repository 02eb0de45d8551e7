package dev.muster.gateway.licensing;

import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.ManagementAuthority;

/**
 * A part of a product that can be switched on and off for a user.
 *
 * @param id its GUID: what decides (R6)
 * @param name its name, for people only
 * @param entitles the service it entitles to; empty for an add-on that entitles to nothing by itself
 */
public record ServicePlan(UUID id, String name, Optional<ManagementAuthority> entitles) {}
