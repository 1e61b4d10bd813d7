package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong values in the configurations that all tenants share: nothing is taken down. */
class WrongConfigurationTest {

  private static final String JULIET = "sip:juliet@example.com";

  private static Scene scene;
  private static Phone romeo;
  private static int count;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  /** What the scene runs with, and would be lost if a default took its place. */
  private static Map<String, Object> right(String pid) {
    return switch (pid) {
      case "im.balcony.sip" ->
          Map.of(
              "listen.udp", "127.0.0.1:" + scene.sipPort,
              "listen.tcp", "127.0.0.1:" + scene.sipPort);
      case "im.balcony.msrp" -> Map.of("listen", "127.0.0.1:" + scene.msrpPort);
      default -> Map.of();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "im.balcony.sip, listen.udp, 127.0.0.1",
    "im.balcony.sip, listen.udp, 127.0.0.1:123456",
    "im.balcony.sip, listen.tcp, :5060",
    "im.balcony.sip, listen.tcp, no such host:5060",
    "im.balcony.sip, threads, abc",
    "im.balcony.sip, threads, 0",
    "im.balcony.sip, threads, ''",
    "im.balcony.msrp, listen, 127.0.0.1",
    "im.balcony.msrp, listen, ''",
    "im.balcony.msrp, listen, no such host:2855",
    "im.balcony.msrp, keep-alive, often",
    "im.balcony.msrp, silent-close, -1",
    "im.balcony.net, event-loops, 65",
    "im.balcony.net, memory.max, much",
    "im.balcony.net, connections.per-source, 0",
    "im.balcony.net, parked.age, 1.5 s",
    "im.balcony.router, strands, all",
    "im.balcony.router, call.limit, 0",
    "im.balcony.router, ready-file, /",
    "im.balcony.router, receive-limit, 1",
    "im.balcony.store, dir, /dev/null/balcony",
    "im.balcony.store, size.max, 1",
    "im.balcony.store, waiting.max, '1,5 GB'",
  })
  void theLastGoodValueStays(String pid, String key, String wrong) throws Exception {
    var values = new HashMap<>(right(pid));
    values.put(key, wrong);
    scene.framework.configure(pid, values);
    // Components are made anew in the meantime, or not: the message is to arrive in each case.
    Thread.sleep(300);
    Framework.await("gateway ready again", WAIT, WrongConfigurationTest::isReady);

    var call = romeo.invite(JULIET, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    call.connect().send("text " + ++count);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("text " + count);
    call.bye();
    scene.framework.configure(pid, right(pid));
    Framework.await("gateway ready after it", WAIT, WrongConfigurationTest::isReady);
  }

  private static boolean isReady() {
    return scene.framework.service(Gateway.class).filter(Gateway::ready).isPresent();
  }
}
