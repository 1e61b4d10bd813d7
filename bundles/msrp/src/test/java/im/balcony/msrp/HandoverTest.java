package im.balcony.msrp;

import static im.balcony.msrp.Peer.ID;
import static im.balcony.msrp.Peer.bodiless;
import static im.balcony.msrp.Peer.frame;
import static im.balcony.msrp.Peer.send;
import static im.balcony.msrp.Peer.text;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another instance goes on wherever the first one stopped. */
class HandoverTest {

  private static final String CONVERSATION =
      bodiless("first")
          + text("t1", "m1", "1-5/5", "Hello", '$')
          + text("t2", "m2", "5-8/8", "EFGH", '$')
          + text("t3", "m3", "1-*/*", "a\r\n-------t3-\r\nb", '+')
          + text("t4", "m2", "1-4/8", "abcd", '+')
          + frame("t5", "FOO", "", '$')
          + frame("r1", "REPORT", "Message-ID: x\r\nStatus: 000 200 OK\r\n", '$')
          + text("t6", "m4", "1-9/999999", "too large", '+')
          + text("t7", "m4", "10-19/999999", "too large!", '$')
          + text("t8", "m3", "17-*/*", "c", '$')
          + text("t9", "m5", "1-*/*", "never finished", '+')
          + bodiless("last");

  /** The router's part: it binds what is asked for and takes every message. */
  private static void routed(Peer peer, int[] done) {
    for (; done[0] < peer.records.size(); done[0]++) {
      var record = peer.records.get(done[0]);
      if (record instanceof MsrpEvent.Unbound) {
        peer.tell(new MsrpCommand.Bind(Peer.session(false, 5000, 2048, 32, 10_000)));
        peer.tell(send("e1", "x".repeat(5000)));
      } else if (record instanceof MsrpEvent.Received r) {
        peer.tell(new MsrpCommand.Respond(ID, r.transactionId(), 200, ""));
      }
    }
  }

  private static Peer play(int exchangeAt) {
    var peer = new Peer(false);
    peer.eager = false;
    var octets = CONVERSATION.getBytes(StandardCharsets.ISO_8859_1);
    var done = new int[1];
    for (var i = 0; i < octets.length; i++) {
      if (i == exchangeAt) {
        peer.exchange();
      }
      peer.say(new byte[] {octets[i]});
      if (i == exchangeAt) {
        peer.exchange();
      }
      routed(peer, done);
      if (i % 40 == 0 && peer.wantsWritable) {
        peer.writable(700);
      }
    }
    for (var before = -1; before < peer.wire.length(); ) {
      before = peer.wire.length();
      peer.writable(3000);
    }
    peer.after(40_000).closed();
    return peer;
  }

  @Test
  @Tag("broad")
  void theResultIsTheSameWhereverItIsCut() {
    cutEach(1);
  }

  @Test
  void theResultIsTheSameAtSomeCuts() {
    cutEach(397);
  }

  private static void cutEach(int step) {
    var expected = play(-1);
    assertThat(expected.delivered())
        .containsExactly("Hello", "abcdEFGH", "a\r\n-------t3-\r\nb" + "c");
    assertThat(expected.records(MsrpEvent.Sent.class)).hasSize(1);
    for (var cut = 0; cut < CONVERSATION.length(); cut += step) {
      var actual = play(cut);
      assertThat(actual.records).as("cut at %d", cut).isEqualTo(expected.records);
      assertThat(actual.wire.toString()).as("cut at %d", cut).isEqualTo(expected.wire.toString());
    }
  }

  @Test
  @Tag("broad")
  void everyExchangeAtOnceChangesNothingEither() {
    var peer = new Peer(false);
    peer.eager = false;
    var done = new int[1];
    for (var octet : CONVERSATION.getBytes(StandardCharsets.ISO_8859_1)) {
      peer.exchange().say(new byte[] {octet}).exchange();
      routed(peer, done);
    }
    assertThat(peer.delivered()).hasSize(3);
  }

  @Test
  void messagesOnTheirWayGoOn() {
    var peer = Peer.established(Peer.session(false, 65_536, 1_000_000, 32, 0));
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(30_000)));
    peer.tell(send("e2", ID, "y".repeat(3000), true, FailureReport.NO));
    peer.exchange();
    for (var before = -1; before < peer.wire.length(); ) {
      before = peer.wire.length();
      peer.writable(1000).exchange();
    }
    var wire = peer.heard();
    var ids = Pattern.compile("MSRP (\\w+) SEND").matcher(wire);
    var bodies = new StringBuilder();
    SendingTest.sends(wire).forEach(s -> bodies.append(s.body()));
    assertThat(bodies.toString()).isEqualTo("x".repeat(30_000) + "y".repeat(3000));
    while (ids.find()) {
      peer.exchange().say(Peer.answer(ids.group(1), "200 OK"));
    }
    assertThat(peer.records(MsrpEvent.Sent.class).stream().map(MsrpEvent.Sent::effectId))
        .containsExactly("e1", "e2");
  }

  @Test
  void timersGoOn() {
    var peer = Peer.established().tell(send("e1", "Hello"));
    peer.after(20_000).exchange().after(9_999);
    assertThat(peer.records).isEmpty();
    peer.after(1);
    assertThat(peer.records).containsExactly(new MsrpEvent.Sent(ID, "e1", 408, "no answer", true));
  }

  @Test
  void theStateHidesWhatItHolds() {
    var state = Peer.established().tell(send("e1", "secret")).protocol.release();
    assertThat(state.toString()).doesNotContain("secret").doesNotContain("us0123456789abcd");
  }
}
