package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant that asks its peers who they are (RFC 3261 §22.1), on a clock that the test turns. */
class DemandsTest {

  private static final String REALM = "example.net";
  private static final String URI = "sip:juliet@example.com";

  private final VirtualTimers timers = new VirtualTimers();
  private Path file;
  private Edge edge;
  private UdpPeer peer;

  @TempDir Path folder;

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("users");
    users(line("MD5", "trunk", "wherefore") + line("SHA-256", "trunk", "wherefore"));
    var demand = new Tenant.Demand(REALM, file.toString());
    edge = Edge.open(timers, Tenants.verona().with(Tenant.Digest.NONE.with(demand)));
    edge.intake.belongsTo("verona");
    edge.answerAll(202);
    peer = edge.udpPeer();
  }

  @AfterEach
  void close() {
    peer.close();
    edge.close();
  }

  private void users(String lines) throws Exception {
    Files.writeString(file, lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String line(String hash, String user, String password) throws Exception {
    return user + ":" + REALM + ":" + hex(hash, user + ":" + REALM + ":" + password) + "\n";
  }

  private static String hex(String hash, String text) throws Exception {
    var octets = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(octets));
  }

  /** A request of the peer's, each a transaction of its own. */
  private Seen ask(String method, String credentials) throws Exception {
    var more = credentials.isEmpty() ? "" : "Authorization: " + credentials + "\r\n";
    var body = method.equals("INVITE") ? Texts.SDP : "x";
    var type =
        method.equals("INVITE")
            ? "Contact: <sip:romeo@127.0.0.1>\r\nContent-Type: application/sdp\r\n"
            : "Content-Type: text/plain\r\n";
    peer.send(Texts.request(method, "UDP 127.0.0.1:" + peer.port(), type + more, body));
    return peer.last();
  }

  private String nonce(Seen challenge, int number) {
    return Gatekeeper.field(challenge.all("WWW-Authenticate").get(number), "nonce");
  }

  /** Credentials by RFC 7616 §3.4 alone. */
  private String credentials(
      String hash, String user, String password, String method, String uri, String nonce, int nc)
      throws Exception {
    var text = "%08x".formatted(nc);
    var secret = hex(hash, user + ":" + REALM + ":" + password);
    var response =
        hex(
            hash,
            String.join(":", secret, nonce, text, "c", "auth", hex(hash, method + ":" + uri)));
    return "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=%s, cnonce=\"c\", qop=auth, nc=%s"
        .formatted(user, REALM, nonce, uri, response, hash, text);
  }

  private String good(String method, String nonce, int nc) throws Exception {
    return credentials("SHA-256", "trunk", "wherefore", method, URI, nonce, nc);
  }

  private void isStale(Seen answer, boolean stale) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate").contains("stale=true")).isEqualTo(stale);
  }

  @Test
  @Requirement("SIP-53")
  void whoShowsNoCredentialsIsAskedForThemWithTheStrongerHashFirst() throws Exception {
    for (var method : new String[] {"MESSAGE", "INVITE", "BYE", "UPDATE"}) {
      var challenge = ask(method, "");
      assertThat(challenge.status()).as(method).isEqualTo(401);
      var asked = challenge.all("WWW-Authenticate");
      assertThat(asked).hasSize(2);
      assertThat(asked.get(0))
          .startsWith("Digest realm=\"example.net\", nonce=\"")
          .contains("SHA-256", "qop=\"auth\"")
          .doesNotContain("stale");
      assertThat(asked.get(1)).contains("MD5");
      assertThat(nonce(challenge, 0)).isNotEqualTo(nonce(challenge, 1));
    }
    edge.intake.hearsNothing();
  }

  @ParameterizedTest
  @CsvSource({"SHA-256, 0", "MD5, 1"})
  @Requirement("SIP-53")
  void aUserIsLetInAndTheRouterIsToldOfIt(String hash, int which) throws Exception {
    var nonce = nonce(ask("MESSAGE", ""), which);
    for (var nc = 1; nc < 4; nc++) {
      var answer =
          ask("MESSAGE", credentials(hash, "trunk", "wherefore", "MESSAGE", URI, nonce, nc));
      assertThat(answer.status()).isEqualTo(202);
      assertThat(edge.intake.received().source().admittedTo()).contains("verona");
    }
  }

  @Test
  @Requirement("SEC-28")
  void aReplayIsRefusedWhateverTransactionItIs() throws Exception {
    var nonce = nonce(ask("MESSAGE", ""), 0);
    assertThat(ask("MESSAGE", good("MESSAGE", nonce, 1)).status()).isEqualTo(202);
    edge.intake.received();
    isStale(ask("MESSAGE", good("MESSAGE", nonce, 1)), true);
    timers.pass(60_000);
    isStale(ask("MESSAGE", good("MESSAGE", nonce, 1)), true);
    // Who knows the password goes on with the next count, until the nonce is too old.
    assertThat(ask("MESSAGE", good("MESSAGE", nonce, 2)).status()).isEqualTo(202);
    edge.intake.received();
    timers.pass(300_000);
    var stale = ask("MESSAGE", good("MESSAGE", nonce, 3));
    isStale(stale, true);
    assertThat(ask("MESSAGE", good("MESSAGE", nonce(stale, 0), 1)).status()).isEqualTo(202);
    edge.intake.received();
    edge.intake.hearsNothing();
  }

  /** A retransmission is no replay: the transaction answers it. */
  @Test
  void aCopyOfARequestIsAnsweredAsBefore() throws Exception {
    var nonce = nonce(ask("MESSAGE", ""), 0);
    var text =
        Texts.request(
            "MESSAGE",
            "UDP 127.0.0.1:" + peer.port(),
            "Content-Type: text/plain\r\nAuthorization: " + good("MESSAGE", nonce, 1) + "\r\n",
            "x");
    for (var copy = 0; copy < 3; copy++) {
      peer.send(text);
      assertThat(peer.last().status()).isEqualTo(202);
    }
    edge.intake.received();
    edge.intake.hearsNothing();
  }

  @Test
  void wrongCredentialsAreNotCalledStale() throws Exception {
    var nonce = nonce(ask("MESSAGE", ""), 0);
    isStale(ask("MESSAGE", credentials("SHA-256", "trunk", "x", "MESSAGE", URI, nonce, 1)), false);
    isStale(
        ask("MESSAGE", credentials("SHA-256", "nobody", "wherefore", "MESSAGE", URI, nonce, 1)),
        false);
    isStale(
        ask(
            "MESSAGE",
            credentials(
                "SHA-256", "trunk", "wherefore", "MESSAGE", "sip:nurse@example.com", nonce, 1)),
        false);
    isStale(ask("MESSAGE", good("INVITE", nonce, 1)), false);
    isStale(ask("MESSAGE", good("MESSAGE", nonce, 1).replace("qop=auth, ", "")), false);
    isStale(ask("MESSAGE", good("MESSAGE", "made-up", 1)), true);
    edge.intake.hearsNothing();
    assertThat(ask("MESSAGE", good("MESSAGE", nonce, 1)).status()).isEqualTo(202);
    edge.intake.received();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dHJ1bms6eA==", "Digest", "Digest realm=\"example.net\"", "x"})
  void whatIsNoDigestIsNone(String credentials) throws Exception {
    isStale(ask("MESSAGE", credentials), false);
    edge.intake.hearsNothing();
  }

  /** RFC 3261 §22.1: neither could be sent again. */
  @Test
  @Requirement("SIP-53")
  void ackAndCancelAreNeverAsked() throws Exception {
    edge.intake.react(event -> {});
    var nonce = nonce(ask("MESSAGE", ""), 0);
    var invite = Texts.invite(peer, "Authorization: " + good("INVITE", nonce, 1) + "\r\n");
    peer.send(invite);
    var received = edge.intake.received();
    assertThat(received.source().admittedTo()).contains("verona");
    peer.send(
        invite
            .replaceFirst("^INVITE ", "CANCEL ")
            .replaceFirst("1 INVITE", "1 CANCEL")
            .replaceFirst("Authorization: [^\r]*\r\n", "")
            .replaceFirst("Content-Type: [^\r]*\r\n", "")
            .replaceFirst("Content-Length: \\d+\r\n\r\n(?s:.*)", "Content-Length: 0\r\n\r\n"));
    assertThat(peer.last().status()).isEqualTo(200);
    assertThat(edge.intake.next(SipEvent.Cancelled.class).transaction().id())
        .isEqualTo(received.transaction().id());
    peer.send(Texts.request("ACK", "UDP 127.0.0.1:" + peer.port(), "X-In-Dialog: yes\r\n", ""));
    assertThat(edge.intake.received().request().method()).isEqualTo("ACK");
  }

  @Test
  void aRefusedInviteIsRepeatedUntilItsAck() throws Exception {
    var challenge = ask("INVITE", "");
    timers.pass(500);
    var again = peer.last();
    assertThat(again.lines()).isEqualTo(challenge.lines());
  }

  @Test
  void aTenantThatDemandsNothingAsksNothing() throws Exception {
    edge.intake.belongsTo("mantua");
    assertThat(ask("MESSAGE", "").status()).isEqualTo(202);
    assertThat(edge.intake.received().source().admittedTo()).isEmpty();
  }

  @Test
  void aUserWhoIsTakenOffTheFileIsOut() throws Exception {
    var nonce = nonce(ask("MESSAGE", ""), 0);
    users(line("SHA-256", "somebody-else", "wherefore"));
    timers.pass(2_000);
    var refused = ask("MESSAGE", good("MESSAGE", nonce, 1));
    isStale(refused, false);
    assertThat(refused.all("WWW-Authenticate")).hasSize(1);
    edge.intake.hearsNothing();
  }
}
