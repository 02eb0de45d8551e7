package dev.muster.gateway.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.plist.PlistValue;

/**
 * What users may do: Apple's com.apple.applicationaccess, Windows' Policy CSP (which has no switch for screen capture on PCs)
 * and the Android agent's nodes.
 */
final class RestrictionKind implements SettingKind {
    private static final String CAMERA = "camera";
    private static final String SCREEN_CAPTURE = "screenCapture";

    @Override
    public String name() {
        return "restriction";
    }

    @Override
    public Content read(Fields fields) {
        Optional<Boolean> camera = fields.truth(CAMERA);
        Optional<Boolean> screenCapture = fields.truth(SCREEN_CAPTURE);
        if (camera.isEmpty() && screenCapture.isEmpty()) {
            fields.refuse(CAMERA, "A restriction without a field restricts nothing.",
                    "Give camera or screenCapture, true or false.");
        }
        return new Restrictions(camera, screenCapture);
    }

    private record Restrictions(Optional<Boolean> camera, Optional<Boolean> screenCapture) implements Content {
        @Override
        public Optional<ApplePayload> apple(Predicate<String> offered) {
            Map<String, PlistValue> entries = new LinkedHashMap<>();
            camera.filter(_ -> offered.test(CAMERA))
                    .ifPresent(allowed -> entries.put("allowCamera", new PlistValue.PlistBoolean(allowed)));
            screenCapture.filter(_ -> offered.test(SCREEN_CAPTURE))
                    .ifPresent(allowed -> entries.put("allowScreenShot", new PlistValue.PlistBoolean(allowed)));
            return entries.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ApplePayload("com.apple.applicationaccess", entries));
        }

        @Override
        public List<DmNode> nodes(Platform platform, Predicate<String> offered) {
            List<DmNode> nodes = new ArrayList<>();
            camera.filter(_ -> offered.test(CAMERA))
                    .ifPresent(
                            allowed -> nodes.add(DmPaths.policy(platform, "Camera", "AllowCamera", allowed ? 1 : 0)));
            screenCapture.filter(_ -> offered.test(SCREEN_CAPTURE) && platform == Platform.ANDROID)
                    .ifPresent(allowed -> nodes
                            .add(DmPaths.policy(platform, "Experience", "AllowScreenCapture", allowed ? 1 : 0)));
            return nodes;
        }
    }
}
