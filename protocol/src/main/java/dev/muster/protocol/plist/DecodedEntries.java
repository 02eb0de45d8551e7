package dev.muster.protocol.plist;

import java.util.LinkedHashMap;

/**
 * Serves {@link PlistDecoder}: the entries of a dictionary being read. {@link PlistValue.PlistDict} takes them over
 * without a copy, so whoever fills one lets go of it then.
 */
final class DecodedEntries extends LinkedHashMap<String, PlistValue> {
    private static final long serialVersionUID = 1L;
}
