package im.balcony.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.data.RandomIds;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.sip.VirtualTimers;
import im.balcony.sip.digest.Logins;
import im.balcony.sip.transport.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is left of a request that has its final response. */
class ClientTransactionsTest {

  private final VirtualTimers timers = new VirtualTimers();
  private final List<String> sent = new ArrayList<>();
  private final List<SipEvent> reports = new ArrayList<>();
  private final ClientTransactions table =
      new ClientTransactions(
          timers,
          (hop, octets, failed) -> sent.add(hop.host()),
          reports::add,
          new AllUp(),
          new Logins(id -> Optional.empty(), new RandomIds()));

  private static PreparedRequest request(String effect, String branch, String transport) {
    return new PreparedRequest(
        effect,
        Octets.utf8("MESSAGE sip:romeo@example.net SIP/2.0\r\n\r\n"),
        Facts.draft()
            .with("method", "MESSAGE")
            .with("branch", branch)
            .with("transport", transport)
            .with("host", "192.0.2.7")
            .with("port", 5060)
            .facts());
  }

  private void answer(String branch) {
    table.answered(branch, "MESSAGE", SipResponse.of(200, "OK"), "<sip:romeo@example.net>;tag=r");
  }

  @Test
  void whatWasAnsweredIsNotSentAgainUntilTimerK() {
    table.send(request("e", "b", "udp"));
    answer("b");
    assertThat(reports).hasSize(1);
    assertThat(table.awaits("b", "MESSAGE")).isFalse();
    answer("b");
    assertThat(reports).as("a copy of the response").hasSize(1);
    timers.pass(4_999);
    table.send(request("e", "b", "udp"));
    assertThat(sent).hasSize(1);
    table.send(request("other", "b", "udp"));
    assertThat(((SipEvent.NotAnswered) reports.get(1)).effectId()).isEqualTo("other");
    timers.pass(1);
    assertThat(table.size()).isZero();
    assertThat(timers.waiting()).isZero();
    table.send(request("e", "b", "udp"));
    assertThat(sent).hasSize(2);
  }

  @Test
  void overTcpTimerKIsNothing() {
    table.send(request("e", "b", "tcp"));
    answer("b");
    assertThat(table.size()).isZero();
    table.send(request("e", "b", "tcp"));
    assertThat(sent).hasSize(2);
  }

  @Test
  void aThousandRequestsHaveOneTimer() {
    for (var i = 0; i < 1_000; i++) {
      table.send(request("e" + i, "b" + i, i % 2 == 0 ? "udp" : "tcp"));
      if (i % 3 > 0) {
        answer("b" + i);
      }
      timers.pass(1);
      assertThat(timers.waiting()).isEqualTo(1);
    }
    timers.pass(32_000);
    assertThat(reports).hasSize(1_000);
    assertThat(table.size()).isZero();
    assertThat(timers.waiting()).isZero();
  }

  /** No hop was ever silent. */
  private static final class AllUp implements NextHops {

    @Override
    public void silent(Hop hop) {
      // Nobody asks.
    }

    @Override
    public void heard(Hop hop) {
      // Nobody asks.
    }

    @Override
    public long lastHeard(Hop hop) {
      return 0;
    }

    @Override
    public boolean isUp(Hop hop) {
      return true;
    }

    @Override
    public boolean mayTry(Hop hop) {
      return true;
    }

    @Override
    public void rest(Hop hop, long millis) {
      // Nobody asks.
    }

    @Override
    public long restsFor(Hop hop) {
      return 0;
    }
  }
}
