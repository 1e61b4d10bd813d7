package im.balcony.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timers and states as tables, with time as a number. */
class MachinesTest {

  /** Wakes the machine whenever it asks, until {@code end}; tells when it did what. */
  private static List<String> client(ClientMachine machine, long end) {
    var heard = new ArrayList<String>();
    while (machine.deadline() <= end) {
      var now = machine.deadline();
      machine.wake(now).forEach(action -> heard.add(now + " " + action));
    }
    return heard;
  }

  private static List<String> server(ServerMachine machine, long end) {
    var heard = new ArrayList<String>();
    while (machine.deadline() <= end) {
      var now = machine.deadline();
      machine.wake(now).forEach(action -> heard.add(now + " " + action));
    }
    return heard;
  }

  @Test
  @Requirement("SIP-11")
  void timersAAndB() {
    var machine = new ClientMachine(true, false);
    assertThat(machine.start(0)).containsExactly(ClientMachine.Action.SEND);
    assertThat(client(machine, 100_000))
        .containsExactly(
            "500 SEND",
            "1500 SEND",
            "3500 SEND",
            "7500 SEND",
            "15500 SEND",
            "31500 SEND",
            "32000 TIMED_OUT",
            "32000 DONE");
  }

  @Test
  @Requirement("SIP-11")
  void timersEAndF() {
    var machine = new ClientMachine(false, false);
    machine.start(0);
    assertThat(client(machine, 100_000))
        .containsExactly(
            "500 SEND",
            "1500 SEND",
            "3500 SEND",
            "7500 SEND",
            "11500 SEND",
            "15500 SEND",
            "19500 SEND",
            "23500 SEND",
            "27500 SEND",
            "31500 SEND",
            "32000 TIMED_OUT",
            "32000 DONE");
  }

  @Test
  @Requirement("SIP-11")
  void timerEIsT2OnceProceeding() {
    var machine = new ClientMachine(false, false);
    machine.start(0);
    assertThat(machine.answered(100, 100)).isEmpty();
    assertThat(client(machine, 9_000)).containsExactly("500 SEND", "4500 SEND", "8500 SEND");
  }

  @ParameterizedTest
  @CsvSource({"true, 32000", "false, 32000"})
  @Requirement("SIP-11")
  void overTcpNothingIsRepeated(boolean invite, long end) {
    var machine = new ClientMachine(invite, true);
    machine.start(0);
    assertThat(client(machine, 100_000)).containsExactly(end + " TIMED_OUT", end + " DONE");
  }

  @ParameterizedTest
  @CsvSource({
    // invite, reliable, status, when forgotten: timers D, K, M
    "true, false, 486, 33000",
    "true, true, 486, 1000",
    "false, false, 200, 6000",
    "false, true, 200, 1000",
    "true, false, 200, 33000",
    "true, true, 200, 33000"
  })
  @Requirement("SIP-11")
  void timersDKAndM(boolean invite, boolean reliable, int status, long forgotten) {
    var machine = new ClientMachine(invite, reliable);
    machine.start(0);
    assertThat(machine.answered(status, 1000)).contains(ClientMachine.Action.REPORT);
    assertThat(client(machine, 100_000)).containsExactly(forgotten + " DONE");
  }

  @Test
  @Requirement("SIP-12")
  void copiesAndForksOfA2xxAreReportedWhileAccepted() {
    var machine = new ClientMachine(true, false);
    machine.start(0);
    assertThat(machine.answered(200, 10)).containsExactly(ClientMachine.Action.REPORT);
    assertThat(machine.answered(200, 20)).containsExactly(ClientMachine.Action.REPORT);
    assertThat(machine.answered(180, 30)).isEmpty();
    assertThat(machine.answered(486, 40)).isEmpty();
    assertThat(machine.state()).isEqualTo(ClientMachine.State.ACCEPTED);
  }

  @Test
  void anInviteThatIsCancelledAndForgottenByThePeerEnds() {
    var machine = new ClientMachine(true, false);
    machine.start(0);
    machine.answered(180, 100);
    assertThat(machine.cancel(1000)).containsExactly(ClientMachine.Action.CANCEL);
    machine.answered(180, 2000);
    assertThat(client(machine, 100_000)).containsExactly("33000 TIMED_OUT", "33000 DONE");
  }

  @Test
  @Requirement("SIP-11")
  void timersGAndH() {
    var machine = new ServerMachine(true, false);
    machine.start(0);
    assertThat(machine.respond(486, 100)).containsExactly(ServerMachine.Action.SEND);
    assertThat(server(machine, 100_000))
        .containsExactly(
            "600 RESEND",
            "1600 RESEND",
            "3600 RESEND",
            "7600 RESEND",
            "11600 RESEND",
            "15600 RESEND",
            "19600 RESEND",
            "23600 RESEND",
            "27600 RESEND",
            "31600 RESEND",
            "32100 DONE");
  }

  @ParameterizedTest
  @CsvSource({"false, 6000", "true, 1000"})
  @Requirement("SIP-11")
  void timerI(boolean reliable, long forgotten) {
    var machine = new ServerMachine(true, reliable);
    machine.start(0);
    machine.respond(486, 100);
    assertThat(machine.acknowledged(1000)).isTrue();
    assertThat(machine.copy()).isEmpty();
    assertThat(server(machine, 100_000)).containsExactly(forgotten + " DONE");
  }

  @Test
  @Requirement("SIP-11")
  void timerJ() {
    var machine = new ServerMachine(false, false);
    machine.start(0);
    machine.respond(202, 100);
    assertThat(machine.copy()).containsExactly(ServerMachine.Action.RESEND);
    assertThat(server(machine, 100_000)).containsExactly("32100 DONE");
  }

  @Test
  @Requirement("SIP-12")
  void anAcceptedInviteAbsorbsCopiesAndSends2xxAgain() {
    var machine = new ServerMachine(true, false);
    machine.start(0);
    machine.respond(200, 100);
    assertThat(machine.copy()).isEmpty();
    assertThat(machine.respond(200, 600)).containsExactly(ServerMachine.Action.SEND);
    assertThat(machine.respond(486, 700)).isEmpty();
    assertThat(machine.acknowledged(800)).isFalse();
    assertThat(server(machine, 100_000)).containsExactly("32600 DONE".replace("326", "321"));
  }

  @Test
  @Requirement("SIP-12")
  void aCopyOfAnInviteThatWasAcceptedBeforeIsAbsorbed() {
    var machine = new ServerMachine(true, false);
    machine.start(0);
    assertThat(machine.absorb(100)).isTrue();
    assertThat(machine.absorb(100)).isFalse();
    assertThat(machine.copy()).isEmpty();
    assertThat(machine.respond(180, 200)).isEmpty();
    assertThat(machine.respond(200, 600)).containsExactly(ServerMachine.Action.SEND);
    assertThat(server(machine, 100_000)).containsExactly("32100 DONE");
  }

  @Test
  void whatIsAnsweredOrNoInviteIsNotAbsorbed() {
    var message = new ServerMachine(false, false);
    message.start(0);
    assertThat(message.absorb(100)).isFalse();
    var refused = new ServerMachine(true, false);
    refused.start(0);
    refused.respond(486, 1);
    assertThat(refused.absorb(100)).isFalse();
    assertThat(refused.copy()).containsExactly(ServerMachine.Action.RESEND);
  }

  @Test
  void aSecondFinalResponseIsNotSent() {
    for (var invite : new boolean[] {true, false}) {
      var machine = new ServerMachine(invite, false);
      machine.start(0);
      machine.respond(486, 1);
      assertThat(machine.respond(200, 2)).isEmpty();
      assertThat(machine.respond(180, 3)).isEmpty();
    }
  }

  @Test
  void everyStateTakesEveryInput() {
    var random = new java.util.Random(3261);
    for (var run = 0; run < 2000; run++) {
      var client = new ClientMachine(random.nextBoolean(), random.nextBoolean());
      var server = new ServerMachine(random.nextBoolean(), random.nextBoolean());
      client.start(0);
      server.start(0);
      var now = 0L;
      var reports = 0;
      var ended = false;
      for (var step = 0; step < 30; step++) {
        now += random.nextInt(20_000);
        var status = 100 + random.nextInt(600);
        var actions =
            switch (random.nextInt(4)) {
              case 0 -> client.answered(status, now);
              case 1 -> client.wake(now);
              case 2 -> client.cancel(now);
              default -> client.unsent();
            };
        assertThat(ended && !actions.isEmpty()).as("nothing after the end").isFalse();
        ended |= actions.contains(ClientMachine.Action.DONE);
        reports +=
            actions.contains(ClientMachine.Action.TIMED_OUT)
                    || actions.contains(ClientMachine.Action.UNSENT)
                ? 1
                : 0;
        switch (random.nextInt(4)) {
          case 0 -> server.respond(status, now);
          case 1 -> server.wake(now);
          case 2 -> server.copy();
          default -> server.acknowledged(now);
        }
        assertThat(server.state()).isNotNull();
      }
      assertThat(reports).isLessThanOrEqualTo(1);
    }
  }
}
