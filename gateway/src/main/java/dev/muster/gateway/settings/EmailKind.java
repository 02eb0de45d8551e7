package dev.muster.gateway.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.plist.PlistValue;

/** An Exchange ActiveSync account on iOS and iPadOS (com.apple.eas.account); the device asks the user for name and password. */
final class EmailKind implements SettingKind {
    private static final Pattern HOST = Pattern
            .compile(
                    "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    @Override
    public String name() {
        return "email";
    }

    @Override
    public Content read(Fields fields) {
        String host = fields.text("host", text -> HOST.matcher(text).matches(),
                "Give a host name, such as outlook.office365.com.");
        return new Account(host, fields.truth("useSsl").orElse(true));
    }

    private record Account(String host, boolean useSsl) implements Content {
        @Override
        public Optional<ApplePayload> apple(Predicate<String> offered) {
            Map<String, PlistValue> entries = new LinkedHashMap<>();
            entries.put("Host", new PlistValue.PlistString(host));
            entries.put("SSL", new PlistValue.PlistBoolean(useSsl));
            return Optional.of(new ApplePayload("com.apple.eas.account", entries));
        }

        @Override
        public List<DmNode> nodes(Platform platform, Predicate<String> offered) {
            return List.of();
        }
    }
}
