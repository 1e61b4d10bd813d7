package im.balcony.itests.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** A SIP peer with nothing but a socket of the JDK that speaks TLS. */
final class TlsLine implements AutoCloseable {

  private static final int PATIENCE = 10_000;

  private final SSLSocket socket;

  TlsLine(SSLSocket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE);
    socket.startHandshake();
  }

  /** Whom the other end says that it is. */
  String shown() throws IOException {
    return socket.getSession().getPeerPrincipal().getName();
  }

  int port() {
    return socket.getLocalPort();
  }

  void send(String message) throws IOException {
    socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
  }

  /** The next message, head and body. */
  String receive() throws IOException {
    var octets = new ByteArrayOutputStream();
    while (!octets.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      var octet = socket.getInputStream().read();
      if (octet < 0) {
        throw new IOException("closed behind " + octets.toString(StandardCharsets.UTF_8));
      }
      octets.write(octet);
    }
    var head = octets.toString(StandardCharsets.UTF_8);
    var length = Integer.parseInt(field(head, "Content-Length"));
    return head + new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  /** The next message that is no 100, which a busy machine sends first. */
  String answer() throws IOException {
    var message = receive();
    return message.startsWith("SIP/2.0 100 ") ? answer() : message;
  }

  /** The value of a header field. */
  static String field(String message, String name) {
    return message
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** A response to a request. */
  static String response(String request, String status) {
    return response(request, status, "", "");
  }

  /**
   * The same with more.
   *
   * @param more further header lines, each with its end
   */
  static String response(String request, String status, String more, String body) {
    var out = new StringBuilder("SIP/2.0 " + status + "\r\n");
    for (var name : new String[] {"Via", "From", "To", "Call-ID", "CSeq"}) {
      out.append(name).append(": ").append(field(request, name));
      var untagged = name.equals("To") && !field(request, name).contains(";tag=");
      out.append(untagged ? ";tag=r\r\n" : "\r\n");
    }
    return out + more + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
