package dev.muster.gateway.admin;

import java.util.Map;

import io.helidon.webserver.http.ServerRequest;

/** Lets requests of one door in. */
@FunctionalInterface
interface Gate {
    /**
     * Returns if the request may go on, else throws the problem to answer with.
     *
     * @return what the gate settled about the caller, under the names of path parameters; nothing a request says can replace it
     */
    Map<String, String> admit(ServerRequest request);
}
