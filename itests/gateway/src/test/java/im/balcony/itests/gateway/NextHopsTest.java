package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.tenant.Tenants;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** A tenant with more than one next hop, of which some are dead (RFC 3263 §4.3). */
class NextHopsTest {

  private static Scene scene;
  private static Phone romeo;
  private static Phone other;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/balcony";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.phone("romeo");
    other = scene.phone("romeo");
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    other.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static void hops(String... hops) throws Exception {
    romeo.answer = message -> List.of("200 OK");
    other.answer = message -> List.of("200 OK");
    scene.tenant("verona", "example.net", Map.of("sip.next-hop", String.join(",", hops)));
    Framework.await(
        "next hops in force",
        WAIT,
        () ->
            scene.framework.service(Tenants.class).stream()
                .flatMap(tenants -> tenants.byId("verona").stream())
                .anyMatch(tenant -> tenant.nextHop().equals(List.of(hops))));
  }

  private static String udp(int port) {
    return "sip:127.0.0.1:" + port + ";transport=udp;lr";
  }

  private static String tcp(int port) {
    return "sip:127.0.0.1:" + port + ";transport=tcp;lr";
  }

  private static int closedUdp() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int closedTcp() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void page(String id, String text) throws Exception {
    scene.say(juliet, "romeo@example.net", "normal", id, "<body>" + text + "</body>");
  }

  private static Element error(String id) {
    var stanza = scene.server.stanzas.next(WAIT, s -> s.getAttribute("id").equals(id));
    assertThat(stanza.getAttribute("type")).isEqualTo("error");
    return (Element) stanza.getElementsByTagNameNS("*", "error").item(0);
  }

  private static String text(Element error) {
    return error.getElementsByTagNameNS("*", "text").item(0).getTextContent();
  }

  private static List<String> why(String id) {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.message(id).stream())
        .map(row -> row.why())
        .toList();
  }

  @Test
  @Requirement("SIP-48")
  void theMessageThatFindsAClosedUdpPortArrivesByTheNext() throws Exception {
    hops(udp(closedUdp()), udp(romeo.port()));
    page("udp1", "Good morrow");

    // Long before 64*T1, and before silence would count.
    var message = romeo.messages.next(Duration.ofSeconds(6));
    assertThat(message.text()).isEqualTo("Good morrow");
    assertThat(message.all("Route")).containsExactly("<" + udp(romeo.port()) + ">");
    scene.awaitOutcome("udp1", "HANDED_OVER");
    page("udp2", "And good den");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("And good den");
    scene.awaitOutcome("udp2", "HANDED_OVER");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIP-48")
  void theMessageThatFindsARefusedConnectionArrivesByTheNext() throws Exception {
    hops(tcp(closedTcp()), udp(romeo.port()));
    page("tcp1", "Good morrow");

    assertThat(romeo.messages.next(Duration.ofSeconds(6)).text()).isEqualTo("Good morrow");
    scene.awaitOutcome("tcp1", "HANDED_OVER");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIP-48")
  void theMessageThatFindsASilentHopArrivesByTheNext() throws Exception {
    other.answer = message -> List.of();
    hops(udp(other.port()), udp(romeo.port()));
    other.answer = message -> List.of();
    page("silent1", "Good morrow");
    page("silent2", "twice");

    var there = other.messages.next(WAIT);
    var here = romeo.messages.next(Duration.ofSeconds(20));
    assertThat(here.need("Call-ID")).isEqualTo(there.need("Call-ID"));
    assertThat(here.need("CSeq")).isEqualTo(there.need("CSeq"));
    assertThat(here.need("From")).isEqualTo(there.need("From"));
    assertThat(here.branch()).isNotEqualTo(there.branch());
    scene.awaitOutcome("silent1", "HANDED_OVER");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("twice");
    scene.awaitOutcome("silent2", "HANDED_OVER");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIP-48")
  void aChatThatFindsADeadHopBeginsByTheNext() throws Exception {
    hops(udp(closedUdp()), udp(romeo.port()));
    scene.say(juliet, "romeo@example.net", "chat", "chat1", "<body>Good morrow</body>");

    var call = romeo.invites.next(Duration.ofSeconds(6));
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Good morrow");
    scene.awaitOutcome("chat1", "HANDED_OVER");
    call.bye();
  }

  @Test
  void whoReachesNobodyIsToldWhy() throws Exception {
    hops(tcp(closedTcp()), tcp(closedTcp()));
    page("dead1", "x");

    var error = error("dead1");
    assertThat(error.getAttribute("type")).isEqualTo("wait");
    assertThat(text(error)).contains("refused the connection", "2 next hops");
    scene.awaitOutcome("dead1", "FAILED");
    assertThat(why("dead1")).singleElement().asString().contains("transport", "refused the conn");
  }

  @Test
  @Requirement("SIP-60")
  void aServerThatWantsNoRequestsGetsNoneForAnyUser() throws Exception {
    hops(udp(other.port()));
    other.answer = message -> List.of("503 Service Unavailable", "Retry-After: 600");
    page("rest1", "x");
    assertThat(error("rest1").getAttribute("type")).isEqualTo("wait");
    other.messages.next(WAIT);

    scene.say(juliet, "tybalt@example.net", "normal", "rest2", "<body>x</body>");
    var error = error("rest2");
    assertThat(error.getAttribute("type")).isEqualTo("wait");
    assertThat(text(error)).contains("next hop", "no requests");
    scene.say("nurse@example.com/x", "romeo@example.net", "chat", "rest3", "<body>x</body>");
    assertThat(error("rest3").getAttribute("type")).isEqualTo("wait");
    assertThat(other.messages.poll(SILENCE)).isEmpty();
    assertThat(other.invites.size()).isZero();

    // Another server is another matter.
    hops(udp(other.port()), udp(romeo.port()));
    scene.say(juliet, "tybalt@example.net", "normal", "rest4", "<body>y</body>");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("y");
    assertThat(other.messages.size()).isZero();
    scene.awaitOutcome("rest4", "HANDED_OVER");
  }

  /** Without a listener for TLS nobody could answer; nothing of it goes in the clear. */
  @Test
  @Requirement("SEC-32")
  void aNextHopWithTlsIsOfNoUseWhereNoTlsIsSpoken() throws Exception {
    hops("sips:127.0.0.1:" + romeo.port());
    Framework.await(
        "told by why",
        WAIT,
        () ->
            scene.framework.service(Gateway.class).stream()
                .flatMap(gateway -> gateway.why().stream())
                .map(Gateway.Problem::reason)
                .anyMatch(r -> r.contains("listen.tls") && r.contains("verona")));
    page("tls1", "not like this");
    scene.failed("tls1");
    assertThat(romeo.messages.size()).isZero();
  }

  @Test
  void aNextHopOfAnotherTransportIsRefusedWithItsReason() throws Exception {
    hops(udp(romeo.port()));
    for (var bad : List.of("sip:127.0.0.1:5061;transport=ws", "sips:127.0.0.1;transport=udp")) {
      scene.tenant("verona", "example.net", Map.of("sip.next-hop", bad));
      Framework.await(
          bad + " refused",
          WAIT,
          () ->
              scene.framework.service(Gateway.class).stream()
                  .flatMap(gateway -> gateway.why().stream())
                  .map(Gateway.Problem::reason)
                  .anyMatch(r -> r.contains(bad) && r.contains("udp, tcp or tls")));
    }
    // The last good one holds.
    page("tls2", "still here");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("still here");
  }
}
