package dev.muster.gateway.handler.configmgr;

import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.session.ActionPlanning;
import dev.muster.gateway.session.AuthorityHandler;
import dev.muster.gateway.settings.Capabilities;

/**
 * Serves devices whose authority is Configuration Manager (hybrid): it can what Intune can (R24), and what it delivers are the
 * settings and actions that the site's connector has sent (R22).
 */
public final class ConfigurationManagerHandler implements AuthorityHandler {
    @Override
    public ManagementAuthority authority() {
        return ManagementAuthority.CONFIGURATION_MANAGER;
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
