package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Kamailio;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.RelayLease;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Romeo behind an MSRP relay, Kamailio's module {@code msrp}: his path has two URIs, and nothing
 * reaches him but through the first (RFC 4976). The relay notes the paths of what it receives.
 */
class MsrpRelayTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String RECEIPTS = "urn:xmpp:receipts";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";
  private static final String PASSWORD = "wherefore";

  private static Scene scene;
  private static Kamailio relay;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
    relay = Kamailio.relay(Files.createTempDirectory("balcony-relay"), PASSWORD);
    romeo.relay =
        Optional.of(
            new RelayLease.Account(
                new InetSocketAddress("127.0.0.1", relay.port()), "romeo", PASSWORD));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    relay.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
  }

  @Test
  @Requirement({"SDP-04"})
  void theFirstUriIsConnectedToAndAllAreNamed() throws Exception {
    say("first", "<body>first</body>" + ACTIVE);
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);

    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");

    assertThat(call.ownPath()).hasSize(2);
    assertThat(call.ownPath().get(0)).startsWith("msrp://127.0.0.1:" + relay.port() + "/");
    var path = String.join(" ", call.ownPath());
    var own = call.peerSdp().path().get(0);
    assertThat(relay.received())
        .filteredOn(frame -> frame.get(0).equals("SEND") && frame.get(2).equals(own))
        .isNotEmpty()
        .allSatisfy(frame -> assertThat(frame.get(1)).isEqualTo(path));
    scene.hangUp(call);
  }

  @Test
  void textsReportsAndReceiptsPassBothWays() throws Exception {
    say("first", "<body>first</body>" + ACTIVE);
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    talks(call, line);
    scene.hangUp(call);
  }

  @Test
  @Requirement(
      value = {"RELAY-20"},
      partial = "the answer there names msrps, which is not spoken")
  void theRelayConnectsToUsWhereRomeoIsTheActiveSide() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    assertThat(call.peerSdp().attribute("setup")).contains("passive");
    var line = call.connect();
    line.send("first");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("first");

    talks(call, line);

    scene.hangUp(call);
  }

  @Test
  void weConnectToTheRelayOfAPassiveOfferer() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup("passive"));
    assertThat(call.response().status()).isEqualTo(200);
    assertThat(call.peerSdp().attribute("setup")).contains("active");
    var line = call.connect();
    var bound = line.frames.next(WAIT);
    assertThat(bound.method()).isEqualTo("SEND");
    assertThat(bound.body()).isEmpty();
    line.send("first");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("first");

    talks(call, line);

    scene.hangUp(call);
  }

  @Test
  void twoSessionsBehindOneRelayDoNotMix() throws Exception {
    var nurse = "nurse" + people + "@example.com";
    say("first", "<body>of Juliet</body>" + ACTIVE);
    var one = romeo.invites.next(WAIT);
    var toJuliet = one.accept(Call.Offer.PLAIN);
    scene.say(nurse + "/x", "romeo@example.net", "chat", "n1", "<body>of the Nurse</body>");
    var two = romeo.invites.next(WAIT);
    var toNurse = two.accept(Call.Offer.PLAIN);

    assertThat(toJuliet.texts.next(WAIT).text()).isEqualTo("of Juliet");
    assertThat(toNurse.texts.next(WAIT).text()).isEqualTo("of the Nurse");
    toNurse.send("to the Nurse");
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("to")).startsWith(nurse);
    toJuliet.send("to Juliet");
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("to")).startsWith(juliet);
    scene.hangUp(one);
    assertThat(two.bye().status()).isEqualTo(200);
  }

  /** Long texts in chunks, receipts and reports, both ways. */
  private void talks(Call call, MsrpLine line) throws Exception {
    line.oddResponses.ignoring(
        "Kamailio's answer to a REPORT, which has none", response -> response.status() == 200);
    var longText = "What's in a name? ".repeat(500).strip();
    say(
        "long" + people,
        "<body>" + longText + "</body><request xmlns='" + RECEIPTS + "'/>" + ACTIVE);
    var text = line.texts.next(WAIT);
    assertThat(text.text()).isEqualTo(longText);
    assertThat(text.chunks()).isGreaterThan(1);
    var receipt = scene.server.stanzas.next(WAIT);
    assertThat(has(receipt, RECEIPTS, "received")).isTrue();

    line.send(
        longText.getBytes(StandardCharsets.UTF_8),
        "text/plain",
        2048,
        List.of("Success-Report: yes"));
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo(longText);
    say(
        "rc" + people,
        "<received xmlns='" + RECEIPTS + "' id='" + stanza.getAttribute("id") + "'/>");
    var report = line.reports.next(WAIT);
    assertThat(report.header("Status")).contains("000 200 OK");
    assertThat(report.header("Byte-Range")).contains("1-8999/8999");
    assertThat(call.requests.poll(SILENCE).filter(r -> r.method().equals("BYE"))).isEmpty();
    ownFramesNameTheirWay(call);
  }

  /** A response is for the relay alone, a request for whoever is behind it too. */
  private static void ownFramesNameTheirWay(Call call) throws Exception {
    var own = call.peerSdp().path().get(0);
    var ours = relay.received().stream().filter(frame -> frame.get(2).equals(own)).toList();
    assertThat(ours).extracting(frame -> frame.get(0)).contains("SEND", "REPORT", "200");
    for (var frame : ours) {
      var path = frame.get(0).equals("200") ? call.ownPath().subList(0, 1) : call.ownPath();
      assertThat(frame.get(1)).as("To-Path of %s", frame).isEqualTo(String.join(" ", path));
    }
  }
}
