package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contacts that lead nowhere: a session that could not be ended is not begun. */
class OddContactsTest {

  private static int gones;
  private static final String GONE = "<gone xmlns='http://jabber.org/protocol/chatstates'/>";

  private static Scene scene;
  private static Phone romeo;

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

  @AfterEach
  void usual() {
    romeo.contactUri = "";
    romeo.dialogHeaders = List.of();
  }

  private static Call invite() throws Exception {
    return romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
  }

  private static String route() {
    return "Record-Route: <sip:127.0.0.1:" + romeo.port() + ";lr>";
  }

  private static SipFrame endedByJuliet(Call call) throws Exception {
    // Twice under one id would be one.
    scene.say("juliet@example.com/x", "romeo@example.net", "chat", "g" + ++gones, GONE);
    return call.expectBye(WAIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tel:+15551234",
        "im:romeo@example.net",
        "sips:romeo@127.0.0.1",
        "sip:romeo@127.0.0.1;transport=ws",
        "sip:x@abc.invalid;transport=SCTP"
      })
  void isRefused(String contact) throws Exception {
    romeo.contactUri = contact;
    assertThat(invite().response().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Contact: *", "X: none", "Contact: <>"})
  void noneIsRefusedToo(String line) throws Exception {
    var text =
        new String(romeo.draft("sip:juliet@example.com").octets(), UTF_8)
            .replace("MESSAGE", "INVITE")
            .replace("Content-Length", line + "\r\nContent-Length");
    assertThat(romeo.transact("INVITE", text, Duration.ofSeconds(10)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tel:+15551234", "im:romeo@example.net", "sips:romeo@127.0.0.1"})
  void noPlainRouteLeadsTo(String contact) throws Exception {
    romeo.contactUri = contact;
    romeo.dialogHeaders = List.of(route());
    assertThat(invite().response().status()).isEqualTo(400);
  }

  /** RFC 7118 §5: a browser is reached by way of its proxy only. */
  @Test
  void behindARouteItIsTaken() throws Exception {
    romeo.contactUri = "sip:x@abc.invalid;transport=ws";
    romeo.dialogHeaders = List.of(route());
    var call = invite();
    assertThat(call.response().status()).isEqualTo(200);
    call.connect().send("hello");
    scene.server.stanzas.next(WAIT);
    var bye = endedByJuliet(call);
    assertThat(bye.requestUri()).isEqualTo("sip:x@abc.invalid;transport=ws");
    assertThat(bye.need("Route")).contains(":" + romeo.port());
  }

  @Test
  void aRefreshThatLeadsNowhereIsRefusedAndTheSessionGoesOn() throws Exception {
    var call = invite();
    var line = call.connect();
    line.send("hello");
    scene.server.stanzas.next(WAIT);
    for (var contact : List.of("tel:+15551234", "sips:romeo@127.0.0.1")) {
      romeo.contactUri = contact;
      assertThat(call.update("").status()).isEqualTo(400);
    }
    romeo.contactUri = "";
    assertThat(endedByJuliet(call).requestUri()).isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
  }
}
