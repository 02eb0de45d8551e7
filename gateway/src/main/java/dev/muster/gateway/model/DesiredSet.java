package dev.muster.gateway.model;

import java.util.List;

/**
 * The settings that an authority wants on devices of one platform. Content-addressed: the same hash is the same content,
 * so it may be cached for ever (idea 6).
 *
 * @param hash 16 hexadecimal digits over the versions of the settings; {@link #EMPTY_HASH} if there are none. Where some of them
 *        are not for everybody, {@code +} and the hash of the audience they were chosen for follow
 * @param settings in order of their names' keys
 */
public record DesiredSet(String hash, List<Setting> settings) {
    /** Hash of a set without settings. */
    public static final String EMPTY_HASH = "0000000000000000";

    /** Nothing desired. */
    public static final DesiredSet EMPTY = new DesiredSet(EMPTY_HASH, List.of());

    public DesiredSet {
        settings = List.copyOf(settings);
    }
}
