package dev.muster.gateway.net;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.observe.GatewayEvents.Protocol;
import dev.muster.protocol.syncml.SyncMlEncoding;

/**
 * What may be asked of the check-in listener: the paths of our own profiles and those that the services' clients use.
 *
 * @param protocol what is spoken there
 * @param methods methods allowed
 * @param mediaTypes media types allowed; the empty one where it may be absent
 */
record CheckInRoute(Protocol protocol, Set<String> methods, Set<String> mediaTypes) {
    /** SyncML for device management and, by its older name which clients use as well, SyncML; each in both encodings. */
    private static final Map<String, SyncMlEncoding> SYNCML = Map.of(
            "application/vnd.syncml.dm+xml", SyncMlEncoding.XML, "application/vnd.syncml+xml", SyncMlEncoding.XML,
            "application/vnd.syncml.dm+wbxml", SyncMlEncoding.WBXML, "application/vnd.syncml+wbxml",
            SyncMlEncoding.WBXML);

    private static final CheckInRoute APPLE = new CheckInRoute(Protocol.APPLE, Set.of("PUT", "POST"),
            Set.of("application/x-apple-aspen-mdm-checkin", "application/x-apple-aspen-mdm", ""));
    private static final CheckInRoute OMA_DM = new CheckInRoute(Protocol.OMA_DM, Set.of("POST"),
            SYNCML.keySet());
    private static final CheckInRoute FETCH = new CheckInRoute(Protocol.APPLE, Set.of("GET"), Set.of(""));
    private static final String PROFILES = "/mdm/apple/profiles/";
    private static final Pattern PROFILE = Pattern
            .compile(PROFILES + "([A-Za-z0-9._-]{1,200})/([A-Za-z0-9]{1,64})");
    private static final Map<String, CheckInRoute> ROUTES = Map.of(
            "/mdm/apple", APPLE,
            "/devicegatewayproxy/ioshandler.ashx", APPLE,
            "/omadm", OMA_DM,
            "/devicegatewayproxy/cimhandler.ashx", OMA_DM,
            "/devicegatewayproxy/AndroidHandler.ashx", OMA_DM);

    /** The route of a path; null if there is none. */
    static @Nullable CheckInRoute of(String path) {
        return path.startsWith(PROFILES) && PROFILE.matcher(path).matches() ? FETCH : ROUTES.get(path);
    }

    /** The profile a path names, if it names one: identifiers and versions need no escapes. */
    static Optional<CheckIn> profile(Caller caller, String path) {
        if (!path.startsWith(PROFILES)) {
            return Optional.empty();
        }
        Matcher matcher = PROFILE.matcher(path);
        return matcher.matches()
                ? Optional.of(new CheckIn.ProfileFetch(caller, matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** How a document of this media type is encoded: that of a request which an OMA-DM route admitted. */
    static SyncMlEncoding encoding(String mediaType) {
        return Objects.requireNonNull(SYNCML.get(mediaType), "no route admits this media type");
    }

    /** The methods as an Allow header lists them. */
    String allow() {
        return String.join(", ", methods.stream().sorted().toList());
    }
}
