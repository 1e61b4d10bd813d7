package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;

import im.balcony.testkit.romeo.MsrpLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Romeo at a phone that is reached by TLS only: where he is heard, and his end of MSRP. */
final class TlsRomeo implements AutoCloseable {

  private final Scene scene;
  private final SSLServerSocket heard;
  private final ServerSocket msrp;
  private final String name;

  /**
   * His side of a dialog.
   *
   * @param target where his requests go: our Contact
   * @param own his party with its tag
   * @param peer our party with its tag
   */
  record Dialog(String target, String own, String peer, String callId) {

    /** Of an INVITE that he took. */
    static Dialog ofInvite(String invite) {
      return new Dialog(
          contact(invite),
          TlsLine.field(invite, "To") + ";tag=r",
          TlsLine.field(invite, "From"),
          TlsLine.field(invite, "Call-ID"));
    }

    /** Of an INVITE of his own that was taken. */
    static Dialog ofAnswer(String ok) {
      return new Dialog(
          contact(ok),
          TlsLine.field(ok, "From"),
          TlsLine.field(ok, "To"),
          TlsLine.field(ok, "Call-ID"));
    }
  }

  TlsRomeo(Scene scene, SSLContext context, String name) throws IOException {
    this.scene = scene;
    this.name = name;
    var here = InetAddress.getByName("127.0.0.1");
    heard = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 5, here);
    heard.setSoTimeout((int) WAIT.toMillis());
    msrp = new ServerSocket(0, 5, here);
    msrp.setSoTimeout((int) WAIT.toMillis());
  }

  /** The URI in a message's Contact. */
  static String contact(String message) {
    return TlsLine.field(message, "Contact").replaceFirst(".*<", "").replaceFirst(">.*", "");
  }

  int port() {
    return heard.getLocalPort();
  }

  String address() {
    return name + "@example.net";
  }

  /** The gateway's next connection. */
  TlsLine accept() throws IOException {
    return new TlsLine((SSLSocket) heard.accept());
  }

  private String uri() {
    return "msrp://127.0.0.1:" + msrp.getLocalPort() + "/" + name + ";tcp";
  }

  private String sdp() {
    return "v=0\r\no=romeo 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        + ("m=message " + msrp.getLocalPort() + " TCP/MSRP *\r\n")
        + "a=accept-types:text/plain message/cpim\r\na=setup:passive\r\n"
        + ("a=path:" + uri() + "\r\n");
  }

  private String session(String contact) {
    return "Contact: <" + contact + ">\r\nContent-Type: application/sdp\r\n";
  }

  /**
   * Takes an INVITE.
   *
   * @param more further header lines, each with its end
   */
  String ok(String invite, String contact, String more) {
    return TlsLine.response(invite, "200 OK", more + session(contact), sdp());
  }

  /** His INVITE to Juliet. */
  String invite(TlsLine line, String contact) {
    var dialog =
        new Dialog(
            "sip:juliet@example.com",
            "<sip:" + address() + ">;tag=r",
            "<sip:juliet@example.com>",
            name + "-call");
    return request(line, dialog, "INVITE", 1, session(contact), sdp());
  }

  /** His INVITE in a dialog. */
  String invite(TlsLine line, Dialog dialog, int cseq, String contact) {
    return request(line, dialog, "INVITE", cseq, session(contact), sdp());
  }

  /** A request of his without a body. */
  String request(TlsLine line, Dialog dialog, String method, int cseq, String contact) {
    var more = method.equals("ACK") ? "" : "Contact: <" + contact + ">\r\n";
    return request(line, dialog, method, cseq, more, "");
  }

  private static String request(
      TlsLine line, Dialog dialog, String method, int cseq, String more, String body) {
    var branch = dialog.callId().replaceAll("[^a-zA-Z0-9]", "") + method + cseq;
    return method
        + (" " + dialog.target() + " SIP/2.0\r\n")
        + ("Via: SIP/2.0/TLS 127.0.0.1:" + line.port() + ";branch=z9hG4bK" + branch + "\r\n")
        + "Max-Forwards: 70\r\n"
        + ("From: " + dialog.own() + "\r\nTo: " + dialog.peer() + "\r\n")
        + ("Call-ID: " + dialog.callId() + "\r\nCSeq: " + cseq + " " + method + "\r\n")
        + more
        + ("Content-Length: " + body.length() + "\r\n\r\n" + body);
  }

  /** The gateway's MSRP connection, as its SDP announced it. */
  MsrpLine media(String described) throws IOException {
    var path =
        described
            .lines()
            .filter(line -> line.startsWith("a=path:"))
            .map(line -> line.substring("a=path:".length()))
            .findFirst()
            .orElseThrow();
    return new MsrpLine(msrp.accept(), uri(), List.of(path), scene.ladder, scene.violations);
  }

  @Override
  public void close() throws IOException {
    heard.close();
    msrp.close();
  }
}
