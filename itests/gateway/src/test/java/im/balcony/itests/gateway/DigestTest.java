package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Tenants;
import im.balcony.players.Kamailio;
import im.balcony.players.Ports;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Kamailio between the gateway and Romeo's phone that lets nothing of the gateway's pass without
 * the tenant's password (RFC 3261 §22.3).
 */
class DigestTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";
  private static final String GONE = "<gone xmlns='" + STATES + "'/>";
  private static final String PASSWORD = "wherefore-art-thou";

  private final String juliet = "juliet@example.com/balcony";
  private Scene scene;
  private Kamailio proxy;
  private Phone romeo;
  private Path folder;
  private Path password;
  private int port;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    folder = Files.createTempDirectory("balcony-digest");
    password = folder.resolve("password");
    write(PASSWORD);
    port = Ports.free();
    romeo =
        new Phone(
            "romeo",
            "example.net",
            new InetSocketAddress("127.0.0.1", port),
            scene.ladder,
            scene.violations);
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    proxy.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void write(String secret) throws Exception {
    Files.writeString(password, secret);
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
  }

  private void demanding(String algorithm) throws Exception {
    demanding(algorithm, "example.net");
  }

  private void demanding(String algorithm, String realm) throws Exception {
    proxy =
        Kamailio.proxy(
            folder.resolve("proxy"),
            port,
            "example.net",
            "sip:127.0.0.1:" + romeo.port(),
            "sip:127.0.0.1:" + scene.sipPort,
            new Kamailio.Demand("verona", PASSWORD, algorithm));
    scene.tenant(
        "verona",
        "example.net",
        Map.of(
            "sip.next-hop",
            "sip:127.0.0.1:" + port + ";lr",
            "sip.auth-user",
            "verona",
            "sip.auth-password-file",
            password.toString(),
            "sip.auth-realm",
            realm));
    Framework.await(
        "the credentials",
        WAIT,
        () ->
            scene.framework.service(Tenants.class).stream()
                .flatMap(tenants -> tenants.byId("verona").stream())
                .anyMatch(tenant -> tenant.digest().credentials().isPresent()));
  }

  private void page(String id, String text) throws Exception {
    scene.say(juliet, "romeo@example.net", "normal", id, "<body>" + text + "</body>");
  }

  private void chat(String id, String children) throws Exception {
    scene.say(juliet, "romeo@example.net", "chat", id, children);
  }

  /** A request of the gateway's, as the proxy saw it. */
  private record Sent(String method, String callId, long cseq, int octets, String credentials) {

    private static Sent of(List<String> fields) {
      return new Sent(
          fields.get(0),
          fields.get(1),
          Long.parseLong(fields.get(5).split(" ")[0]),
          Integer.parseInt(fields.get(6)),
          fields.get(7));
    }
  }

  /** What the gateway has sent of this method; the phone sends none of those that are asked for. */
  private List<Sent> sent(String method) throws Exception {
    return proxy.received().stream()
        .filter(fields -> fields.get(0).equals(method))
        .map(Sent::of)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SHA-256"})
  @Requirement({"SIP-52", "PAGE-19"})
  void aMessageIsAskedForAndTheNextBringsItsCredentials(String algorithm) throws Exception {
    demanding(algorithm);
    page("one", "Good morrow");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Good morrow");
    scene.awaitOutcome("one", "HANDED_OVER");
    page("two", "And good den");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("And good den");
    scene.awaitOutcome("two", "HANDED_OVER");

    var sent = sent("MESSAGE");
    assertThat(sent).hasSize(3);
    assertThat(sent.get(0).credentials()).contains("<null>");
    assertThat(sent.get(1).callId()).isEqualTo(sent.get(0).callId());
    assertThat(sent.get(1).cseq()).isEqualTo(sent.get(0).cseq() + 1);
    assertThat(sent.get(1).credentials()).contains("realm=\"example.net\"", "nc=00000001");
    assertThat(sent.get(2).credentials()).contains("nc=00000002");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIP-52")
  void aCallIsAuthenticatedFromItsInviteToItsBye() throws Exception {
    demanding("SHA-256");
    chat("first", "<body>first</body>" + ACTIVE);
    var call = romeo.invites.next(WAIT);
    assertThat(call.invite().cseq()).isEqualTo(2);
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    line.answer = frame -> 0;
    chat("lost", "<body>Wherefore art thou?</body>" + ACTIVE);
    var unconfirmed = line.texts.next(WAIT);
    line.close();
    var again = call.acceptNewConnection();
    assertThat(again.texts.next(WAIT).id()).isEqualTo(unconfirmed.id());
    assertThat(call.invite().cseq()).isEqualTo(3);
    chat("bye", GONE);
    assertThat(call.expectBye(WAIT).cseq()).isEqualTo(4);

    var invites = sent("INVITE");
    assertThat(invites).extracting(Sent::cseq).containsExactly(1L, 2L, 3L);
    // The one to the refusal is the proxy's own business.
    for (var invite : invites.subList(1, 3)) {
      var ack =
          proxy.received(
              WAIT, f -> f.get(0).equals("ACK") && f.get(5).startsWith(invite.cseq() + " "));
      assertThat(Sent.of(ack).credentials()).isEqualTo(invite.credentials());
    }
    assertThat(sent("BYE").get(0).credentials()).contains("nc=00000003");
  }

  /** What is asked for the first time within a dialog raises its numbers, too. */
  @Test
  @Requirement("SIP-52")
  void aCallOfRomeosIsEndedWithCredentials() throws Exception {
    demanding("SHA-256");
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
    var line = call.connect();
    line.send("first");
    scene.server.stanzas.next(WAIT);
    chat("known", "<body>second</body>" + ACTIVE);
    line.texts.next(WAIT);
    chat("bye", GONE);
    assertThat(call.expectBye(WAIT).cseq()).isEqualTo(2);

    assertThat(sent("BYE")).extracting(Sent::cseq).containsExactly(1L, 2L);
  }

  @Test
  @Requirement("SIP-52")
  void theNoncesOfAProxyThatWasRestartedAreReplaced() throws Exception {
    demanding("SHA-256");
    page("one", "Good morrow");
    romeo.messages.next(WAIT);
    // Its answer is through, too: else it is repeated to the next proxy.
    scene.awaitOutcome("one", "HANDED_OVER");
    proxy.close();
    demanding("SHA-256");
    page("two", "And good den");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("And good den");
    scene.awaitOutcome("two", "HANDED_OVER");
    var sent = sent("MESSAGE");
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0).credentials()).contains("nc=00000002");
    assertThat(sent.get(1).credentials()).contains("nc=00000001");
  }

  /**
   * The parts have one Call-ID and one tag, so a challenge to one must not take another's number.
   */
  @Test
  @Requirement({"SIP-52", "SIZE-01"})
  void theFirstOfSeveralPartsIsAskedForAndAllArriveInOrder() throws Exception {
    demanding("SHA-256");
    var text = "O Romeo, Romeo, wherefore art thou Romeo? ".repeat(60).strip();
    page("long", text);
    var heard = new StringBuilder();
    while (heard.length() < text.length()) {
      heard.append(romeo.messages.next(WAIT).text());
    }
    assertThat(heard.toString()).isEqualTo(text);
    scene.awaitOutcome("long", "HANDED_OVER");
    var sent = sent("MESSAGE");
    assertThat(sent).hasSizeGreaterThan(4).allMatch(s -> s.octets() <= 1300);
    assertThat(sent.stream().map(Sent::cseq)).doesNotHaveDuplicates();
  }

  @Test
  @Requirement({"SIP-52", "SEC-14"})
  void aWrongPasswordIsToldAndAMendedOneHolds() throws Exception {
    var wrong = "a-wr0ng-password";
    write(wrong);
    demanding("SHA-256");
    var shown = new StringBuilder();
    var log = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      for (var round = 1; round < 4; round++) {
        page("wrong" + round, "x");
        var error = scene.server.stanzas.next(WAIT);
        assertThat(error.getAttribute("id")).isEqualTo("wrong" + round);
        assertThat(has(error, "urn:ietf:params:xml:ns:xmpp-stanzas", "registration-required"))
            .isTrue();
        shown.append(error.getTextContent());
        assertThat(sent("MESSAGE")).hasSize(2 * round);
      }
    } finally {
      System.setErr(before);
    }
    shown.append(scene.framework.service(Tenants.class).map(Tenants::all));
    assertThat(Stream.of(shown, log.toString(UTF_8)))
        .noneMatch(text -> text.toString().contains(wrong));

    write(PASSWORD);
    page("right", "Good morrow");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Good morrow");
    scene.awaitOutcome("right", "HANDED_OVER");
  }

  @Test
  void aChallengeOfAnotherRealmIsTold() throws Exception {
    demanding("SHA-256", "mantua.example");
    page("other", "x");
    scene.failed("other");
    assertThat(sent("MESSAGE")).singleElement().matches(s -> s.credentials().contains("<null>"));
  }

  @Test
  void whatRomeoSaysPassesAsBefore() throws Exception {
    demanding("SHA-256");
    assertThat(romeo.message("sip:juliet@example.com", "Neither, fair saint.").status())
        .isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Neither, fair saint.");
  }
}
