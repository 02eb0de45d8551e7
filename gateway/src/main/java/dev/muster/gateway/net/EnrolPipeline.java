package dev.muster.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

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
            channel.pipeline().addLast("begin", new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext context, Object event) {
                    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                        http.addTo(context.pipeline());
                        context.pipeline().remove(this);
                    }
                    context.fireUserEventTriggered(event);
                }
            });
        }
    }
}
