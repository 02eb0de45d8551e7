package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;

/**
 * Settings as administrators define them, compiled for each platform. The hash of each desired set is derived and stored in
 * the same transaction (idea 6).
 */
public interface SettingStore {
    /**
     * A definition.
     *
     * @param name its name, unique per authority without regard to case (R11)
     * @param authority whose setting it is
     * @param kind what it is about
     * @param definition JSON as the administrator gave it
     * @param compiled what each platform gets; a platform without an entry gets nothing
     * @param assignment who gets it
     */
    record Definition(SettingName name, ManagementAuthority authority, String kind, String definition,
            Map<Platform, Setting> compiled, Assignment assignment) {
        public Definition {
            compiled = Map.copyOf(compiled);
        }

        /** A setting for everybody. */
        public Definition(SettingName name, ManagementAuthority authority, String kind, String definition,
                Map<Platform, Setting> compiled) {
            this(name, authority, kind, definition, compiled, Assignment.EVERYBODY);
        }
    }

    /**
     * Defines or redefines a setting; the tenant's epoch is raised. False if the tenant is unknown or its authority has 1,000
     * other settings.
     */
    boolean put(TenantId tenant, Definition definition, Instant now);

    /** Withdraws a setting; the tenant's epoch is raised. False if there was none. */
    boolean delete(TenantId tenant, ManagementAuthority authority, SettingName name, Instant now);

    /** The definition of this name. */
    Optional<Definition> setting(TenantId tenant, ManagementAuthority authority, SettingName name);

    /** All definitions of an authority in order of their names' keys; at most 1,000 can exist (put refuses more). */
    List<Definition> all(TenantId tenant, ManagementAuthority authority);
}
