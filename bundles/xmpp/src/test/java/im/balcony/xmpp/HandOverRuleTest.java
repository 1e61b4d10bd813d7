package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a stanza counts as handed over, and how a dead link is found. */
class HandOverRuleTest {

  private static final String REFUSED =
      "<message from='%s' to='%s' id='%s' type='error'><error type='cancel'>"
          + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";

  private static WireRecord over(String effectId) {
    return new XmppEvent.HandedOver(effectId);
  }

  private static WireRecord notSent(String effectId, boolean written) {
    return new XmppEvent.NotSent(effectId, written);
  }

  @Test
  void thePingFollowsTheFirstStanzaAtOnceAndItsAnswerIsTheHandOver() {
    var link = Link.up().sends("e1", Link.message("m1", "Ay me!"));
    var said = link.said();
    var id = Link.pingId(said);
    assertThat(said)
        .isEqualTo(
            "<message from='romeo@example.net' to='juliet@example.com' id='m1' type='chat'>"
                + "<body>Ay me!</body></message>"
                + "<iq from='example.net' to='example.net' id='"
                + id
                + "' type='get'><ping xmlns='urn:xmpp:ping'/></iq>");
    link.hears(Link.loop(id, "get", "<ping xmlns='urn:xmpp:ping'/>"));
    assertThat(link.said())
        .isEqualTo("<iq from='example.net' to='example.net' id='" + id + "' type='result'/>");
    assertThat(link.told()).isEmpty();
    link.hears(Link.loop(id, "result", ""));
    assertThat(link.said()).isEmpty();
    assertThat(link.told()).containsExactly(over("e1"));
  }

  @Test
  void anErrorIsAnAnswerToThePingToo() {
    var link = Link.up().sends("e1", Link.message("m1", "Ay me!"));
    link.hears(Link.loop(Link.pingId(link.said()), "error", ""));
    assertThat(link.told()).containsExactly(over("e1"));
  }

  @Test
  void onePingIsUnderWayAtATime() {
    var link = Link.up().sends("e1", Link.message("m1", "one"));
    var first = Link.pingId(link.said());
    link.now += 5;
    link.sends("e2", Link.message("m2", "two")).sends("e3", Link.message("m3", "three"));
    assertThat(link.said()).doesNotContain("urn:xmpp:ping");
    link.pong(first);
    assertThat(link.told()).containsExactly(over("e1"));
    assertThat(link.said()).doesNotContain("type='get'");
    assertThat(link.deadline).hasValue(2_000);
    link.at(2_000);
    link.pong(Link.pingId(link.said()));
    assertThat(link.told()).containsExactly(over("e2"), over("e3"));
  }

  @Test
  void manyStanzasDoNotWaitForTheInterval() {
    var link = Link.up().sends("e0", Link.message("m0", "first"));
    var first = Link.pingId(link.said());
    for (var i = 1; i <= 256; i++) {
      link.sends("e" + i, Link.message("m" + i, "x"));
    }
    link.said();
    link.pong(first);
    link.pong(Link.pingId(link.said()));
    assertThat(link.told()).hasSize(257).endsWith(over("e256"));
  }

  @ParameterizedTest
  @CsvSource({
    "juliet@example.com, romeo@example.net, m1, true",
    "juliet@example.com/balcony, romeo@example.net, m1, true",
    "juliet@example.com, romeo@example.net, m2, false",
    "juliet@example.com, romeo@example.net/orchard, m1, false",
    "nurse@example.com, romeo@example.net, m1, false",
  })
  void anErrorBeforeThePingStandsInForTheHandOver(
      String from, String to, String id, boolean refused) {
    var link = Link.up().sends("e1", Link.message("m1", "Ay me!"));
    var ping = Link.pingId(link.said());
    link.hears(REFUSED.formatted(from, to, id)).pong(ping);
    var told = link.told();
    assertThat(told.get(0)).isInstanceOf(Stanza.class);
    assertThat(told.subList(1, told.size()))
        .isEqualTo(List.of(refused ? new XmppEvent.Refused("e1") : over("e1")));
    link.loses();
    assertThat(link.told()).containsExactly(Link.down("closed"));
  }

  @Test
  void anErrorBehindThePingChangesNothing() {
    var link = Link.up().sends("e1", Link.message("m1", "Ay me!"));
    link.pong(Link.pingId(link.said()))
        .hears(REFUSED.formatted("juliet@example.com", "romeo@example.net", "m1"));
    assertThat(link.told()).hasSize(2).startsWith(over("e1"));
  }

  @Test
  void othersCannotAnswerOurPing() {
    var link = Link.up().sends("e1", Link.message("m1", "Ay me!"));
    var ping = Link.pingId(link.said());
    link.hears("<iq from='juliet@example.com' to='example.net' type='result' id='" + ping + "'/>");
    assertThat(link.told()).singleElement().isInstanceOf(Stanza.class);
    link.hears(Link.loop("other", "result", ""));
    assertThat(link.told()).isEmpty();
    link.pong(ping);
    assertThat(link.told()).containsExactly(over("e1"));
  }

  @Test
  @Requirement("XMPP-35")
  void aSilentLinkIsFoundWithinTheConfiguredTime() {
    var link = Link.up(Link.SETTINGS.with("ping-idle", 30_000).with("dead-after", 10_000));
    link.hears(" ").hears("\n");
    assertThat(link.deadline).hasValue(31_000);
    link.at(30_999);
    assertThat(link.said()).isEmpty();
    link.at(31_000);
    link.pong(Link.pingId(link.said()));
    assertThat(link.deadline).hasValue(61_000);
    link.said();
    link.at(61_000);
    assertThat(link.said()).contains("urn:xmpp:ping");
    assertThat(link.deadline).hasValue(71_000);
    link.at(70_999);
    assertThat(link.told()).isEmpty();
    link.at(71_000);
    assertThat(link.told()).containsExactly(Link.down("timeout"));
    assertThat(link.closed).isTrue();
  }

  @Test
  void aLostLinkTellsWhatWasWrittenAndWhatNot() {
    var link = Link.up().sends("covered", Link.message("m1", "one"));
    link.sends("uncovered", Link.message("m2", "two"));
    link.sends("window", Link.message("m3", "x".repeat(60_000)));
    link.sends("window2", Link.message("m4", "x".repeat(60_000)));
    link.sends("window3", Link.message("m5", "x".repeat(60_000)));
    assertThat(link.wantsWritable).isTrue();
    link.sends("unwritten", Link.message("m6", "never"));
    assertThat(link.said()).doesNotContain("never");
    link.loses();
    assertThat(link.told())
        .containsExactly(
            notSent("covered", true),
            notSent("uncovered", true),
            notSent("window", true),
            notSent("window2", true),
            notSent("window3", true),
            notSent("unwritten", false),
            Link.down("closed"));
  }

  @Test
  void aSlowSocketIsWaitedFor() {
    var link = Link.up();
    for (var i = 0; i < 4; i++) {
      link.sends("e" + i, Link.message("m" + i, i + "x".repeat(60_000)));
    }
    assertThat(link.said()).contains("<body>2x").doesNotContain("<body>3x");
    link.writable(1_000);
    assertThat(link.said()).contains("<body>3x");
    assertThat(link.wantsWritable).isTrue();
    link.writable(100_000);
    assertThat(link.wantsWritable).isFalse();
  }

  @Test
  @Requirement(value = "XMPP-38", partial = "the bound of one stream; the time is the router's")
  void whatWaitsForTheHandshakeIsBounded() {
    var link = Link.opened(Link.SETTINGS);
    for (var i = 0; i < Outbox.MOST_COMMANDS; i++) {
      link.sends("e" + i, Link.message("m" + i, "x"));
    }
    assertThat(link.told()).isEmpty();
    link.sends("over", Link.message("m", "x"));
    assertThat(link.told()).containsExactly(notSent("over", false));
    link.loses();
    assertThat(link.told()).hasSize(Outbox.MOST_COMMANDS + 1).contains(notSent("e0", false));

    var heavy = Link.opened(Link.SETTINGS);
    for (var i = 0; i < 100; i++) {
      heavy.sends("e" + i, Link.message("m" + i, "x".repeat(60_000)));
    }
    var size = heavy.factory.size(Link.message("m10", "x".repeat(60_000)));
    assertThat(heavy.told()).hasSize(100 - (Outbox.MOST_OCTETS + size - 1) / size);
  }

  @Test
  void theLargestStanzaFindsRoomInAnEmptyOutbox() {
    var limit = 2 * Outbox.MOST_OCTETS;
    var link = Link.opened(Link.SETTINGS.with("stanza-limit", limit));
    link.sends("e1", Link.message("m1", "x".repeat(limit - 10_000)));
    assertThat(link.told()).isEmpty();
    link.sends("e2", Link.message("m2", "x"));
    assertThat(link.told()).containsExactly(notSent("e2", false));
  }

  @Test
  void whatWaitsForItsHandOverIsBounded() {
    var link = Link.up();
    for (var i = 0; i <= HandOvers.MOST; i++) {
      link.writable(1_000_000).sends("e" + i, Link.message("m" + i, "x" + i + "x"));
    }
    var said = link.said();
    assertThat(said)
        .contains("x" + (HandOvers.MOST - 1) + "x")
        .doesNotContain("x" + HandOvers.MOST + "x");
    link.pong(Link.pingId(said));
    assertThat(link.said()).contains("x" + HandOvers.MOST + "x");
  }

  @Test
  void anAnswerNobodyWaitsForNeedsNoPing() {
    var link = Link.up().told(new XmppCommand.Send(Optional.empty(), Link.message("m1", "Ay me!")));
    assertThat(link.said()).contains("Ay me!").doesNotContain("urn:xmpp:ping");
    link.loses();
    assertThat(link.told()).containsExactly(Link.down("closed"));
  }

  @Test
  @Requirement("XMPP-05")
  void nothingLeavesInTheNameOfAnotherDomain() {
    var link = Link.up();
    for (var from : List.of("romeo@example.com", "sub.example.net", "romeo@example.net.evil.org")) {
      link.sends("e", Link.message("m1", from, "juliet@example.com", "I am Romeo"));
      assertThat(link.told()).containsExactly(notSent("e", false));
      assertThat(link.said()).isEmpty();
    }
    link.sends("e", Link.message("m1", "romeo@example.net/x", "juliet@example.com", "I am"));
    assertThat(link.said())
        .startsWith("<message from='romeo@example.net/x' to='juliet@example.com'");
  }
}
