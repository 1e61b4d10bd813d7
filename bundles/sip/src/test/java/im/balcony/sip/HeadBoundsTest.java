package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a peer hears whose message is beyond a bound; the next one is served. */
class HeadBoundsTest {

  private Edge edge;
  private UdpPeer romeo;

  @BeforeEach
  void open() throws Exception {
    edge = Edge.open();
    romeo = edge.udpPeer();
  }

  @AfterEach
  void close() {
    romeo.close();
    edge.close();
  }

  private Seen ask(String text) throws Exception {
    romeo.send(text);
    var answer = romeo.last();
    if (answer.header("CSeq").endsWith("INVITE")) {
      edge.answerAll(486);
    }
    return answer;
  }

  @Test
  void eachBoundHasItsAnswer() throws Exception {
    var request = Texts.message(romeo);
    var uri = "sip:juliet@example.com";
    var answers =
        Map.of(
            request.replaceFirst(uri, uri + ";" + "a".repeat(9_000)),
            "SIP/2.0 414 Request-URI Too Long",
            request.replaceFirst(uri, uri + "a".repeat(20_000)),
            "SIP/2.0 414 Request-URI Too Long",
            request.replaceFirst("MESSAGE", "MESSAGE" + "X".repeat(20_000)),
            "SIP/2.0 400 Bad Request: Request-Line is malformed",
            request.replaceFirst(uri, uri + ";a".repeat(200)),
            "SIP/2.0 400 Bad Request: URI has too many parameters",
            request.replaceFirst("From: .*", "From: <sip:r@e" + ";=".repeat(8_000) + ">;tag=1"),
            "SIP/2.0 400 Bad Request: From has too many parameters",
            request.replaceFirst("From: .*", "From: <sip:r@e>;tag=1" + ";a".repeat(8_000)),
            "SIP/2.0 400 Bad Request: From has too many parameters",
            request.replaceFirst("\r\nTo", "\r\nX: " + "x".repeat(17_000) + "\r\nTo"),
            "SIP/2.0 400 Bad Request: a field is too long",
            request.replaceFirst("\r\nTo", "\r\nX: y".repeat(300) + "\r\nTo"),
            "SIP/2.0 400 Bad Request: too many fields",
            request.replaceFirst("Content-Type", "X: " + "x".repeat(57_000) + "\r\nContent-Type"),
            "SIP/2.0 513 Message Too Large");
    for (var answer : answers.entrySet()) {
      // Each is a transaction of its own.
      var text = answer.getKey().replaceFirst("z9hG4bK", "z9hG4bK" + Texts.unique());
      assertThat(ask(text).start()).isEqualTo(answer.getValue());
    }
    assertThat(edge.intake.waiting()).isZero();
    edge.answerAll(200);
    assertThat(ask(Texts.message(romeo)).status()).isEqualTo(200);
  }

  @Test
  void whatIsJustLegalIsServed() throws Exception {
    edge.answerAll(200);
    var uri = "sip:juliet@example.com";
    var text =
        Texts.message(romeo)
            .replaceFirst(uri, uri + ";a=b".repeat(1) + ";p".repeat(100))
            .replaceFirst("\r\nTo", "\r\nX: " + "x".repeat(16_000) + "\r\nTo")
            .replaceFirst("\r\nTo", "\r\nX: y".repeat(240) + "\r\nTo");
    assertThat(ask(text).status()).isEqualTo(200);
  }

  @Test
  void aBoundaryIsNoLongerThanRfc2046LetsItBe() throws Exception {
    var legal = "b".repeat(70);
    var body = "--" + legal + "\r\nContent-Type: application/sdp\r\n\r\n" + Texts.SDP;
    assertThat(ask(multipart(legal, body)).status()).isEqualTo(486);
    assertThat(ask(multipart(legal + "b", body)).start())
        .isEqualTo("SIP/2.0 400 Bad Request: multipart without a usable boundary");
  }

  private String multipart(String boundary, String body) {
    edge.answerAll(486);
    return Texts.request(
        "INVITE",
        "UDP 127.0.0.1:" + romeo.port(),
        "Contact: <sip:romeo@127.0.0.1>\r\nContent-Type: multipart/mixed;boundary="
            + boundary
            + "\r\n",
        body);
  }

  @Test
  void aHeadThatIsTooLargeForAStreamIsRefusedLikewise() throws Exception {
    try (var peer = new TcpPeer(edge.tcp())) {
      peer.send(
          Texts.request(
              "MESSAGE", "TCP 127.0.0.1:5060", "X: " + "x".repeat(40_000) + "\r\n", "text"));
      assertThat(peer.receive().status()).isEqualTo(513);
    }
  }
}
