package dev.muster.gateway.config;

import java.util.Optional;

/**
 * Which database holds the data.
 *
 * @param url {@code jdbc:postgresql://...}; empty for a SQLite file in the data directory
 * @param user its user; empty for none
 * @param password its password; empty for none
 */
public record Database(Optional<String> url, Optional<String> user, Optional<Secret> password) {
    static final Database DEFAULTS = new Database(Optional.empty(), Optional.empty(), Optional.empty());

    public Database {
        url.ifPresent(given -> {
            if (!given.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException("url must begin with jdbc:postgresql:, for example "
                        + "jdbc:postgresql://127.0.0.1:5432/muster; leave it out for a SQLite file in the data directory");
            }
            int query = given.indexOf('?');
            if ((query < 0 ? given : given.substring(0, query)).contains("@")) {
                throw new IllegalArgumentException("url must not hold a user or a password before the host, since a"
                        + " URL shows in logs; use store.user and store.password");
            }
            if (given.contains("password=")) {
                throw new IllegalArgumentException(
                        "url must not hold a password, since a URL shows in logs; use store.password");
            }
        });
        if (url.isEmpty() && (user.isPresent() || password.isPresent())) {
            throw new IllegalArgumentException(
                    "user and password need store.url; a SQLite file has neither");
        }
    }
}
