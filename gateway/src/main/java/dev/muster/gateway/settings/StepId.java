package dev.muster.gateway.settings;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;

/**
 * Names a step in the id of the command that carries it, so that any node can read any answer (idea 1). The same step of the
 * same version has the same id; the attempt tells its commands apart.
 *
 * @param value 16 lower-case hexadecimal digits
 */
public record StepId(String value) {
    static final String INSTALL = "install";
    static final String REMOVAL = "remove";
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    public StepId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a step id has 16 lower-case hexadecimal digits");
        }
    }

    /** Reads what came back from a device; empty if it is no step id. */
    public static Optional<StepId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new StepId(text)) : Optional.empty();
    }

    /** The id of a step of a plan. */
    public static StepId of(ConvergenceStep step) {
        return switch (step) {
            case ConvergenceStep.Install(Setting setting, _) -> install(setting.name(), setting.version());
            case ConvergenceStep.Remove(InstalledSetting entry, _, _) -> removal(entry.name(), entry.version());
        };
    }

    /** The id under which a version of a setting is installed. */
    public static StepId install(SettingName name, String version) {
        return new StepId(digits(new Hash16(), INSTALL, name, version));
    }

    /** The id under which it is removed. */
    public static StepId removal(SettingName name, String version) {
        return new StepId(digits(new Hash16(), REMOVAL, name, version));
    }

    /** The digits of an id, by a digest that can be used again afterwards. */
    static String digits(Hash16 hash, String verb, SettingName name, String version) {
        return hash.add(verb).add(name.key()).add(version).digits();
    }
}
