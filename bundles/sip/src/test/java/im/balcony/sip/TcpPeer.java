package im.balcony.sip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A peer with nothing but a socket. */
final class TcpPeer implements AutoCloseable {

  private final Socket socket;

  TcpPeer(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
  }

  TcpPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(socket.getSoTimeout() == 0 ? 3000 : socket.getSoTimeout());
    socket.setTcpNoDelay(true);
  }

  int port() {
    return socket.getLocalPort();
  }

  int remotePort() {
    return socket.getPort();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
  }

  int read() throws IOException {
    return socket.getInputStream().read();
  }

  Seen receive() throws IOException {
    var octets = new ByteArrayOutputStream();
    while (!octets.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      var octet = read();
      if (octet < 0) {
        throw new IOException("closed");
      }
      octets.write(octet);
    }
    var head = Seen.of(octets.toByteArray());
    octets.writeBytes(
        socket.getInputStream().readNBytes(Integer.parseInt(head.header("Content-Length"))));
    return Seen.of(octets.toByteArray());
  }

  Seen last() throws IOException {
    while (true) {
      var seen = receive();
      if (seen.status() != 100) {
        return seen;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
