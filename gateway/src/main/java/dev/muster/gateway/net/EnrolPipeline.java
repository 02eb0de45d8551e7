package dev.muster.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;

/**
 * The pipeline of an enrolment connection: that of {@link CheckInPipeline} without client certificates, so HTTP begins as soon
 * as the handshake has ended.
 */
final class EnrolPipeline extends ChannelInitializer<Channel> {
    private final Doorstep doorstep;
    private final HttpStage http;

    EnrolPipeline(Doorstep doorstep, HttpStage http) {
        this.doorstep = doorstep;
        this.http = http;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (doorstep.admit(channel)) {
            http.addAfterHandshake(channel.pipeline());
        }
    }
}
