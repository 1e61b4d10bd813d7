package im.balcony.msrp;

import static im.balcony.msrp.Peer.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import im.balcony.testkit.Requirement;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What incomplete messages hold: what arrived, and not what was announced (RFC 4975 §14.5). */
class ReassemblyMemoryTest {

  private static int partials(Peer peer) {
    return peer.protocol.release().facts().list("sessions").get(0).list("partials").size();
  }

  private static Peer afterHalf() {
    var peer = Peer.established(Peer.session(false, 100, 2048, 32, 0));
    peer.say(text("t1", "m1", "1-*/*", "x".repeat(50), '+')).heard();
    return peer;
  }

  @Test
  @Requirement("SIZE-15")
  void whatGrowsTooLargeIsFreed() {
    assertThat(partials(afterHalf().say(text("t2", "m1", "51-*/*", "x".repeat(50), '+'))))
        .isEqualTo(1);
    assertThat(partials(afterHalf().say(text("t2", "m1", "51-*/*", "x".repeat(51), '+')))).isZero();
  }

  @Test
  void whatIsIncompleteIsLookedAtAtItsAgeWhateverTheKeepAlive() {
    for (var keepAlive : new long[] {0, 1_000_000}) {
      var peer = Peer.established(Peer.session(false, 100, 2048, 32, keepAlive));
      peer.say(text("t1", "m1", "1-*/*", "x".repeat(50), '+'));
      assertThat(peer.deadline).hasValue(peer.now + 60_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-*/9999999999999999999",
        "1-*/9223372036854775807",
        "1-*/2147483647",
        "9999999999999999999-*/*",
        "2147483647-*/*",
        "1-9999999999999999999/*",
        "1-2147483647/*",
        "1-*/10000000"
      })
  @Requirement("SIZE-18")
  void announcedOctetsTakeNoMemory(String range) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var peer = Peer.established(Peer.session(false, 10_000_000, 2048, 32, 0));
    var before = threads.getCurrentThreadAllocatedBytes();

    peer.say(text("t1", "m1", range, "x", '+'));

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    assertThat(peer.heard()).matches("(?s)MSRP t1 (200|400|413) .*");
  }
}
