package dev.muster.gateway.handler.office365;

import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.session.ActionPlanning;
import dev.muster.gateway.session.AuthorityHandler;
import dev.muster.gateway.settings.Capabilities;

/**
 * Serves devices whose authority is Office 365 (Basic Mobility and Security): password rules, a few restrictions, e-mail on
 * iOS, and wiping; no lock, no restart, no Wi-Fi (R24, R24b).
 */
public final class Office365Handler implements AuthorityHandler {
    @Override
    public ManagementAuthority authority() {
        return ManagementAuthority.OFFICE365;
    }

    @Override
    public Plan plan(Situation situation) {
        return ActionPlanning.plan(authority(), situation);
    }

    @Override
    public Optional<String> objection(Action.Kind action, Platform platform) {
        return Capabilities.known().objection(authority(), action, platform);
    }

    @Override
    public Optional<String> objection(String settingKind, Platform platform) {
        return Capabilities.known().objection(authority(), settingKind, platform);
    }
}
