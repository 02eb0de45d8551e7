package dev.muster.loadtest.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What management has put on a device and the device really holds now. */
public sealed interface HeldContent {
    /** How many pieces. */
    int size();

    /** Configuration profiles by PayloadIdentifier, without the enrolment profile. */
    record Profiles(Map<String, byte[]> byIdentifier) implements HeldContent {
        public Profiles {
            byIdentifier = Collections.unmodifiableMap(new LinkedHashMap<>(byIdentifier));
        }

        @Override
        public int size() {
            return byIdentifier.size();
        }
    }

    /** Values of leaf nodes by LocURI without a leading {@code ./Device}, without what the device brought itself. */
    record Nodes(Map<String, String> byLocUri) implements HeldContent {
        public Nodes {
            byLocUri = Collections.unmodifiableMap(new TreeMap<>(byLocUri));
        }

        @Override
        public int size() {
            return byLocUri.size();
        }
    }
}
