package im.balcony.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * How sockets are made: epoll where the machine has it, NIO elsewhere.
 *
 * @param client the class of outgoing channels
 * @param server the class of listening channels
 */
record Transport(
    Class<? extends SocketChannel> client, Class<? extends ServerSocketChannel> server) {

  static Transport best() {
    return Epoll.isAvailable()
        ? new Transport(EpollSocketChannel.class, EpollServerSocketChannel.class)
        : new Transport(NioSocketChannel.class, NioServerSocketChannel.class);
  }

  EventLoopGroup loops(int count) {
    var epoll = client == EpollSocketChannel.class;
    return new MultiThreadIoEventLoopGroup(
        count, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }
}
