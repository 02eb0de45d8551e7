package dev.muster.gateway.admin;

import org.jspecify.annotations.Nullable;

/**
 * What an operation answers.
 *
 * @param status HTTP status
 * @param body becomes JSON; null for none
 */
record Answer(int status, @Nullable Object body) {
    static Answer ok(Object body) {
        return new Answer(200, body);
    }

    static Answer created(Object body) {
        return new Answer(201, body);
    }

    static Answer accepted(Object body) {
        return new Answer(202, body);
    }

    static Answer nothing() {
        return new Answer(204, null);
    }
}
