package dev.muster.gateway.store;

import java.util.Optional;

/** Small values of the installation as a whole, such as the hash of the administrator's token. */
public interface MetaStore {
    /** The value of a key. */
    Optional<String> get(String key);

    /** Sets a value; the former one is gone. */
    void put(String key, String value);

    /** Sets a value unless there is one; returns what is stored afterwards. So several nodes agree on one secret. */
    String putIfAbsent(String key, String value);
}
