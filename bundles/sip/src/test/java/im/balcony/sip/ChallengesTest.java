package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Next hops that ask who we are (RFC 3261 §22), on a clock that the test turns. */
class ChallengesTest {

  private static final String REALM = "example.net";

  private final VirtualTimers timers = new VirtualTimers();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Gatekeeper keeper = new Gatekeeper(REALM, "verona", "wherefore");
  private UdpPeer proxy;
  private UdpPeer second;
  private Edge edge;
  private Path password;

  @TempDir Path folder;

  @BeforeEach
  void open() throws Exception {
    proxy = peer();
    second = peer();
    password = folder.resolve("password");
    write("wherefore");
    edge = edge(Optional.empty(), proxy);
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  private void write(String secret) throws Exception {
    Files.writeString(password, secret + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
  }

  private UdpPeer peer() throws Exception {
    var peer = new UdpPeer(0);
    open.add(peer);
    return peer;
  }

  private Edge edge(Optional<String> realm, UdpPeer... hops) throws Exception {
    var t = Tenants.verona();
    var uris = new ArrayList<String>();
    for (var hop : hops) {
      uris.add("sip:127.0.0.1:" + hop.port() + ";transport=udp;lr");
    }
    var credentials = new Tenant.Credentials("verona", password.toString(), realm);
    var tenant =
        new Tenant(
                t.id(),
                false,
                t.sipDomains(),
                t.xmppDomains(),
                t.component(),
                uris,
                t.trustedPeers(),
                t.sipAdvertise(),
                t.msrpAdvertise(),
                t.msrpConnectAllow(),
                t.policy(),
                t.limits())
            .with(Tenant.Digest.NONE.with(credentials));
    var fresh = Edge.open(timers, tenant);
    open.add(0, fresh);
    return fresh;
  }

  private PreparedRequest prepare(String method, String effectId) {
    var r = Texts.toRomeo(method, 5060, "", 5);
    var request =
        new SipRequest(
            method,
            "sip:romeo@example.net",
            r.from(),
            r.to(),
            r.callId(),
            1,
            70,
            List.of(),
            r.contact(),
            r.headers(),
            r.contentType(),
            r.body(),
            Optional.empty());
    return edge.port.prepare(new SipCommand.Request(effectId, "verona", request));
  }

  private void send(String method, String effectId) {
    edge.port.send(prepare(method, effectId));
  }

  private static Seen next(UdpPeer peer, String method) throws Exception {
    while (true) {
      var octets = peer.octets(3000);
      if (octets.length > 4) {
        var seen = Seen.of(octets);
        assertThat(seen.method()).isEqualTo(method);
        return seen;
      }
    }
  }

  private void answer(Seen request, int status, String... headers) throws Exception {
    var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    var octets = Texts.response(request, status, "r", more).getBytes(StandardCharsets.UTF_8);
    try (var socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(
              octets, octets.length, InetAddress.getByName("127.0.0.1"), edge.udp()));
    }
  }

  private void challenge(Seen request, String nonce) throws Exception {
    answer(request, 407, "Proxy-Authenticate: " + keeper.challenge(nonce, "SHA-256", ""));
  }

  /** One message that is challenged and taken, so that the nonce is known. */
  private void known(String nonce) throws Exception {
    send("MESSAGE", "before");
    challenge(next(proxy, "MESSAGE"), nonce);
    answer(next(proxy, "MESSAGE"), 200);
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "407, Proxy-Authenticate, Proxy-Authorization, SHA-256",
    "401, WWW-Authenticate, Authorization, SHA-256",
    "401, WWW-Authenticate, Authorization, MD5"
  })
  @Requirement({"SIP-52", "PAGE-19"})
  void aChallengedMessageGoesOnceMoreWithCredentials(
      int status, String asks, String tells, String hash) throws Exception {
    send("MESSAGE", "effect");
    var bare = next(proxy, "MESSAGE");
    assertThat(bare.header(tells)).isEmpty();
    answer(bare, status, asks + ": " + keeper.challenge("n1", hash, ", opaque=\"5ccc\""));

    var again = next(proxy, "MESSAGE");
    assertThat(keeper.admits(again, tells, "n1", hash, 1)).as(again.header(tells)).isTrue();
    assertThat(Gatekeeper.field(again.header(tells), "opaque")).isEqualTo("5ccc");
    assertThat(Gatekeeper.field(again.header(tells), "algorithm")).isEqualTo(hash);
    assertThat(again.header("CSeq")).isEqualTo("2 MESSAGE");
    assertThat(again.branch()).isNotEqualTo(bare.branch()).startsWith("z9hG4bK");
    for (var same : List.of("From", "To", "Call-ID", "Route", "Subject", "Content-Length")) {
      assertThat(again.header(same)).as(same).isEqualTo(bare.header(same));
    }
    assertThat(again.text()).isEqualTo(bare.text());
    answer(again, 200);

    var answered = edge.intake.answered();
    assertThat(answered.effectId()).isEqualTo("effect");
    assertThat(answered.response().status()).isEqualTo(200);
    assertThat(answered.raised()).isEqualTo(1);
    timers.pass(64_000);
    edge.intake.hearsNothing();
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  @Requirement("SIP-52")
  void aNonceServesFurtherRequestsWithTheNextCount() throws Exception {
    known("n1");
    for (var count = 2; count < 5; count++) {
      send("MESSAGE", "effect" + count);
      var request = next(proxy, "MESSAGE");
      assertThat(keeper.admits(request, "Proxy-Authorization", "n1", "SHA-256", count)).isTrue();
      assertThat(request.header("CSeq")).isEqualTo("1 MESSAGE");
      answer(request, 200);
      assertThat(edge.intake.answered().raised()).isZero();
    }
  }

  /** Whether the server calls it stale or has forgotten that it ever gave it out. */
  @ParameterizedTest
  @ValueSource(strings = {", stale=TRUE", ""})
  @Requirement("SIP-52")
  void aNonceThatIsTooOldIsReplacedOnce(String stale) throws Exception {
    known("n1");
    send("MESSAGE", "effect");
    answer(
        next(proxy, "MESSAGE"),
        407,
        "Proxy-Authenticate: " + keeper.challenge("n2", "SHA-256", stale));
    var again = next(proxy, "MESSAGE");
    assertThat(keeper.admits(again, "Proxy-Authorization", "n2", "SHA-256", 1)).isTrue();
    assertThat(again.header("CSeq")).isEqualTo("2 MESSAGE");
    assertThat(again.all("Proxy-Authorization")).hasSize(1);
    answer(again, 200);
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  /** A refusal, and a server that calls everything stale. */
  @ParameterizedTest
  @CsvSource({"'', 2", "', stale=true', 3"})
  @Requirement("SIP-52")
  void refusedCredentialsAreNotSentForEver(String stale, int most) throws Exception {
    send("MESSAGE", "effect");
    for (var sent = 1; sent <= most; sent++) {
      answer(
          next(proxy, "MESSAGE"),
          407,
          "Proxy-Authenticate: " + keeper.challenge("n" + sent, "SHA-256", stale));
    }
    var answered = edge.intake.answered();
    assertThat(answered.response().status()).isEqualTo(407);
    assertThat(answered.raised()).isEqualTo(most - 1);
    proxy.hearsNothing(50);
    timers.pass(64_000);
    edge.intake.hearsNothing();
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  @Requirement("SIP-52")
  void theSameNonceAgainIsARefusal() throws Exception {
    known("n1");
    send("MESSAGE", "effect");
    answer(
        next(proxy, "MESSAGE"),
        407,
        "Proxy-Authenticate: " + keeper.challenge("n1", "SHA-256", ", stale=true"));
    assertThat(edge.intake.answered().response().status()).isEqualTo(407);
    proxy.hearsNothing(50);
  }

  /** RFC 8760 §2.4 lets local policy decide: whoever can strip a list does not choose from it. */
  @Test
  @Requirement("SIP-52")
  void theStrongestHashOfAListIsTaken() throws Exception {
    send("MESSAGE", "effect");
    answer(
        next(proxy, "MESSAGE"),
        401,
        "WWW-Authenticate: " + keeper.challenge("m", "MD5", ""),
        "WWW-Authenticate: " + keeper.challenge("x", "AKAv1-MD5", ""),
        "WWW-Authenticate: Basic realm=\"example.net\"",
        "WWW-Authenticate: " + keeper.challenge("s", "SHA-256", ""));
    var again = next(proxy, "MESSAGE");
    assertThat(again.all("Authorization")).hasSize(1);
    assertThat(keeper.admits(again, "Authorization", "s", "SHA-256", 1)).isTrue();

    answer(again, 401, "WWW-Authenticate: " + keeper.challenge("m2", "MD5", ", stale=true"));
    assertThat(edge.intake.answered().response().status()).isEqualTo(401);
    proxy.hearsNothing(50);
  }

  /** The proxy first, the recipient behind it then: the third request answers both. */
  @Test
  @Requirement("SIP-52")
  void whoAsksBehindAProxyIsAnsweredToo() throws Exception {
    var mantua = new Gatekeeper("mantua", "verona", "wherefore");
    send("MESSAGE", "effect");
    challenge(next(proxy, "MESSAGE"), "n1");
    answer(next(proxy, "MESSAGE"), 401, "WWW-Authenticate: " + mantua.challenge("m1", "MD5", ""));
    var third = next(proxy, "MESSAGE");
    assertThat(keeper.admits(third, "Proxy-Authorization", "n1", "SHA-256", 2)).isTrue();
    assertThat(mantua.admits(third, "Authorization", "m1", "MD5", 1)).isTrue();
    assertThat(third.header("CSeq")).isEqualTo("3 MESSAGE");
    answer(third, 200);
    assertThat(edge.intake.answered().raised()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic realm=\"example.net\"",
        "Digest realm=\"example.net\", algorithm=MD5",
        "Digest realm=\"example.net\", nonce=\"n\", qop=\"auth-int\"",
        "Digest realm=\"example.net\", nonce=\"n\", algorithm=MD5-sess, qop=\"auth\"",
        "Digest realm=\"example.net\", realm=\"other\", nonce=\"n\", qop=\"auth\"",
        "Digest",
        "nonsense"
      })
  void whatCannotBeAnsweredIsTheOutcome(String challenge) throws Exception {
    send("MESSAGE", "effect");
    answer(next(proxy, "MESSAGE"), 401, "WWW-Authenticate: " + challenge);
    assertThat(edge.intake.answered().response().status()).isEqualTo(401);
    proxy.hearsNothing(50);
  }

  @Test
  void onlyTheRealmThatIsNamedIsAnswered() throws Exception {
    edge = edge(Optional.of("mantua"), proxy);
    send("MESSAGE", "effect");
    challenge(next(proxy, "MESSAGE"), "n1");
    assertThat(edge.intake.answered().response().status()).isEqualTo(407);

    var mantua = new Gatekeeper("mantua", "verona", "wherefore");
    send("MESSAGE", "other");
    answer(
        next(proxy, "MESSAGE"),
        407,
        "Proxy-Authenticate: " + keeper.challenge("n2", "MD5", ""),
        "Proxy-Authenticate: " + mantua.challenge("m1", "MD5", ""));
    var again = next(proxy, "MESSAGE");
    assertThat(again.all("Proxy-Authorization")).hasSize(1);
    assertThat(mantua.admits(again, "Proxy-Authorization", "m1", "MD5", 1)).isTrue();
    answer(again, 200);
    edge.intake.answered();
  }

  @Test
  void aChangedPasswordHoldsFromTheNextChallengeOn() throws Exception {
    write("wrong");
    send("MESSAGE", "one");
    challenge(next(proxy, "MESSAGE"), "n1");
    challenge(next(proxy, "MESSAGE"), "n2");
    assertThat(edge.intake.answered().response().status()).isEqualTo(407);
    write("wherefore");
    known("n3");
    Files.delete(password);
    send("MESSAGE", "two");
    answer(
        next(proxy, "MESSAGE"),
        407,
        "Proxy-Authenticate: " + keeper.challenge("n4", "SHA-256", ", stale=true"));
    assertThat(edge.intake.answered().response().status()).isEqualTo(407);
  }

  /** RFC 3261 §13.2.2.4: the ACK has the credentials of its INVITE; §22.1: CANCEL has none. */
  @Test
  @Requirement("SIP-52")
  void anInviteIsAcknowledgedTwiceAndTheSecondTimeWithItsCredentials() throws Exception {
    send("INVITE", "effect");
    var bare = next(proxy, "INVITE");
    challenge(bare, "n1");
    var refused = next(proxy, "ACK");
    assertThat(refused.branch()).isEqualTo(bare.branch());
    assertThat(refused.header("CSeq")).isEqualTo("1 ACK");
    var again = next(proxy, "INVITE");
    assertThat(keeper.admits(again, "Proxy-Authorization", "n1", "SHA-256", 1)).isTrue();
    answer(again, 200, "Contact: <sip:romeo@127.0.0.1>");
    var answered = edge.intake.answered();
    assertThat(answered.raised()).isEqualTo(1);

    var r = Texts.toRomeo("ACK", proxy.port(), "", 0);
    var ack =
        new SipRequest(
            "ACK",
            r.requestUri(),
            r.from(),
            answered.response().to().orElseThrow(),
            again.header("Call-ID"),
            2,
            70,
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            r.body(),
            Optional.empty());
    edge.port.send(new SipCommand.Ack("verona", ack));
    assertThat(next(proxy, "ACK").header("Proxy-Authorization"))
        .isEqualTo(again.header("Proxy-Authorization"));
    timers.pass(64_000);
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  @Requirement("SIP-52")
  void aCancelFitsTheInviteThatHasCredentials() throws Exception {
    var prepared = prepare("INVITE", "effect");
    edge.port.send(prepared);
    challenge(next(proxy, "INVITE"), "n1");
    next(proxy, "ACK");
    var again = next(proxy, "INVITE");
    answer(again, 180);
    edge.intake.answered();
    edge.port.send(new SipCommand.Cancel("effect", prepared));
    var cancel = next(proxy, "CANCEL");
    assertThat(cancel.branch()).isEqualTo(again.branch());
    assertThat(cancel.header("CSeq")).isEqualTo("2 CANCEL");
    assertThat(cancel.header("Proxy-Authorization")).isEmpty();
    answer(cancel, 200);
    answer(again, 487);
    next(proxy, "ACK");
    assertThat(edge.intake.answered().response().status()).isEqualTo(487);
  }

  @Test
  void anInviteThatNobodyWantsAnyMoreIsNotSentAgain() throws Exception {
    var prepared = prepare("INVITE", "effect");
    edge.port.send(prepared);
    var bare = next(proxy, "INVITE");
    edge.port.send(new SipCommand.Cancel("effect", prepared));
    challenge(bare, "n1");
    next(proxy, "ACK");
    assertThat(edge.intake.answered().response().status()).isEqualTo(407);
    proxy.hearsNothing(50);
  }

  /** The request with credentials is one like any other: repeated, given up, tried elsewhere. */
  @Test
  @Requirement({"SIP-48", "SIP-52"})
  void aHopThatFallsSilentBehindItsChallengeIsLeftForTheNext() throws Exception {
    edge = edge(Optional.empty(), proxy, second);
    send("MESSAGE", "effect");
    challenge(next(proxy, "MESSAGE"), "n1");
    var again = next(proxy, "MESSAGE");
    timers.pass(500);
    var copy = next(proxy, "MESSAGE");
    assertThat(copy.header("Proxy-Authorization")).isEqualTo(again.header("Proxy-Authorization"));
    assertThat(copy.branch()).isEqualTo(again.branch());
    timers.pass(7_500);
    var there = next(second, "MESSAGE");
    assertThat(there.header("CSeq")).isEqualTo("2 MESSAGE");
    assertThat(there.header("Proxy-Authorization")).isEmpty();
    challenge(there, "m1");
    var third = next(second, "MESSAGE");
    assertThat(third.header("CSeq")).isEqualTo("3 MESSAGE");
    assertThat(keeper.admits(third, "Proxy-Authorization", "m1", "SHA-256", 1)).isTrue();
    answer(third, 200);
    var answered = edge.intake.answered();
    assertThat(answered.response().status()).isEqualTo(200);
    assertThat(answered.raised()).isEqualTo(2);
    timers.pass(64_000);
    edge.intake.hearsNothing();
    assertThat(edge.port.transactions()).isZero();
  }

  /** What was made ready is sent again to the letter, and so is the answer to its challenge. */
  @Test
  @Requirement("SIP-52")
  void theNextEdgeRepeatsWhatThisOneHasSent() throws Exception {
    var prepared = prepare("MESSAGE", "effect");
    edge.port.send(prepared);
    var bare = next(proxy, "MESSAGE");
    challenge(bare, "n1");
    var again = next(proxy, "MESSAGE");
    edge.close();
    edge = edge(Optional.empty(), proxy);
    edge.port.send(prepared);
    var repeated = next(proxy, "MESSAGE");
    assertThat(repeated.lines()).isEqualTo(bare.lines());
    challenge(repeated, "n2");
    var last = next(proxy, "MESSAGE");
    assertThat(last.branch()).isEqualTo(again.branch());
    assertThat(last.header("CSeq")).isEqualTo(again.header("CSeq"));
    answer(last, 200);
    assertThat(edge.intake.answered().effectId()).isEqualTo("effect");
  }

  /** RFC 3428 §8: with its credentials it is still no larger than a datagram may be. */
  @Test
  void whatCredentialsTakeIsReckonedBeforehand() {
    var request = Texts.toRomeo("MESSAGE", 5060, "", 5);
    var command = new SipCommand.Request("effect", "verona", request);
    var alone = edge.port.prepare(command).octets().length();
    assertThat(edge.port.size(command)).isEqualTo(alone + 600);
  }
}
