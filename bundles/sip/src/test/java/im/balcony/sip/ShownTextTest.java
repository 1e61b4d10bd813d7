package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.Transport;
import im.balcony.api.wire.Reading;
import org.junit.jupiter.api.Test;

class ShownTextTest {

  private static final String SDP =
      """
      v=0
      o=- 1 1 IN IP4 192.0.2.1
      s=-
      c=IN IP4 192.0.2.1
      t=0 0
      m=message 2855 TCP/MSRP *
      a=accept-types:text/plain
      a=path:msrp://192.0.2.1:2855/x;tcp
      """;

  private static Reading read(String method, String fields, String body) {
    var text =
        """
        %s sip:juliet@example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
        From: <sip:romeo@example.net>;tag=1
        To: <sip:juliet@example.com>
        Call-ID: x
        CSeq: 1 %s
        Max-Forwards: 70
        %s
        %s"""
            .formatted(method, method, fields, body);
    return ShownText.read(text, new SipSource(Transport.UDP, "192.0.2.1", 5060), "192.0.2.9");
  }

  private static SipRequest request(Reading reading) {
    assertThat(reading.answers()).isEmpty();
    assertThat(reading.records()).hasSize(1);
    return ((SipEvent.Received) reading.records().get(0)).request();
  }

  @Test
  void anInviteIsReadWithItsDescription() {
    var fields =
        "Contact: <sip:romeo@192.0.2.1>\nContent-Type: application/sdp\nContent-Length: %d\n";
    var crlf = SDP.replace("\n", "\r\n").length();

    for (var length : new int[] {SDP.length(), crlf}) {
      var request = request(read("INVITE", fields.formatted(length), SDP));
      assertThat(request.sdp().orElseThrow().media()).hasSize(1);
    }
    assertThat(read("INVITE", fields.formatted(crlf + 1), SDP).answers().get(0))
        .startsWith("SIP/2.0 400 ");
  }

  @Test
  void whatTheEdgeAnswersItselfIsShownAsItStandsOnTheWire() {
    assertThat(read("OPTIONS", "", "").answers().get(0))
        .startsWith("SIP/2.0 200 ")
        .contains("Allow: INVITE");
    assertThat(read("CANCEL", "", "").answers().get(0)).startsWith("SIP/2.0 481 ");
    assertThat(read("FETCH", "", "").answers().get(0)).startsWith("SIP/2.0 501 ");
    assertThat(read("INVITE", "Require: 100rel\n", "").answers().get(0))
        .startsWith("SIP/2.0 420 ")
        .contains("Unsupported: 100rel");
    assertThat(read("MESSAGE", "CSeq: 2 MESSAGE\n", "x").answers().get(0))
        .startsWith("SIP/2.0 400 ");
  }

  @Test
  void whatIsAddedOrDroppedIsSaid() {
    var source = new SipSource(Transport.UDP, "192.0.2.1", 5060);
    assertThat(ShownText.read("", source, "x").remarks()).anyMatch(r -> r.contains("dropped"));
    assertThat(ShownText.read("SIP/2.0 200 OK\nVia: x", source, "x").remarks())
        .anyMatch(r -> r.startsWith("a response"));
    var bare =
        ShownText.read(
            "MESSAGE sip:a@b SIP/2.0\nFrom: <sip:c@d>;tag=1\nTo: <sip:a@b>\nCall-ID: x\nCSeq: 1 MESSAGE",
            source,
            "x");
    assertThat(bare.records()).hasSize(1);
    assertThat(bare.remarks()).hasSize(2);
  }
}
