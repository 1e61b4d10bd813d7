package im.balcony.testkit.romeo;

import im.balcony.testkit.SeededIds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Romeo's place at his MSRP relay: a connection on which AUTH was accepted, and the URI that the
 * relay gave for it (RFC 4976 §5.1). Plain TCP, as is all of Romeo's MSRP.
 *
 * @param socket the connection, on which everything comes and goes
 * @param usePath the relay's URI for this end
 */
public record RelayLease(Socket socket, String usePath) {

  private static final int WAIT_MILLIS = 10_000;

  /**
   * Who Romeo is at a relay.
   *
   * @param relay where it listens
   * @param user his name there
   * @param password his password there
   */
  public record Account(InetSocketAddress relay, String user, String password) {

    @Override
    public String toString() {
      return "account at " + relay;
    }
  }

  static RelayLease of(Account account, String ownUri, Phone phone) throws IOException {
    var socket = new Socket();
    socket.connect(account.relay(), WAIT_MILLIS);
    socket.setSoTimeout(WAIT_MILLIS);
    var exchange = new Exchange(socket, uri(account.relay()), ownUri, phone);
    var challenge = exchange.auth("");
    phone.violations.check(
        challenge.status() == 401, "RFC 4976 §5.1", "AUTH without credentials: " + challenge);
    var granted = exchange.auth(credentials(account, challenge, phone.ids));
    var path = granted.header("Use-Path");
    if (granted.status() != 200 || path.isEmpty()) {
      throw new IOException("the relay grants no path: " + granted);
    }
    socket.setSoTimeout(0);
    return new RelayLease(socket, path.get());
  }

  private static String uri(InetSocketAddress relay) {
    return "msrp://" + relay.getAddress().getHostAddress() + ":" + relay.getPort() + ";tcp";
  }

  private record Exchange(Socket socket, String relayUri, String ownUri, Phone phone) {

    MsrpFrame auth(String authorization) throws IOException {
      var id = phone.ids.token(12);
      var request =
          "MSRP " + id + " AUTH\r\nTo-Path: " + relayUri + "\r\nFrom-Path: " + ownUri + "\r\n";
      phone.ladder.sip(true, "MSRP AUTH$");
      socket
          .getOutputStream()
          .write(
              (request + authorization + "-------" + id + "$\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      var answer =
          MsrpFrame.read(socket.getInputStream(), phone.violations)
              .orElseThrow(() -> new IOException("the relay hung up"));
      phone.ladder.sip(false, answer.toString());
      return answer;
    }
  }

  /** Digest with MD5 and qop, the one form that each relay has to know (RFC 4976 §9.1). */
  private static String credentials(Account account, MsrpFrame challenge, SeededIds ids)
      throws IOException {
    var asked = challenge.header("WWW-Authenticate").orElse("");
    var realm = quoted(asked, "realm");
    var nonce = quoted(asked, "nonce");
    var uri = uri(account.relay());
    var cnonce = ids.token(12);
    var secret = md5(account.user() + ":" + realm + ":" + account.password());
    var count = "00000001";
    var response = md5(String.join(":", secret, nonce, count, cnonce, "auth", md5("AUTH:" + uri)));
    return String.format(
        "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", qop=auth,"
            + " nc=%s, cnonce=\"%s\", response=\"%s\"\r\n",
        account.user(), realm, nonce, uri, count, cnonce, response);
  }

  private static String quoted(String header, String name) throws IOException {
    var found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(header);
    if (!found.find()) {
      throw new IOException("no " + name + " in the relay's challenge");
    }
    return found.group(1);
  }

  private static String md5(String text) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }
}
