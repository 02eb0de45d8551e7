package dev.muster.loadtest.fake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http2.Http2Headers;

import dev.muster.loadtest.fake.FakeApns.Listening;

/**
 * Checks pushes as Apple's service does for MDM: certificate, topic, type, priority, token, and, where Apple would only lose the
 * push, also that it expires late enough and carries the device's magic (PROTOCOLS.md, "Apple MDM", Push). Thread-safe.
 */
final class PushCheck implements ApnsListener.Pushes {
    private static final Duration SHORTEST_LIFE = Duration.ofDays(6);
    private static final Map<String, String> UID = Map.of("0.9.2342.19200300.100.1.1", "UID");
    private static final String PATH = "/3/device/";
    private static final Pattern TOKEN = Pattern.compile("([0-9a-f]{2}){8,100}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeApns.Listeners listeners;
    private final Clock clock;

    PushCheck(FakeApns.Listeners listeners, Clock clock) {
        this.listeners = listeners;
        this.clock = clock;
    }

    /** An answer and the manner in which it is given. */
    @SuppressWarnings("ArrayRecordComponent") // on its way to the wire, never compared
    record Verdict(int status, byte[] body, Hostility.Mood manner) {}

    @Override
    public Verdict judge(X509Certificate[] certificates, Http2Headers headers, byte[] payload) {
        Hostility.Mood mood = listeners.mood();
        try {
            switch (mood) {
                case THROTTLED -> throw new Refusal(429, "TooManyRequests", "hostile: throttled");
                case FAILING -> throw new Refusal(500, "InternalServerError", "hostile: failing");
                case DROPPED -> throw new Refusal(0, "", "hostile: dropped");
                case WELL, SLOW, EXPIRED, LEAVING -> {
                    // Judged as ever; the connection is what misbehaves.
                }
            }
            String token = checked(certificates, headers, payload);
            listeners.deliver(token, Instant.ofEpochSecond(Long.parseLong(header(headers, "apns-expiration"))));
            return new Verdict(200, new byte[0], mood);
        } catch (Refusal refusal) {
            listeners.countRefused(refusal.why);
            return new Verdict(refusal.status, refusal.body, mood);
        }
    }

    /** The topic of an MDM push certificate is the UID of its subject; empty without a certificate or a UID. */
    private static Optional<String> topicOf(X509Certificate[] certificates) {
        if (certificates.length == 0) {
            return Optional.empty();
        }
        try {
            for (Rdn part : new LdapName(certificates[0].getSubjectX500Principal().getName("RFC1779", UID)).getRdns()) {
                if (part.getType().equals("UID")) {
                    return Optional.of(part.getValue().toString());
                }
            }
            return Optional.empty();
        } catch (InvalidNameException noName) {
            return Optional.empty();
        }
    }

    private String checked(X509Certificate[] certificates, Http2Headers headers, byte[] payload) throws Refusal {
        String topic = topicOf(certificates)
                .orElseThrow(() -> new Refusal(403, "BadCertificate", "no client certificate with a UID"));
        require(topic.equals(header(headers, "apns-topic")), "TopicDisallowed", "the topic is not the certificate's");
        require("mdm".equals(header(headers, "apns-push-type")), "InvalidPushType", "the push type is not mdm");
        require("10".equals(header(headers, "apns-priority")), "BadPriority", "the priority is not 10");
        require(expiresLate(header(headers, "apns-expiration")), "BadExpirationDate",
                "it expires in less than six days: lost if the device is briefly offline");
        String path = String.valueOf(headers.path());
        if (!path.startsWith(PATH) || !"POST".contentEquals(String.valueOf(headers.method()))) {
            throw new Refusal(404, "BadPath", "the path is not " + PATH + "<token>");
        }
        String token = path.substring(PATH.length());
        require(TOKEN.matcher(token).matches(), "BadDeviceToken", "no token has this form");
        Listening device = listeners.at(token).orElseThrow(() -> new Refusal(clock.instant()));
        require(topic.equals(device.topic()), "DeviceTokenNotForTopic", "the token belongs to another topic");
        require(device.magic().equals(magic(payload)), "PayloadEmpty",
                "the payload does not carry the device's magic");
        return token;
    }

    private static String header(Http2Headers headers, String name) {
        CharSequence value = headers.get(name);
        return value == null ? "" : value.toString();
    }

    private boolean expiresLate(String epochSeconds) {
        try {
            return Long.parseLong(epochSeconds) > clock.instant().plus(SHORTEST_LIFE)
                    .getEpochSecond();
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    private static String magic(byte[] payload) {
        try {
            JsonNode json = JSON.readTree(payload);
            return json == null || json.size() != 1 ? "" : json.path("mdm").asText("");
        } catch (IOException noJson) {
            return "";
        }
    }

    private static void require(boolean holds, String reason, String why) throws Refusal {
        if (!holds) {
            throw new Refusal(400, reason, why);
        }
    }

    /** A refusal that says more than the wire does. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final byte[] body;
        private final String why;

        Refusal(int status, String reason, String why) {
            super(why, null, false, false);
            this.status = status;
            this.body = ApnsListener.body(reason);
            this.why = why;
        }

        /** Nobody listens at the token (any more). */
        Refusal(Instant since) {
            super("unregistered", null, false, false);
            this.status = 410;
            this.body = ("{\"reason\":\"Unregistered\",\"timestamp\":" + since.toEpochMilli() + "}")
                    .getBytes(StandardCharsets.UTF_8);
            this.why = "nobody listens at the token";
        }
    }
}
