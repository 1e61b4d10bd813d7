package im.balcony.itests.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.wire.Capture;
import im.balcony.players.wire.Verdict;
import im.balcony.players.wire.WireJudge;
import im.balcony.players.wire.WirePorts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of the wire lets good messages pass and complains about bad ones. */
class WireJudgeTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String PATHS =
      "To-Path: msrp://127.0.0.1:9/romeo;tcp\r\nFrom-Path: msrp://127.0.0.1:8/balcony;tcp\r\n";
  private static final String SEND =
      "MSRP a786hjs2 SEND\r\n"
          + PATHS
          + "Message-ID: 87652491\r\nByte-Range: 1-5/5\r\nContent-Type: text/plain\r\n\r\n"
          + "Hello\r\n-------a786hjs2$\r\n";
  private static final String OPEN =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
          + " xmlns:stream='http://etherx.jabber.org/streams' to='example.net'>";
  private static final String STANZA =
      "<message from='romeo@example.net' to='juliet@example.com' type='chat' id='a'>"
          + "<body>Ö &lt;</body><active xmlns='http://jabber.org/protocol/chatstates'/></message>";
  private static final String SDP =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
          + "m=message 2855 TCP/MSRP *\r\na=accept-types:text/plain\r\n"
          + "a=path:msrp://127.0.0.1:2855/balcony;tcp\r\na=setup:actpass\r\n";
  private static final String INVITE =
      "INVITE sip:romeo@example.net SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\n"
          + "Max-Forwards: 70\r\nFrom: <sip:juliet@example.com>;tag=1\r\n"
          + "To: <sip:romeo@example.net>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
          + "Contact: <sip:balcony@127.0.0.1>\r\nContent-Type: application/sdp\r\n"
          + "Content-Length: "
          + SDP.length()
          + "\r\n\r\n"
          + SDP;

  @TempDir Path directory;

  /** Sends this as the gateway would, each text on its protocol's way, while it is captured. */
  private Verdict judged(List<String> sip, String msrp, String xmpp) throws Exception {
    try (var capture = new Capture(directory);
        var phone = new DatagramSocket(0, LOOPBACK);
        var gateway = new DatagramSocket(0, LOOPBACK);
        var msrpPort = new ServerSocket(0, 1, LOOPBACK);
        var server = new ServerSocket(0, 1, LOOPBACK)) {
      for (var text : sip) {
        var octets = text.getBytes(UTF_8);
        gateway.send(new DatagramPacket(octets, octets.length, phone.getLocalSocketAddress()));
      }
      try (var romeo = new Socket(LOOPBACK, msrpPort.getLocalPort());
          var accepted = msrpPort.accept()) {
        send(romeo, accepted, msrp);
      }
      try (var component = new Socket(LOOPBACK, server.getLocalPort());
          var accepted = server.accept()) {
        send(accepted, component, xmpp);
      }
      var ports =
          new WirePorts(
              gateway.getLocalPort(), Set.of(), msrpPort.getLocalPort(), server.getLocalPort());
      return new WireJudge(ports).judge(capture.end());
    }
  }

  /** In three pieces, so that what is cut is not what one segment happened to hold. */
  private static void send(Socket reader, Socket writer, String text)
      throws IOException, InterruptedException {
    var octets = text.getBytes(UTF_8);
    var third = octets.length / 3;
    writer.getOutputStream().write(octets, 0, third);
    Thread.sleep(20);
    writer.getOutputStream().write(octets, third, third);
    Thread.sleep(20);
    writer.getOutputStream().write(octets, 2 * third, octets.length - 2 * third);
    writer.shutdownOutput();
    assertThat(reader.getInputStream().readAllBytes()).hasSize(octets.length);
  }

  private static void assertFault(Verdict verdict, String place, String rule) {
    assertThat(verdict.faults())
        .as(place)
        .anySatisfy(fault -> assertThat(fault).contains(place).contains(rule));
  }

  @Test
  void goodMessagesPassHoweverTheyLieInSegments() throws Exception {
    var verdict =
        judged(List.of(INVITE), SEND + SEND, OPEN + STANZA + " " + STANZA + "</stream:stream>");

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.seen())
        .containsEntry("SIP INVITE", 1)
        .containsEntry("SDP", 1)
        .containsEntry("MSRP SEND", 2)
        .containsEntry("XMPP stream", 1)
        .containsEntry("XMPP message", 2)
        .containsEntry("XMPP end", 1);
  }

  @Test
  void whoSawNothingComplains() throws Exception {
    var verdict = judged(List.of(), "", "");

    assertThat(verdict.complaints(Map.of("SIP INVITE", 1, "MSRP SEND", 2)))
        .containsExactly("only 0 of 2 MSRP SEND", "only 0 of 1 SIP INVITE");
  }

  /** What is changed in a good message, and what the judge has to say about it. */
  private record Spoilt(String part, String instead, String rule) {

    String of(String good) {
      assertThat(good).contains(part);
      return good.replace(part, instead);
    }
  }

  @Test
  void badMsrpIsAFault() throws Exception {
    var bad =
        List.of(
            new Spoilt("a786hjs2", "a,b", "one transaction id"),
            new Spoilt("1-5/5", "1-6/6", "5 octets of the body"),
            new Spoilt("1-5/5", "0-4/5", "counted from 1"),
            new Spoilt("1-5/5", "1-5/9", "the flag fits"),
            new Spoilt("From-Path:", "X-Path:", "From-Path follows To-Path"),
            new Spoilt("To-Path: msrp://", "To-Path: http://", "MSRP URIs"),
            new Spoilt("Message-ID: 87652491", "Success-Report: yes", "has a Message-ID"),
            new Spoilt("SEND", "299", "a status is one of"),
            new Spoilt("SEND", "200", "belongs to a request"),
            new Spoilt("SEND", "REPORT", "a REPORT has a Status"),
            new Spoilt("SEND", "AUTH", "a method is SEND or REPORT"),
            // This one swallows whatever stands behind it.
            new Spoilt("-------a786hjs2$", "-------a786hjs3$", "one transaction id"));
    var all = bad.stream().map(b -> b.of(SEND)).collect(Collectors.joining());

    var verdict = judged(List.of(INVITE), all, OPEN);

    for (var i = 0; i < bad.size(); i++) {
      assertFault(verdict, "MSRP frame " + (i + 1) + " ", bad.get(i).rule());
    }
  }

  @Test
  void badSipIsAFault() throws Exception {
    var bad =
        List.of(
            new Spoilt("Content-Length: 1", "Content-Length: 2", "Content-Length is the length"),
            new Spoilt("Content-Length: 1", "Content-Length: ", "Content-Length is the length"),
            new Spoilt("Max-Forwards: 70", "Subject: moonlight", "a request has Max-Forwards"),
            new Spoilt("From:", "Form:", "a message has sip.From"),
            new Spoilt(";tag=1", ";x=1", "From has a tag"),
            new Spoilt("CSeq: 1 INVITE", "CSeq: 1 MESSAGE", "CSeq names the method"),
            new Spoilt("z9hG4bK", "", "the branch has the cookie"),
            new Spoilt("a=path:", "a=way:", "one a=path"),
            new Spoilt("m=message", "m=audio", "one m= line of a chat"),
            new Spoilt("t=0 0", "t", "one m= line of a chat"),
            new Spoilt("TCP/MSRP", "UDP/MSRP", "MSRP over TCP"));
    var all =
        bad.stream()
            .map(b -> b.of(INVITE).replace("INVITE sip:", "INVITE sip:" + bad.indexOf(b) + "."))
            .collect(Collectors.toList());
    all.add("Wherefore art thou Romeo?");

    var verdict = judged(all, SEND, OPEN);

    bad.forEach(b -> assertFault(verdict, "INVITE sip:" + bad.indexOf(b) + ".", b.rule()));
    assertFault(verdict, "frame", "all octets are SIP");
  }

  @Test
  void badXmppIsAFault() throws Exception {
    var bad =
        List.of(
            new Spoilt("</body>", "</boddy>", "well-formed"),
            new Spoilt("<message", "<massage", "tshark knows the stanza"),
            new Spoilt("</message>", "</massage>", "well-formed"),
            new Spoilt("from=", "form=", "from and to"),
            new Spoilt("<active xmlns", "<x:active xmlns", "well-formed"),
            new Spoilt("&lt;", "&", "well-formed"));
    var all = bad.stream().map(b -> b.of(STANZA)).collect(Collectors.joining());

    var verdict = judged(List.of(INVITE), SEND, OPEN + all + STANZA.replace("</message>", ""));

    for (var i = 0; i < bad.size(); i++) {
      // The stream's header is the first.
      assertFault(verdict, "stanza " + (i + 2) + " ", bad.get(i).rule());
    }
    assertFault(verdict, "<message", "a stream ends behind a stanza");
  }
}
