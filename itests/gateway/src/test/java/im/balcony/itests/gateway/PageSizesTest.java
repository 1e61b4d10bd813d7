package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpFrame;
import im.balcony.testkit.romeo.Phone;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How large messages may be, and what becomes of larger ones (RFC 3428 §8, RFC 7572 §6, RFC 6120
 * §13.12). The tenants differ in what they do with a text too long for one MESSAGE.
 */
class PageSizesTest {

  private static final String MAX_BYTES =
      "<stream:features><limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>20000</max-bytes>"
          + "</limits></stream:features>";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("stanza-limit", "10000"));
    var hop = "sip:127.0.0.1:" + romeo.port() + ";lr";
    scene.tenant(
        "rejecting", "montague.example", Map.of("sip.next-hop", hop, "page.oversize", "reject"));
    scene.server.connected.next(WAIT);
    scene.server.features = MAX_BYTES;
    scene.tenant(
        "upgrading",
        "capulet.example",
        Map.of("sip.next-hop", hop, "page.oversize", "upgrade", "idle-timeout", "2"));
    scene.server.connected.next(WAIT);
    Thread.sleep(200);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void say(String to, String id, String children) throws Exception {
    scene.say(juliet + "/balcony", to, "normal", id, children);
  }

  private void refusedAsTooLong(String id) {
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo(id);
    var children = error.getElementsByTagNameNS("*", "error");
    assertThat(((org.w3c.dom.Element) children.item(0)).getAttribute("type")).isEqualTo("modify");
    assertThat(error.getElementsByTagNameNS("*", "policy-violation").getLength()).isEqualTo(1);
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIZE-03")
  void aTenantMayRejectLongTexts() throws Exception {
    say("romeo@montague.example", "r1", "<body>" + "x".repeat(1400) + "</body>");

    refusedAsTooLong("r1");
  }

  @Test
  @Requirement("SIZE-04")
  void aTenantMaySendLongTextsInASession() throws Exception {
    var text = "Two households, both alike in dignity. ".repeat(100);
    say("romeo@capulet.example", "u1", "<body>" + text + "</body>");

    var call = romeo.invites.next(WAIT);
    assertThat(call.peerSdp().mediaLine().orElse("")).contains("TCP/MSRP");
    var line = call.accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo(text);
    assertThat(romeo.messages.size()).isZero();
    call.expectBye(Duration.ofSeconds(8));
    assertThat(line.texts.size()).isZero();
  }

  @Test
  @Requirement("SIZE-05")
  void theFinishedRequestIsMeasured() throws Exception {
    // Much around a short text costs nothing.
    say(
        "romeo@montague.example",
        "f1",
        "<body>short</body><x xmlns='foo'>" + "x".repeat(3000) + "</x>");
    var short1 = romeo.messages.next(WAIT);
    assertThat(short1.text()).isEqualTo("short");

    // As long as fits with a short Call-ID.
    var room = 1300 - short1.size() + "short".length() - 40;
    say("romeo@montague.example", "f2", threaded("d9aa95fd", room));
    assertThat(romeo.messages.next(WAIT).size()).isBetween(1200, 1300);

    // The same text with headers that make it too long, and 1250 octets with any headers.
    say("romeo@montague.example", "f3", threaded("d9aa95fd".repeat(15), room));
    refusedAsTooLong("f3");
    say("romeo@montague.example", "f4", threaded("d9aa95fe", 1250));
    refusedAsTooLong("f4");
  }

  private static String threaded(String thread, int length) {
    return "<thread>" + thread + "</thread><body>" + "x".repeat(length) + "</body>";
  }

  @Test
  @Requirement("SIZE-06")
  void everyPartIsWholeCharacters() throws Exception {
    var text = "é".repeat(2000);
    say("romeo@example.net", "c1", "<body>" + text + "</body>");

    var all = new StringBuilder();
    while (all.length() < text.length()) {
      var part = romeo.messages.next(WAIT);
      all.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(part.body())));
    }
    assertThat(all.toString()).isEqualTo(text);
  }

  @Test
  @Requirement("SIZE-10")
  void aHugeDatagramIsAnswered() throws Exception {
    // The most that a datagram of IPv4 can hold is 65 507 octets.
    var around = romeo.draft("sip:" + juliet).text("x".repeat(10_000)).octets().length - 10_000;
    for (var octets : List.of(60_000, 65_507 - around)) {
      var huge = romeo.message("sip:" + juliet, "x".repeat(octets));
      var next = romeo.message("sip:" + juliet, "still here");

      assertThat(huge.status()).isIn(202, 413);
      if (huge.status() == 202) {
        scene.server.stanzas.next(WAIT);
      }
      assertThat(next.status()).isEqualTo(202);
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
    }
  }

  @Test
  @Requirement({"SIZE-11", "SIZE-16"})
  void theFinishedStanzaIsMeasuredBeforeTheAnswer() throws Exception {
    var tooLong = romeo.message("sip:" + juliet, "x".repeat(12_000));
    var grown = romeo.message("sip:" + juliet, "&".repeat(9000));
    var fits = romeo.message("sip:" + juliet, "x".repeat(9000));

    assertThat(List.of(tooLong.status(), grown.status())).isSubsetOf(413, 513);
    assertThat(fits.status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).hasSize(9000);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIZE-16")
  void theFinishedStanzaIsMeasuredInSessionsToo() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = call.connect();
    // Within max-size, but not once it is escaped.
    for (var octets : List.of(7000, 9000)) {
      line.frames.drain();
      var id = "amp-" + octets;
      var body = "&".repeat(octets).getBytes(StandardCharsets.UTF_8);
      line.chunk(id, body, 0, octets, "text/plain", '$', List.of());
      line.frames.next(WAIT, frame -> refuses(frame, id));
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    call.bye();
  }

  /** Whether the SEND is answered, or its message reported, with 413. */
  private static boolean refuses(MsrpFrame frame, String messageId) {
    return frame.isResponse()
        ? frame.status() == 413
        : frame.method().equals("REPORT")
            && frame.header("Message-ID").filter(messageId::equals).isPresent()
            && frame.header("Status").filter(s -> s.startsWith("000 413")).isPresent();
  }

  @Test
  @Requirement("SIZE-19")
  void aLimitOfTheServerLowersOurs() throws Exception {
    var gateway = new InetSocketAddress("127.0.0.1", scene.sipPort);
    try (var other =
        new Phone("romeo", "capulet.example", gateway, scene.ladder, scene.violations)) {
      assertThat(other.message("sip:" + juliet, "x".repeat(20_001)).status()).isEqualTo(413);
      assertThat(other.message("sip:" + juliet, "x".repeat(19_000)).status()).isEqualTo(202);
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).hasSize(19_000);

      var call = other.invite("sip:" + juliet, Call.Offer.PLAIN);
      assertThat(Integer.parseInt(call.peerSdp().attribute("max-size").orElse("")))
          .isLessThan(20_000);
      call.bye();
    }
  }
}
