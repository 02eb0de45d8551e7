package dev.muster.gateway.handler.intune;

import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.session.ActionPlanning;
import dev.muster.gateway.session.AuthorityHandler;
import dev.muster.gateway.settings.Capabilities;

/**
 * Serves devices whose authority is Intune: every capability of R24 where the platform has it.
 */
public final class IntuneHandler implements AuthorityHandler {
    @Override
    public ManagementAuthority authority() {
        return ManagementAuthority.INTUNE;
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
