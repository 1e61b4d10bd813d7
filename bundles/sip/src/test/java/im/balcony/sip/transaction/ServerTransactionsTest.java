package im.balcony.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.sip.VirtualTimers;
import im.balcony.sip.text.ResponseWriter;
import im.balcony.sip.transaction.ServerTransactions.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bound of the memory against duplicates. */
class ServerTransactionsTest {

  private final VirtualTimers timers = new VirtualTimers();
  private final List<String> sent = new ArrayList<>();
  private final ServerTransactions table = table(3);

  private ServerTransactions table(int max) {
    return new ServerTransactions(timers, (facts, octets) -> sent.add(octets.utf8()), max);
  }

  private static SipTransaction transaction(String id) {
    return new SipTransaction(id, Facts.of(Map.of("cseq", "1 MESSAGE", "call-id", id)));
  }

  private Arrival arrive(String id) {
    return table.arrived(transaction(id), false, false);
  }

  @Test
  void whatIsOpenIsNeverForgottenForSomethingNew() {
    assertThat(arrive("a")).isEqualTo(Arrival.FRESH);
    assertThat(arrive("b")).isEqualTo(Arrival.FRESH);
    assertThat(arrive("c")).isEqualTo(Arrival.FRESH);
    assertThat(arrive("d")).isEqualTo(Arrival.REFUSED);
    assertThat(arrive("a")).isEqualTo(Arrival.COPY);
  }

  @Test
  void theOldestAnswerGoesFirst() {
    for (var id : new String[] {"a", "b", "c"}) {
      arrive(id);
      table.respond(transaction(id), false, SipResponse.of(202, "Accepted"));
    }
    assertThat(arrive("d")).isEqualTo(Arrival.FRESH);
    assertThat(arrive("b")).isEqualTo(Arrival.COPY);
    assertThat(table.size()).isEqualTo(3);
    assertThat(arrive("a")).isEqualTo(Arrival.FRESH);
    assertThat(arrive("b")).as("the next oldest").isEqualTo(Arrival.FRESH);
  }

  @Test
  void whatIsAbsorbedSaysNothingAndMakesRoomAsIfItWereAnswered() {
    table.absorb("unknown");
    for (var id : new String[] {"a", "b", "c"}) {
      table.arrived(transaction(id), true, false);
    }
    assertThat(table.target("b")).isEqualTo(ServerTransactions.Target.PENDING);
    table.absorb("b");
    assertThat(table.target("b")).isEqualTo(ServerTransactions.Target.ANSWERED);
    assertThat(table.arrived(transaction("b"), true, false)).isEqualTo(Arrival.COPY);
    assertThat(table.arrived(transaction("d"), true, false)).isEqualTo(Arrival.FRESH);
    assertThat(table.target("b")).isEqualTo(ServerTransactions.Target.NOTHING);
  }

  @Test
  void mergedCopiesAreTheSecondOfTwoBranches() {
    arrive("a");
    arrive("b");
    assertThat(table.merged("key", "a")).isFalse();
    assertThat(table.merged("key", "b")).isTrue();
    assertThat(table.merged("key", "a")).isFalse();
  }

  @Test
  void after32SecondsNothingIsLeft() {
    for (var id : new String[] {"a", "b", "c"}) {
      arrive(id);
      table.merged(id, id);
      table.respond(transaction(id), false, SipResponse.of(202, "Accepted"));
    }
    timers.pass(32_000);
    assertThat(table.size()).isZero();
    assertThat(timers.waiting()).isZero();
    arrive("x");
    assertThat(table.merged("a", "x")).isFalse();
  }

  private static final Facts WHOLE =
      Facts.of(
          Map.of(
              "via",
              List.of("SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1", "SIP/2.0/UDP 192.0.2.8"),
              "from",
              "<sip:romeo@example.net>;tag=r",
              "to",
              "<sip:juliet@example.com>",
              "call-id",
              "c1",
              "cseq",
              "1 MESSAGE",
              "transport",
              "udp"));

  private static SipResponse tagged(int status, String tag) {
    return ResponseWriter.tagged(SipResponse.of(status, "As told"), Optional.of(tag));
  }

  @Test
  void copiesHearTheSameOctetsWhateverTheAnswerIs() {
    var many = table(100);
    var body = Octets.utf8("body");
    var answers =
        List.of(
            SipResponse.of(202, "Accepted"),
            SipResponse.of(503, "Service Unavailable").with("Retry-After", "10"),
            tagged(404, "Mixed-Tag.1"),
            tagged(404, "0123456789abcdef"),
            tagged(404, "0123456789ABCDEF"),
            tagged(404, "0000000000000000"),
            new SipResponse(
                488,
                "Not Acceptable Here",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(SipParty.of("sip:juliet@192.0.2.1")),
                List.of(),
                Optional.of("text/plain"),
                body,
                Optional.empty()));
    for (var i = 0; i < answers.size(); i++) {
      var transaction = new SipTransaction("t" + i, WHOLE.with("call-id", "c" + i));
      many.arrived(transaction, false, false);
      many.respond(transaction, false, answers.get(i));
    }
    var first = List.copyOf(sent);
    sent.clear();
    timers.pass(31_999);
    for (var i = 0; i < answers.size(); i++) {
      var copy = new SipTransaction("t" + i, WHOLE.with("call-id", "c" + i));
      assertThat(many.arrived(copy, false, false)).isEqualTo(Arrival.COPY);
    }
    assertThat(sent).isEqualTo(first).hasSize(answers.size());
  }

  @Test
  void aRefusalOverTcpIsRepeatedToACopyUntilItsAck() {
    var invite = new SipTransaction("i", WHOLE.with("cseq", "1 INVITE").with("transport", "tcp"));
    table.arrived(invite, true, true);
    table.respond(invite, true, SipResponse.of(486, "Busy Here"));
    timers.pass(20_000);
    assertThat(sent).hasSize(1);
    assertThat(table.arrived(invite, true, true)).isEqualTo(Arrival.COPY);
    assertThat(sent).hasSize(2).containsOnly(sent.get(0));
    assertThat(table.tag("i")).isPresent();
    assertThat(table.acknowledged("i")).isTrue();
    assertThat(table.arrived(invite, true, true)).as("timer I is 0").isEqualTo(Arrival.FRESH);
  }

  @Test
  void aRefusalThatWaitsForItsAckIsAbsorbedAfterItFor5Seconds() {
    var invite = new SipTransaction("i", WHOLE.with("cseq", "1 INVITE"));
    table.arrived(invite, true, false);
    table.respond(invite, true, SipResponse.of(486, "Busy Here"));
    timers.pass(1_500);
    assertThat(sent).hasSize(3).containsOnly(sent.get(0));
    var tag = table.tag("i");
    assertThat(sent.get(0)).contains(";tag=" + tag.orElseThrow() + "\r\n");
    assertThat(table.acknowledged("i")).isTrue();
    assertThat(table.acknowledged("i")).as("a copy of the ACK").isTrue();
    assertThat(table.tag("i")).isEqualTo(tag);
    timers.pass(4_999);
    assertThat(table.arrived(invite, true, false)).isEqualTo(Arrival.COPY);
    assertThat(sent).hasSize(3);
    timers.pass(1);
    assertThat(table.size()).isZero();
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void whatIsForgottenForSomethingNewIsNotRepeated() {
    for (var id : new String[] {"a", "b", "c"}) {
      var invite = new SipTransaction(id, WHOLE.with("cseq", "1 INVITE"));
      table.arrived(invite, true, false);
      table.respond(invite, true, SipResponse.of(486, "Busy Here"));
    }
    assertThat(arrive("d")).isEqualTo(Arrival.FRESH);
    sent.clear();
    timers.pass(500);
    assertThat(sent).as("b and c").hasSize(2);
    assertThat(table.target("a")).isEqualTo(ServerTransactions.Target.NOTHING);
  }

  @Test
  void anAcceptedInviteKeepsItsTagForEvery2xx() {
    var invite = new SipTransaction("i", WHOLE.with("cseq", "1 INVITE"));
    table.arrived(invite, true, false);
    table.respond(invite, true, tagged(200, "ours"));
    timers.pass(31_000);
    table.respond(invite, true, SipResponse.of(200, "As told"));
    assertThat(sent).hasSize(2).containsOnly(sent.get(0));
    assertThat(table.pending("i")).isEmpty();
    table.respond(invite, true, SipResponse.of(486, "Busy Here"));
    assertThat(sent).hasSize(2);
    timers.pass(1_000);
    assertThat(table.size()).isZero();
  }

  @Test
  void whatWasAbsorbedHasTheTagOfTheNext2xx() {
    var invite = new SipTransaction("i", WHOLE.with("cseq", "1 INVITE"));
    table.arrived(invite, true, false);
    table.absorb("i");
    timers.pass(1_000);
    table.respond(invite, true, tagged(200, "ours"));
    assertThat(table.tag("i")).contains("ours");
    timers.pass(31_000);
    assertThat(table.target("i")).isEqualTo(ServerTransactions.Target.NOTHING);
  }

  @Test
  void aThousandTransactionsHaveOneTimer() {
    var many = table(10_000);
    for (var i = 0; i < 1_000; i++) {
      var message = new SipTransaction("m" + i, WHOLE.with("call-id", "m" + i));
      many.arrived(message, false, false);
      many.merged("m" + i, "m" + i);
      var invite = new SipTransaction("i" + i, WHOLE.with("cseq", "1 INVITE"));
      many.arrived(invite, true, false);
      if (i % 4 > 0) {
        many.respond(message, false, SipResponse.of(202, "Accepted"));
        many.respond(invite, true, SipResponse.of(i % 4 == 1 ? 486 : 200, "As told"));
      }
      timers.pass(1);
      assertThat(timers.waiting()).isEqualTo(1);
    }
    assertThat(many.size()).isEqualTo(2_000);
    timers.pass(300_000);
    assertThat(many.size()).isZero();
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void theOctetsOfAnswersAreBoundToo() {
    var many = table(1_000);
    var body = Octets.of(new byte[1_000_000]);
    var large =
        new SipResponse(
            488,
            "Not Acceptable Here",
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.of("text/plain"),
            body,
            Optional.empty());
    for (var i = 0; i < 70; i++) {
      var transaction = new SipTransaction("t" + i, WHOLE);
      assertThat(many.arrived(transaction, false, false)).isEqualTo(Arrival.FRESH);
      many.respond(transaction, false, large);
      sent.clear();
    }
    assertThat(many.size()).isBetween(63, 65);
    assertThat(many.arrived(new SipTransaction("t69", WHOLE), false, false))
        .isEqualTo(Arrival.COPY);
    assertThat(many.arrived(new SipTransaction("t0", WHOLE), false, false))
        .isEqualTo(Arrival.FRESH);
  }
}
