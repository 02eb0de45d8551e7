package dev.muster.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;

/**
 * The pipeline of a check-in connection, in order:
 * <ol>
 * <li>bounds of connections and handshakes, before a byte is read;
 * <li>{@code tls}: BoringSSL, a client certificate is demanded;
 * <li>{@code handshake}: {@link HandshakeWatch}, gives the handshake's place back; before the next, which may close;
 * <li>{@code certificate}: {@link ClientCertificateGate}; leaves the pipeline when it has admitted the connection, and only
 * then come
 * <li>{@code phases}: {@link ConnectionPhases}, a time for everything;
 * <li>{@code http}: Netty's codec with its limits;
 * <li>{@code conversation}: {@link Conversation} with the {@link CheckInEndpoint}.
 * </ol>
 */
final class CheckInPipeline extends ChannelInitializer<Channel> {
    private final Doorstep doorstep;
    private final ClientCertificateGate.Rules certificates;
    private final HttpStage http;

    CheckInPipeline(Doorstep doorstep, ClientCertificateGate.Rules certificates, HttpStage http) {
        this.doorstep = doorstep;
        this.certificates = certificates;
        this.http = http;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (doorstep.admit(channel)) {
            channel.pipeline().addLast("certificate", new ClientCertificateGate(certificates, http::addTo));
        }
    }
}
