package dev.muster.gateway.net;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.observe.GatewayEvents.Protocol;

/**
 * What may be asked of the check-in listener: the paths of our own profiles and those that the services' clients use.
 *
 * @param protocol what is spoken there
 * @param methods methods allowed
 * @param mediaTypes media types allowed; the empty one where it may be absent
 */
record CheckInRoute(Protocol protocol, Set<String> methods, Set<String> mediaTypes) {
    /** The XML encoding of SyncML for device management. */
    static final String SYNCML_DM = "application/vnd.syncml.dm+xml";
    /** The XML encoding of SyncML by its older name, which clients use as well. */
    static final String SYNCML = "application/vnd.syncml+xml";

    private static final CheckInRoute APPLE = new CheckInRoute(Protocol.APPLE, Set.of("PUT", "POST"),
            Set.of("application/x-apple-aspen-mdm-checkin", "application/x-apple-aspen-mdm", ""));
    private static final CheckInRoute OMA_DM = new CheckInRoute(Protocol.OMA_DM, Set.of("POST"),
            Set.of(SYNCML_DM, SYNCML));
    private static final CheckInRoute FETCH = new CheckInRoute(Protocol.APPLE, Set.of("GET"), Set.of(""));
    private static final Pattern PROFILE = Pattern
            .compile("/mdm/apple/profiles/([A-Za-z0-9._-]{1,200})/([A-Za-z0-9]{1,64})");
    private static final Map<String, CheckInRoute> ROUTES = Map.of(
            "/mdm/apple", APPLE,
            "/devicegatewayproxy/ioshandler.ashx", APPLE,
            "/omadm", OMA_DM,
            "/devicegatewayproxy/cimhandler.ashx", OMA_DM,
            "/devicegatewayproxy/AndroidHandler.ashx", OMA_DM);

    /** The route of a path; null if there is none. */
    static @Nullable CheckInRoute of(String path) {
        return PROFILE.matcher(path).matches() ? FETCH : ROUTES.get(path);
    }

    /** The profile a path names, if it names one: identifiers and versions need no escapes. */
    static Optional<CheckIn> profile(Caller caller, String path) {
        Matcher matcher = PROFILE.matcher(path);
        return matcher.matches()
                ? Optional.of(new CheckIn.ProfileFetch(caller, matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** The methods as an Allow header lists them. */
    String allow() {
        return String.join(", ", methods.stream().sorted().toList());
    }
}
