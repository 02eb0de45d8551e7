package dev.muster.gateway.net;

import java.util.concurrent.ThreadFactory;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * How sockets are served: epoll where the machine has it, else NIO.
 *
 * @param handlers makes the loops' selectors
 * @param serverChannel class of listening sockets
 */
record Transport(IoHandlerFactory handlers, Class<? extends ServerSocketChannel> serverChannel) {
    static Transport best() {
        return Epoll.isAvailable() ? new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
                : new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    /** Event loops, one per processor: they accept, do TLS and HTTP, and decode. */
    MultiThreadIoEventLoopGroup loops() {
        ThreadFactory threads = new DefaultThreadFactory("net", true);
        return new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), threads, handlers);
    }
}
