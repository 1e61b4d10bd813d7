package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpFrame;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The isComposing documents on the wire, ours and his (RFC 3994). */
class ComposingDocumentsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String TYPE = "application/im-iscomposing+xml";
  private static final String ROOT =
      "<?xml version='1.0' encoding='UTF-8'?>\n"
          + "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/balcony";

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

  private void is(String id, String state) throws Exception {
    scene.say(juliet, "romeo@example.net", "chat", id, "<" + state + " xmlns='" + STATES + "'/>");
  }

  private MsrpLine session() throws Exception {
    scene.say(
        juliet,
        "romeo@example.net",
        "chat",
        "first",
        "<body>first</body><active xmlns='" + STATES + "'/>");
    var line = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    line.frames.drain();
    return line;
  }

  private static MsrpFrame document(MsrpLine line) {
    var frame = line.frames.next(WAIT);
    assertThat(frame.header("Content-Type").orElse("")).startsWith(TYPE);
    return frame;
  }

  private static Schema schema() throws Exception {
    return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(
            Path.of("../../bundles/mapping/src/test/resources/vectors/im-iscomposing.xsd")
                .toFile());
  }

  @Test
  @Requirement({"STATE-10", "STATE-13"})
  void oursAreValid() throws Exception {
    var line = session();
    var validator = schema().newValidator();

    for (var state : List.of("composing", "paused")) {
      is(state, state);
      var octets = document(line).body();
      validator.validate(new StreamSource(new ByteArrayInputStream(octets)));
      var text = new String(octets, UTF_8);
      assertThat(text).contains("<state>" + (state.equals("paused") ? "idle" : "active") + "<");
      // Without one it would mean 120 s.
      var refresh = text.replaceFirst("(?s).*<refresh>(\\d+)</refresh>.*", "$1");
      assertThat(refresh.equals(text) ? 120 : Integer.parseInt(refresh)).isGreaterThanOrEqualTo(60);
    }
  }

  @Test
  @Requirement({"STATE-31"})
  void oursNeedNoReportAndGiveNoReceipt() throws Exception {
    var line = session();
    is("c1", "composing");
    var sent = document(line);
    assertThat(sent.header("Success-Report").filter("yes"::equals)).isEmpty();

    line.report(sent.header("Message-ID").orElse(""), sent.body().length, "000 200 OK");

    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"STATE-03", "STATE-04", "STATE-07"})
  void idleIsNotSaidTwice() throws Exception {
    var line = session();
    is("c1", "composing");
    assertThat(document(line).text()).contains("<state>active</state>");
    is("c2", "paused");
    assertThat(document(line).text()).contains("<state>idle</state>");

    for (var state : List.of("paused", "inactive", "active")) {
      is("again-" + state, state);
      assertThat(line.frames.poll(SILENCE)).as(state).isEmpty();
    }
  }

  private static void assertShown(MsrpLine line, String inside, String state) throws Exception {
    var octets = (ROOT + inside + "</isComposing>\n").getBytes(UTF_8);
    var sent = line.send(octets, TYPE, Integer.MAX_VALUE, List.of());
    assertThat(line.response(sent, WAIT).status()).isEqualTo(200);
    assertThat(has(scene.server.stanzas.next(WAIT), STATES, state)).as(inside).isTrue();
  }

  /** The examples of RFC 3994 §5, then one without anything optional. */
  @Test
  @Requirement({"STATE-12"})
  void hisAreTakenWithAndWithoutWhatIsOptional() throws Exception {
    var line = session();
    var schema =
        " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
            + " xsi:schemaLocation='urn:ietf:params:xml:ns:im-composing iscomposing.xsd'";

    assertShown(
        line,
        schema
            + ">\n  <state>active</state>\n  <contenttype>text/plain</contenttype>\n"
            + "  <refresh>90</refresh>\n",
        "composing");
    assertShown(
        line,
        schema
            + ">\n  <state>idle</state>\n  <lastactive>2003-01-27T10:43:00Z</lastactive>\n"
            + "  <contenttype>audio</contenttype>\n",
        "active");
    assertShown(line, "><state>active</state>", "composing");
  }

  @Test
  @Requirement({"STATE-11"})
  void whatIsUnknownIsIdleOrPassedOver() throws Exception {
    var line = session();

    assertShown(
        line, "><x xmlns='urn:x'><state>idle</state></x><state>active</state>", "composing");
    assertShown(line, "><state>drawing</state>", "active");
  }

  private static List<String> hostile(String namespace, String root) {
    var open = "<" + root + " xmlns='" + namespace + "'>";
    var close = "</" + root + ">";
    var bomb =
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;'>]>";
    return List.of(
        bomb + open + "<state>&d;</state>" + close,
        "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>" + open + "&f;" + close,
        open + "<a>".repeat(1_000) + "</a>".repeat(1_000) + close,
        open.replace(">", " " + "a".repeat(3_000) + "=''>") + close);
  }

  /** Documents that are read at all are read with limits, and no other is. */
  @ParameterizedTest
  @CsvSource({
    "application/im-iscomposing+xml, urn:ietf:params:xml:ns:im-iscomposing, isComposing",
    "message/imdn+xml, urn:ietf:params:xml:ns:imdn, imdn",
    "application/pidf+xml, urn:ietf:params:xml:ns:pidf, presence"
  })
  @Requirement("SEC-18")
  void hostileDocumentsDoNothing(String type, String namespace, String root) throws Exception {
    var line = session();
    for (var document : hostile(namespace, root)) {
      var sent = line.send(document.getBytes(UTF_8), type, Integer.MAX_VALUE, List.of());
      assertThat(line.response(sent, WAIT).status()).isIn(200, 400, 413, 415);
      var page = romeo.draft("sip:" + juliet).body(type, document.getBytes(UTF_8)).send();
      assertThat(page.status()).isIn(202, 400, 413, 415);
    }
    line.send("still here");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
  }

  /**
   * A server may pass on depth, which costs one stanza; a DTD is no server's, and costs the stream.
   */
  @Test
  @Requirement("SEC-18")
  void hostileStanzasDoNothingElse() throws Exception {
    scene.say(
        juliet, "romeo@example.net", "normal", "deep", "<a>".repeat(1_000) + "</a>".repeat(1_000));
    assertThat(has(scene.server.stanzas.next(WAIT), "*", "policy-violation")).isTrue();
    scene.say(juliet, "romeo@example.net", "normal", "wide", "<a b='" + "x".repeat(20_000) + "'/>");
    assertThat(has(scene.server.stanzas.next(WAIT), "*", "policy-violation")).isTrue();

    scene.say(juliet, "romeo@example.net", "normal", "after", "<body>after it</body>");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("after it");
  }
}
