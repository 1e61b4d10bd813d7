package im.balcony.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.sip.VirtualTimers;
import im.balcony.sip.transaction.ServerTransactions.Arrival;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bound of the memory against duplicates. */
class ServerTransactionsTest {

  private final VirtualTimers timers = new VirtualTimers();
  private final ServerTransactions table = new ServerTransactions(timers, (facts, octets) -> {}, 3);

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
}
