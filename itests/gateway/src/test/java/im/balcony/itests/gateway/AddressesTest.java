package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Whom a request or a stanza is from and for, as both wires write it (RFC 7247 §6). */
class AddressesTest {

  private static Scene scene;
  private static Phone romeo;
  private static int requests;

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

  private static SipFrame message(String uri, String to, String from) throws Exception {
    return romeo.transact("MESSAGE", written(uri, to, from), WAIT);
  }

  private static String written(String uri, String to, String from) {
    requests++;
    return "MESSAGE "
        + uri
        + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
        + romeo.port()
        + ";branch=z9hG4bKaddress"
        + requests
        + ";rport\r\nMax-Forwards: 70\r\nFrom: "
        + from
        + ";tag=a"
        + requests
        + "\r\nTo: "
        + to
        + "\r\nCall-ID: address-"
        + requests
        + "\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx";
  }

  private static SipFrame to(String uri) throws Exception {
    return message(uri, "<sip:juliet@example.com>", "<sip:romeo@example.net>");
  }

  private static SipFrame from(String uri) throws Exception {
    return message("sip:juliet@example.com", "<sip:juliet@example.com>", "<" + uri + ">");
  }

  @Test
  @Requirement({"ADDR-11"})
  void aSpaceAtTheBorderHasNoJid() throws Exception {
    assertThat(to("sip:%20bob@example.com").status()).isEqualTo(404);
    assertThat(to("sip:bob%20@example.com").status()).isEqualTo(404);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"ADDR-14"})
  void whatNoLocalpartMayHoldIsNotFound() throws Exception {
    for (var user : List.of("a%00b", "x".repeat(1024), "%F0%9F%98%80", "a%7Fb", "a%C2%85b")) {
      assertThat(to("sip:" + user + "@example.com").status()).as(user).isEqualTo(404);
    }
    // An empty user part is against the grammar already.
    assertThat(to("sip:@example.com").status()).isIn(400, 404);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"ADDR-13", "ADDR-38"})
  void theSpellingSeenBeforeIsTheWayBack() throws Exception {
    assertThat(from("sip:RoMeo%2F1@example.net").status()).isEqualTo(202);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo\\2f1@example.net");

    scene.say(
        "juliet@example.com/balcony", "romeo\\2f1@example.net", "normal", "b1", "<body>x</body>");
    assertThat(romeo.messages.next(WAIT).requestUri()).isEqualTo("sip:RoMeo%2F1@example.net");

    assertThat(from("sip:Romeo@example.net").status()).isEqualTo(202);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("from")).isEqualTo("romeo@example.net");
    scene.say("juliet@example.com/balcony", "romeo@example.net", "normal", "b2", "<body>x</body>");
    assertThat(romeo.messages.next(WAIT).requestUri()).isEqualTo("sip:Romeo@example.net");
  }

  @Test
  @Requirement({"ADDR-25"})
  void everyRequestGoesToSip() throws Exception {
    scene.say("ursula@example.com/x", "paris@example.net", "normal", "s1", "<body>x</body>");
    assertThat(romeo.messages.next(WAIT).requestUri()).startsWith("sip:paris@");
    scene.say("ursula@example.com/x", "paris@example.net", "chat", "s2", "<body>x</body>");
    var call = romeo.invites.next(WAIT);
    assertThat(call.invite().requestUri()).startsWith("sip:paris@");
    call.refuse("480 Temporarily Unavailable");
    scene.failed("s2");
  }

  @Test
  @Requirement({"ADDR-31"})
  void aGruuOutsideTheBracketsOfTheContactIsAHintOnly() throws Exception {
    romeo.contactParameters = ";gr=dr4hcr0st3lup4c";
    try {
      var call = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN);
      var line = call.connect();
      line.send("Hist!");
      var stanza = scene.server.stanzas.next(WAIT);
      assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net/dr4hcr0st3lup4c");
      scene.say(
          "hero@example.com/x",
          "romeo@example.net",
          "chat",
          "g1",
          "<gone xmlns='http://jabber.org/protocol/chatstates'/>");
      assertThat(call.expectBye(WAIT).requestUri())
          .isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
    } finally {
      romeo.contactParameters = "";
    }
  }

  @Test
  @Requirement({"ADDR-32"})
  void theContactOfAnInviteIsAGruuThatLeadsBack() throws Exception {
    scene.say("beatrice@example.com/orchard", "romeo@example.net", "chat", "c1", "<body>x</body>");
    var call = romeo.invites.next(WAIT);
    var contact = call.invite().uri("Contact");
    assertThat(contact).contains(";gr=orchard");
    assertThat(call.invite().header("Supported").orElse("")).contains("gruu");
    call.refuse("480 Temporarily Unavailable");
    scene.server.stanzas.next(WAIT);

    assertThat(message(contact, "<sip:beatrice@example.com>", "<sip:romeo@example.net>").status())
        .isEqualTo(202);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("to"))
        .isEqualTo("beatrice@example.com/orchard");
  }

  @Test
  @Requirement({"ADDR-32"})
  void theContactOfAnAnswerIsAGruuThatLeadsBack() throws Exception {
    var call = romeo.invite("sip:ursula@example.com;gr=orchard", Call.Offer.PLAIN);
    var contact = call.response().uri("Contact");
    assertThat(contact).contains(";gr=orchard");
    assertThat(call.response().header("Supported").orElse("")).contains("gruu");
    call.bye();

    assertThat(message(contact, "<sip:ursula@example.com>", "<sip:romeo@example.net>").status())
        .isEqualTo(202);
    assertThat(
            scene.server.stanzas.next(WAIT, s -> child(s, "body").equals("x")).getAttribute("to"))
        .isEqualTo("ursula@example.com/orchard");
  }

  @Test
  @Requirement({"ADDR-34"})
  void nothingButUserAndHostEntersTheJid() throws Exception {
    var log = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      assertThat(from("sip:bob:pa55w0rd@example.net:5070;transport=tcp?Subject=x").status())
          .isEqualTo(202);
      var stanza = scene.server.stanzas.next(WAIT);
      assertThat(stanza.getAttribute("from")).isEqualTo("bob@example.net");
      assertThat(stanza.getElementsByTagNameNS("*", "subject").getLength()).isZero();
      assertThat(written(stanza)).doesNotContain("pa55w0rd", "5070", "transport");
      // What is refused is what may be logged.
      assertThat(from("sip:bob:pa55w0rd@elsewhere.example").status()).isEqualTo(403);
      assertThat(from("sip:%20bob:pa55w0rd@example.net").status()).isEqualTo(404);
      assertThat(to("sip:juliet:pa55w0rd@unserved.example").status()).isEqualTo(404);
      assertThat(to("sip:juliet:pa55w0rd@example.com").status()).isEqualTo(202);
      assertThat(written(scene.server.stanzas.next(WAIT)))
          .contains("to=\"juliet@example.com\"")
          .doesNotContain("pa55w0rd");
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("403").doesNotContain("pa55w0rd");
  }

  private static String written(Element stanza) throws TransformerException {
    var text = new StringWriter();
    TransformerFactory.newInstance()
        .newTransformer()
        .transform(new DOMSource(stanza), new StreamResult(text));
    return text.toString();
  }

  @Test
  @Requirement({"ADDR-37"})
  void onlyPreparedAddressesAreCompared() throws Exception {
    say("prince@example.com/x", "o\\27malley@example.net", "p1");
    assertThat(romeo.messages.next(WAIT).requestUri()).isEqualTo("sip:o'malley@example.net");

    say("prince@example.com/x", "o&apos;malley@example.net", "p2");
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("p2");
    assertThat(error.getElementsByTagNameNS("*", "jid-malformed").getLength()).isOne();
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  private static void say(String from, String to, String id) throws Exception {
    scene.say(from, to, "normal", id, "<body>x</body>");
  }

  @Test
  @Requirement({"ADDR-36"})
  void escapedLettersAndTheCaseOfTheHostMakeNoOther() throws Exception {
    var gateway = scene.framework.service(Gateway.class).orElseThrow();
    var before = conversations(gateway);
    assertThat(
            message("sip:dido@example.com", "<sip:dido@example.com>", "<sip:alice@example.net>")
                .status())
        .isEqualTo(202);
    assertThat(
            message("sip:dido@example.com", "<sip:dido@example.com>", "<sip:%61lice@EXAMPLE.net>")
                .status())
        .isEqualTo(202);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("from"))
        .isEqualTo(scene.server.stanzas.next(WAIT).getAttribute("from"));
    assertThat(conversations(gateway)).filteredOn(c -> !before.contains(c)).hasSize(1);
  }

  private static List<String> conversations(Gateway gateway) {
    return gateway.conversations(Optional.of("verona")).stream()
        .map(Gateway.ConversationStatus::id)
        .toList();
  }

  @Test
  @Requirement({"ADDR-39"})
  void theComponentSaysThatItEscapes() throws Exception {
    scene.server.send(
        "example.net",
        "<iq type='get' id='i1' from='juliet@example.com/x' to='example.net'>"
            + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    var result = scene.server.stanzas.next(WAIT);
    assertThat(result.getAttribute("type")).isEqualTo("result");
    var features = result.getElementsByTagNameNS("*", "feature");
    var names = new java.util.ArrayList<String>();
    for (var i = 0; i < features.getLength(); i++) {
      names.add(features.item(i).getAttributes().getNamedItem("var").getNodeValue());
    }
    assertThat(names).contains("jid\\20escaping");
  }

  @Test
  @Requirement({"ADDR-40"})
  void aTypedAddressBecomesAJid() throws Exception {
    scene.server.send(
        "example.net",
        "<iq type='set' id='i2' from='juliet@example.com/x' to='example.net'>"
            + "<query xmlns='jabber:iq:gateway'><prompt>sip:o'malley@example.net</prompt></query>"
            + "</iq>");
    var result = scene.server.stanzas.next(WAIT);
    assertThat(child(result, "jid")).isEqualTo("o\\27malley@example.net");
  }

  @Test
  @Requirement({"ADDR-41"})
  void anUnknownSchemeIs416() throws Exception {
    assertThat(to("nobodyKnowsThisScheme:totallyopaquecontent").status()).isEqualTo(416);
  }

  @Test
  @Requirement({"ADDR-42"})
  void aNumberInToIsNoReasonToRefuseOneInFromIs() throws Exception {
    assertThat(
            message("sip:juliet@example.com", "<tel:+15551234>", "<sip:romeo@example.net>")
                .status())
        .isEqualTo(202);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("to")).isEqualTo("juliet@example.com");
    assertThat(from("tel:+15551234").status()).isEqualTo(403);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"ADDR-44"})
  void nothingGoesIntoADomainThatIsNotServed() throws Exception {
    assertThat(to("sip:x@unserved.example").status()).isIn(403, 404);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    scene.server.send(
        "example.net",
        "<message from='juliet@example.com/x' to='x@unserved.example' id='u1'><body>x</body>"
            + "</message>");
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getElementsByTagNameNS("*", "item-not-found").getLength()).isOne();
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"ADDR-45"})
  void aJidThatIsNotEscapedMinimallyIsFoundAgain() throws Exception {
    scene.say("a\\5cb@example.com", "romeo@example.net", "normal", "e1", "<body>x</body>");
    var message = romeo.messages.next(WAIT);
    assertThat(message.uri("From")).isEqualTo("sip:a%5Cb@example.com");
    assertThat(to("sip:a%5Cb@example.com").status()).isEqualTo(202);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("to")).isEqualTo("a\\5cb@example.com");
  }
}
