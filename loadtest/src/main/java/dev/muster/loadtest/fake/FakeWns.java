package dev.muster.loadtest.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.muster.certs.apns.PushCertificateForge;

/**
 * Microsoft's push service, faked: checks what WNS checks, and what it would only lose (a push that is not cached, or expires at
 * once). ChannelURIs are {@code https://localhost:<port>/channel/<name>}, tokens come from {@code /accesstoken.srf}.
 */
public final class FakeWns extends FakePushServer {
    private static final Duration SHORTEST_LIFE = Duration.ofDays(6);
    private static final String CHANNEL = "/channel/";

    private final String client;
    private final String secret;
    private final Set<String> throttled = ConcurrentHashMap.newKeySet();

    /**
     * @param client package SID it knows
     * @param secret its secret
     */
    public FakeWns(PushCertificateForge forge, String client, String secret) throws IOException {
        super(forge);
        this.client = client;
        this.secret = secret;
    }

    /** Where tokens come from. */
    public String login() {
        return "https://localhost:" + port() + "/accesstoken.srf";
    }

    /** The ChannelURI of a device. */
    public String channel(String name) {
        return "https://localhost:" + port() + CHANNEL + name;
    }

    /** Pushes to this ChannelURI are answered 200 and dropped, as WNS does with a device it slows down. */
    public void throttle(String channel) {
        throttled.add(channel);
    }

    @Override
    boolean isLogin(String path) {
        return path.equals("/accesstoken.srf");
    }

    @Override
    Said login(Asked asked) {
        Map<String, String> form = Forms.parse(asked.body());
        boolean known = "client_credentials".equals(form.get("grant_type")) && client.equals(form.get("client_id"))
                && secret.equals(form.get("client_secret")) && "notify.windows.com".equals(form.get("scope"));
        return known ? grant() : refuse(400, "the client is not known");
    }

    @Override
    Said push(Asked asked) {
        if (!asked.method().equals("POST") || !asked.path().startsWith(CHANNEL)) {
            return refuse(405, "not a POST to a channel");
        }
        if (!asked.header("X-WNS-Type").equals("wns/raw")
                || !asked.header("Content-Type").equals("application/octet-stream") || asked.body().isEmpty()) {
            return refuse(400, "not a raw notification with content");
        }
        if (!asked.header("X-WNS-Cache-Policy").equals("cache")
                || seconds(asked.header("X-WNS-TTL")).compareTo(SHORTEST_LIFE) < 0) {
            return refuse(400, "lost if the device is briefly offline");
        }
        String channel = "https://localhost:" + port() + asked.path();
        if (throttled.contains(channel)) {
            refuse(200, "channelthrottled");
            return new Said(200, Map.of("X-WNS-Status", "channelthrottled"), "");
        }
        return deliver(channel) ? new Said(200, Map.of("X-WNS-Status", "received"), "")
                : refuse(410, "nobody listens at the channel");
    }
}
