package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.ScriptedDns;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant whose next hop is a domain, and a name server of the test's (RFC 3263). */
class DnsHopsTest {

  private static final String JULIET = "juliet@example.com/balcony";
  private static final String SERVICE = "_sip._udp.proxies.example.net";

  private ScriptedDns dns;
  private Scene scene;
  private Phone romeo;
  private Phone other;

  @BeforeEach
  void open() throws Exception {
    dns = new ScriptedDns();
    var asked = "127.0.0.1:" + dns.address().getPort();
    scene =
        new Scene(
            Map.of("sip.next-hop", "sip:proxies.example.net;lr"),
            Map.of(),
            Map.of("dns.servers", asked));
    romeo = scene.phone("romeo");
    other = scene.phone("romeo");
    romeo.answer = message -> List.of("200 OK");
    other.answer = message -> List.of();
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    other.close();
    scene.close();
    dns.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void page(String id, String text) throws Exception {
    scene.say(JULIET, "romeo@example.net", "normal", id, "<body>" + text + "</body>");
  }

  private static int closedUdp() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  @Requirement("SIP-48")
  void theMessageGoesToTheServerOfTheDomainThatLives() throws Exception {
    dns.naptr("proxies.example.net", 1, 1, "SIP+D2U", SERVICE)
        .srv(SERVICE, 60, 1, 0, closedUdp(), "localhost")
        .srv(SERVICE, 60, 2, 0, romeo.port(), "localhost");
    page("dns1", "Good morrow");
    var message = romeo.messages.next(WAIT);
    assertThat(message.text()).isEqualTo("Good morrow");
    assertThat(message.all("Route")).containsExactly("<sip:proxies.example.net;lr>");
    scene.awaitOutcome("dns1", "HANDED_OVER");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIP-48")
  void whatIsOwedAfterARestartGoesOnToTheLetterAndThenToTheNextServer() throws Exception {
    dns.srv(SERVICE, 60, 1, 0, other.port(), "localhost")
        .srv(SERVICE, 60, 2, 0, romeo.port(), "localhost");
    page("dns2", "By yonder blessed moon");
    var before = other.messages.next(WAIT);
    scene.restart();
    other.received.drain();
    var after = other.received.next(WAIT, f -> "MESSAGE".equals(f.method()));
    assertThat(after.need("Via")).isEqualTo(before.need("Via"));

    var here = romeo.messages.next(Duration.ofSeconds(30));
    assertThat(here.text()).isEqualTo("By yonder blessed moon");
    assertThat(here.need("Call-ID")).isEqualTo(before.need("Call-ID"));
    assertThat(here.branch()).isNotEqualTo(before.branch());
    scene.awaitOutcome("dns2", "HANDED_OVER");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
