package dev.muster.loadtest.fake;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import com.eatthepath.pushy.apns.server.PushNotificationHandler;
import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.RejectionReason;
import com.eatthepath.pushy.apns.server.UnregisteredDeviceTokenException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

import dev.muster.loadtest.fake.FakeApns.Listening;

/**
 * Checks one connection's pushes as Apple's service does for MDM: certificate, topic, type, priority, and, where Apple would
 * only lose the push, also that it expires late enough and carries the device's magic (PROTOCOLS.md, "Apple MDM", Push).
 */
final class PushCheck implements PushNotificationHandler {
    private static final Duration SHORTEST_LIFE = Duration.ofDays(6);
    private static final Map<String, String> UID = Map.of("0.9.2342.19200300.100.1.1", "UID");
    private static final String PATH = "/3/device/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeApns.Listeners listeners;
    private final Clock clock;
    private final Optional<String> certificateTopic;

    PushCheck(FakeApns.Listeners listeners, Clock clock, SSLSession tls) {
        this.listeners = listeners;
        this.clock = clock;
        this.certificateTopic = topicOf(tls);
    }

    /** The topic of an MDM push certificate is the UID of its subject; empty without a certificate or a UID. */
    private static Optional<String> topicOf(SSLSession tls) {
        try {
            X509Certificate certificate = (X509Certificate) tls.getPeerCertificates()[0];
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName("RFC1779", UID)).getRdns()) {
                if (part.getType().equals("UID")) {
                    return Optional.of(part.getValue().toString());
                }
            }
            return Optional.empty();
        } catch (SSLPeerUnverifiedException | InvalidNameException noName) {
            return Optional.empty();
        }
    }

    @Override
    public void handlePushNotification(Http2Headers headers, @Nullable ByteBuf payload)
            throws RejectedNotificationException {
        try {
            hostile();
            Listening device = checked(headers, payload);
            Instant expires = Instant.ofEpochSecond(Long.parseLong(String.valueOf(headers.get("apns-expiration"))));
            listeners.deliver(String.valueOf(headers.path()).substring(PATH.length()), device, expires);
        } catch (Refusal refusal) {
            listeners.countRefused(refusal.why());
            throw refusal;
        } catch (Unregistered unregistered) {
            listeners.countRefused("nobody listens at the token");
            throw unregistered;
        }
    }

    private void hostile() throws Refusal {
        switch (listeners.mood()) {
            case THROTTLED -> throw new Refusal(RejectionReason.TOO_MANY_REQUESTS, "hostile: throttled");
            case FAILING -> throw new Refusal(RejectionReason.INTERNAL_SERVER_ERROR, "hostile: failing");
            case WELL, SLOW, DROPPED, EXPIRED -> {
                // pushy's server has no say over the connection itself.
            }
        }
    }

    private Listening checked(Http2Headers headers, @Nullable ByteBuf payload) throws Refusal, Unregistered {
        String topic = certificateTopic
                .orElseThrow(() -> new Refusal(RejectionReason.BAD_CERTIFICATE, "no client certificate with a UID"));
        require(topic.equals(header(headers, "apns-topic")), RejectionReason.TOPIC_DISALLOWED,
                "the topic is not the certificate's");
        require("mdm".equals(header(headers, "apns-push-type")), RejectionReason.INVALID_PUSH_TYPE,
                "the push type is not mdm");
        require("10".equals(header(headers, "apns-priority")), RejectionReason.BAD_PRIORITY,
                "the priority is not 10");
        require(expiresLate(header(headers, "apns-expiration")), RejectionReason.BAD_EXPIRATION_DATE,
                "it expires in less than six days: lost if the device is briefly offline");
        String path = String.valueOf(headers.path());
        require(path.startsWith(PATH), RejectionReason.BAD_PATH, "the path is not " + PATH + "<token>");
        Listening device = listeners.at(path.substring(PATH.length()))
                .orElseThrow(() -> new Unregistered(clock.instant()));
        require(topic.equals(device.topic()), RejectionReason.DEVICE_TOKEN_NOT_FOR_TOPIC,
                "the token belongs to another topic");
        require(payload != null && device.magic().equals(magic(payload)), RejectionReason.PAYLOAD_EMPTY,
                "the payload does not carry the device's magic");
        return device;
    }

    private static @Nullable String header(Http2Headers headers, String name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    private boolean expiresLate(@Nullable String epochSeconds) {
        try {
            return epochSeconds != null && Long.parseLong(epochSeconds) > clock.instant().plus(SHORTEST_LIFE)
                    .getEpochSecond();
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    private static String magic(ByteBuf payload) {
        try {
            JsonNode json = JSON.readTree(ByteBufUtil.getBytes(payload));
            return json == null || json.size() != 1 ? "" : json.path("mdm").asText("");
        } catch (IOException noJson) {
            return "";
        }
    }

    private static void require(boolean holds, RejectionReason reason, String why) throws Refusal {
        if (!holds) {
            throw new Refusal(reason, why);
        }
    }

    /** A refusal that says more than the wire does. */
    static final class Refusal extends RejectedNotificationException {
        private static final long serialVersionUID = 1L;
        private final String why;

        Refusal(RejectionReason reason, String why) {
            super(reason);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /** Nobody listens at this token (any more): 410 with a timestamp. */
    static final class Unregistered extends UnregisteredDeviceTokenException {
        private static final long serialVersionUID = 1L;

        Unregistered(java.time.Instant since) {
            super(since);
        }
    }
}
