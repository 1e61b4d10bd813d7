package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages from SIP over XMPP to SIP: two domains, each of which takes the other for XMPP's. */
class HairpinsTest {

  private static final String THERE = "capulet.example";

  private static Scene scene;
  private static Phone romeo;
  private static Phone tybalt;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of("xmpp.domains", "example.com, " + THERE));
    romeo = scene.nextHop("romeo", Map.of("xmpp.domains", "example.com, " + THERE));
    tybalt = new Phone("tybalt", THERE, scene.gateway(), scene.ladder, scene.violations);
    leadsTo("sip:127.0.0.1:" + tybalt.port() + ";lr");
    assertThat(scene.server.connected.next(WAIT)).isEqualTo(THERE);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    tybalt.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  /** Where the other domain's users are reached. */
  private static void leadsTo(String hop) throws Exception {
    scene.tenant(
        "capulets", THERE, Map.of("xmpp.domains", "example.com, example.net", "sip.next-hop", hop));
    Thread.sleep(200);
  }

  @Test
  @Requirement({"SIP-25", "SIP-27", "SEC-23"})
  void oneMessageIsOneWithOneHopLess() throws Exception {
    var draft = romeo.draft("sip:tybalt@" + THERE).header("Max-Breadth: 1").text("Good fellow");
    assertThat(draft.send().status()).isEqualTo(202);

    var arrived = tybalt.messages.next(WAIT);
    assertThat(arrived.text()).isEqualTo("Good fellow");
    assertThat(arrived.need("Max-Forwards")).isEqualTo("69");
    assertThat(tybalt.messages.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.size()).isZero();
  }

  /** The other domain's users are reached by the gateway itself: each turn takes a hop. */
  @Test
  @Requirement({"SIP-26", "SEC-24"})
  void aCircleEndsWhenItsHopsAreUsedUp() throws Exception {
    var turns = new AtomicInteger();
    scene.server.tooLong =
        stanza -> {
          if (stanza.contains("<body>round and round</body>")) {
            turns.incrementAndGet();
          }
          return false;
        };
    leadsTo("sip:127.0.0.1:" + scene.sipPort + ";lr");
    try {
      var octets = romeo.draft("sip:tybalt@" + THERE).text("round and round").octets();
      var request = new String(octets, UTF_8).replace("Max-Forwards: 70", "Max-Forwards: 10");
      assertThat(romeo.transact("MESSAGE", request, WAIT).status()).isEqualTo(202);

      Framework.await("ten turns", WAIT, () -> turns.get() >= 10);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      assertThat(turns).hasValue(10);
    } finally {
      leadsTo("sip:127.0.0.1:" + tybalt.port() + ";lr");
      scene.server.tooLong = stanza -> false;
    }
  }
}
