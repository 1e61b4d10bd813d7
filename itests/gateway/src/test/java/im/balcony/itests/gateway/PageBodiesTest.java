package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which bodies of a MESSAGE are carried, and how the others are refused (RFC 7572 §7). */
class PageBodiesTest {

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.phone("romeo");
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private String toJuliet() {
    return "sip:" + juliet;
  }

  @Test
  @Requirement({"PAGE-35", "PAGE-33"})
  void whatCannotBeCarriedIsRefusedWithWhatCan() throws Exception {
    var image = romeo.message(toJuliet(), "xxxx", List.of("Content-Type: image/jpeg"));
    var typeless = romeo.message(toJuliet(), "xxxx", List.of());
    var plain = romeo.message(toJuliet(), "x", List.of("Content-Type: text/plain;charset=UTF-8"));

    assertThat(image.status()).isEqualTo(415);
    assertThat(image.need("Accept")).contains("text/plain").contains("message/cpim");
    assertThat(typeless.status()).isEqualTo(400);
    assertThat(plain.status()).isEqualTo(202);
    assertThat(plain.header("Accept")).isEmpty();
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("x");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"PAGE-37"})
  void theTextOfAMultipartIsCarriedOnce() throws Exception {
    var body =
        "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--b--\r\n";
    var response =
        romeo.message(toJuliet(), body, List.of("Content-Type: multipart/alternative;boundary=b"));

    assertThat(response.status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("plain");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("PAGE-37")
  void aMultipartWithNothingToCarryIsRefused() throws Exception {
    var body = "--b\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--b--\r\n";
    for (var type : List.of("multipart/alternative", "multipart/mixed")) {
      for (var required : List.of("", "Content-Disposition: render;handling=required")) {
        var headers = new ArrayList<>(List.of("Content-Type: " + type + ";boundary=b"));
        if (!required.isEmpty()) {
          headers.add(required);
        }
        var response = romeo.message(toJuliet(), body, headers);

        assertThat(response.status()).as(type + required).isEqualTo(415);
        assertThat(response.need("Accept")).contains("text/plain");
      }
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("PAGE-37")
  void aBodyThatMayBeLeftOutIsNoReasonToRefuse() throws Exception {
    var body = "--b\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--b--\r\n";
    var optional =
        List.of(
            "Content-Type: multipart/mixed;boundary=b",
            "Content-Disposition: render;handling=optional",
            "Subject: Only this");

    assertThat(romeo.message(toJuliet(), body, optional).status()).isEqualTo(202);

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "subject")).isEqualTo("Only this");
    assertThat(stanza.getElementsByTagNameNS("*", "body").getLength()).isZero();
  }
}
