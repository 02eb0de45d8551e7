package dev.muster.loadtest.demo;

import java.util.List;
import java.util.Map;

import dev.muster.loadtest.verdict.DefinedSetting;
import dev.muster.loadtest.verdict.Service;

/**
 * The settings of the demo's tenant. Two names occur on both sides, one of them in another case (R11); the others occur on one
 * side only. Values differ wherever both sides speak of the same thing, so that one side's version is never taken for the
 * other's. Both password settings of Office 365 share a node on Windows (R11b).
 */
final class DemoSettings {
    private DemoSettings() {}

    /** Defined before the first device enrols. */
    static final List<DefinedSetting> FROM_THE_START = List.of(
            new DefinedSetting(Service.OFFICE365, "Password", "password",
                    Map.of("minLength", 6, "maxFailedAttempts", 10, "history", 3)),
            new DefinedSetting(Service.OFFICE365, "Inactivity lock", "password", Map.of("maxInactivityMinutes", 15)),
            new DefinedSetting(Service.OFFICE365, "Camera", "restriction", Map.of("camera", true)),
            new DefinedSetting(Service.OFFICE365, "Company mail", "email",
                    Map.of("host", "outlook.contoso.example", "useSsl", true)),
            new DefinedSetting(Service.INTUNE, "PASSWORD", "password",
                    Map.of("minLength", 8, "maxFailedAttempts", 5, "alphanumeric", true)),
            new DefinedSetting(Service.INTUNE, "Camera", "restriction", Map.of("camera", false)),
            new DefinedSetting(Service.INTUNE, "Office network", "wifi",
                    Map.of("ssid", "Contoso", "passphrase", "correct horse battery")));

    /** Defined just before the switch, so that some results are under way when the gate closes (R13). */
    static final DefinedSetting JUST_BEFORE_THE_SWITCH = new DefinedSetting(Service.OFFICE365, "Screen capture",
            "restriction", Map.of("screenCapture", false));
}
