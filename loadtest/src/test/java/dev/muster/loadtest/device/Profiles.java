package dev.muster.loadtest.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Configuration profiles for tests, written by hand from Apple's schema. */
public final class Profiles {
    private Profiles() {}

    /** A profile with one payload; values are texts, numbers or truths. */
    public static byte[] of(String identifier, String payloadType, Map<String, Object> values) {
        Map<String, PlistValue> payload = new LinkedHashMap<>();
        payload.put("PayloadType", new PlistString(payloadType));
        values.forEach((key, value) -> payload.put(key, switch (value) {
            case Integer number -> new PlistInteger(number);
            case Boolean truth -> new PlistBoolean(truth);
            default -> new PlistString(value.toString());
        }));
        Map<String, PlistValue> top = new LinkedHashMap<>();
        top.put("PayloadType", new PlistString("Configuration"));
        top.put("PayloadIdentifier", new PlistString(identifier));
        top.put("PayloadContent", new PlistArray(List.of(new PlistDict(payload))));
        return PlistCodec.encode(new PlistDict(top));
    }
}
