package dev.muster.protocol;

/**
 * Bounds of one decode.
 *
 * @param maxBytes largest document in bytes, 1 to 64 MiB
 * @param maxDepth deepest nesting of elements or containers, 1 to 256
 * @param maxNodes most elements (or property list values) in one document, at least 1
 */
public record DecodeLimits(int maxBytes, int maxDepth, int maxNodes) {
    /** The default of both protocols: 1 MiB, 64 levels, 50,000 nodes. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(1 << 20, 64, 50_000);

    public DecodeLimits {
        if (maxBytes < 1 || maxBytes > 64 << 20) {
            throw new IllegalArgumentException("maxBytes must be 1 to 64 MiB, is " + maxBytes);
        }
        if (maxDepth < 1 || maxDepth > 256) {
            throw new IllegalArgumentException("maxDepth must be 1 to 256, is " + maxDepth);
        }
        if (maxNodes < 1) {
            throw new IllegalArgumentException("maxNodes must be at least 1, is " + maxNodes);
        }
    }
}
