package dev.muster.gateway.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.plist.PlistValue;

/**
 * Password rules. Ranges are those that every platform takes: Apple's com.apple.mobiledevice.passwordpolicy, Windows' Policy
 * CSP DeviceLock and the same names of the Android agent.
 */
final class PasswordKind implements SettingKind {
    private static final String AREA = "DeviceLock";

    @Override
    public String name() {
        return "password";
    }

    @Override
    public Content read(Fields fields) {
        List<Rule> rules = List.of(rule("minLength", fields.integer("minLength", 4, 16), "minLength",
                "MinDevicePasswordLength"),
                rule("maxInactivityMinutes", fields.integer("maxInactivityMinutes", 1, 15), "maxInactivity",
                        "MaxInactivityTimeDeviceLock"),
                rule("maxFailedAttempts", fields.integer("maxFailedAttempts", 4, 11), "maxFailedAttempts",
                        "MaxDevicePasswordFailedAttempts"),
                rule("expirationDays", fields.integer("expirationDays", 1, 730), "maxPINAgeInDays",
                        "DevicePasswordExpiration"),
                rule("history", fields.integer("history", 1, 50), "pinHistory", "DevicePasswordHistory"));
        boolean alphanumeric = fields.truth("alphanumeric").orElse(false);
        return new Rules(rules.stream().filter(rule -> rule.value().isPresent()).toList(), alphanumeric);
    }

    private static Rule rule(String field, OptionalInt value, String appleKey, String policy) {
        return new Rule(field, value, appleKey, policy);
    }

    private record Rule(String field, OptionalInt value, String appleKey, String policy) {}

    private record Rules(List<Rule> rules, boolean alphanumeric) implements Content {
        @Override
        public Optional<ApplePayload> apple(Predicate<String> offered) {
            Map<String, PlistValue> entries = new LinkedHashMap<>();
            if (offered.test("required")) {
                entries.put("forcePIN", new PlistValue.PlistBoolean(true));
            }
            if (alphanumeric && offered.test("alphanumeric")) {
                entries.put("requireAlphanumeric", new PlistValue.PlistBoolean(true));
            }
            for (Rule rule : rules) {
                if (offered.test(rule.field())) {
                    entries.put(rule.appleKey(), new PlistValue.PlistInteger(rule.value().orElseThrow()));
                }
            }
            return entries.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ApplePayload("com.apple.mobiledevice.passwordpolicy", entries));
        }

        /** DeviceLock counts the wrong way round: 0 is "enabled", and 0 is "alphanumeric required". */
        @Override
        public List<DmNode> nodes(Platform platform, Predicate<String> offered) {
            List<DmNode> nodes = new ArrayList<>();
            if (offered.test("required")) {
                nodes.add(DmPaths.policy(platform, AREA, "DevicePasswordEnabled", 0));
            }
            if (alphanumeric && offered.test("alphanumeric")) {
                nodes.add(DmPaths.policy(platform, AREA, "AlphanumericDevicePasswordRequired", 0));
            }
            for (Rule rule : rules) {
                if (offered.test(rule.field())) {
                    nodes.add(DmPaths.policy(platform, AREA, rule.policy(), rule.value().orElseThrow()));
                }
            }
            return nodes;
        }

        /** Windows: a rule of DeviceLock counts only where DevicePasswordEnabled says so; half of them is a wrong policy. */
        @Override
        public boolean together(Platform platform) {
            return platform == Platform.WINDOWS;
        }
    }
}
