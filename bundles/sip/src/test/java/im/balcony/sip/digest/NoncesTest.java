package im.balcony.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoncesTest {

  private static final String PLACE = "verona\nexample.net";

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final Nonces nonces = new Nonces("s".repeat(64), now::get);

  private boolean take(String nonce, long count) {
    return nonces.take(nonce, PLACE, count);
  }

  @Test
  @Requirement("SEC-28")
  void aCountIsGoodOnceAndInAnyOrderWithinTheLastSixtyFour() {
    var nonce = nonces.fresh(PLACE);
    assertThat(take(nonce, 0)).isFalse();
    assertThat(take(nonce, 1)).isTrue();
    assertThat(take(nonce, 1)).isFalse();
    assertThat(take(nonce, 3)).isTrue();
    assertThat(take(nonce, 2)).isTrue();
    assertThat(take(nonce, 2)).isFalse();
    assertThat(take(nonce, 3)).isFalse();
    assertThat(take(nonce, 67)).isTrue();
    assertThat(take(nonce, 3)).as("was used").isFalse();
    assertThat(take(nonce, 4)).as("is the 63rd before").isTrue();
    assertThat(take(nonce, 500)).isTrue();
    assertThat(take(nonce, 436)).as("is the 64th before").isTrue();
    assertThat(take(nonce, 435)).as("is too old").isFalse();
    assertThat(take(nonce, 0xffffffffL)).isTrue();
    assertThat(take(nonce, 499)).isFalse();
  }

  /** Each count of a shuffled run is good exactly once. */
  @Test
  void noCountIsTakenTwice() {
    var nonce = nonces.fresh(PLACE);
    var taken = new ArrayList<Long>();
    var random = new java.util.Random(7);
    for (var round = 0; round < 5_000; round++) {
      var count = (long) Math.max(1, round / 10 + random.nextInt(40) - 20);
      if (take(nonce, count)) {
        assertThat(taken).doesNotContain(count);
        taken.add(count);
      }
    }
    assertThat(taken).hasSizeGreaterThan(400);
  }

  @Test
  @Requirement("SEC-28")
  void itIsTooOldAfterItsLife() {
    var nonce = nonces.fresh(PLACE);
    now.addAndGet(Nonces.LIFE);
    assertThat(take(nonce, 1)).isTrue();
    now.addAndGet(1);
    assertThat(take(nonce, 2)).isFalse();
  }

  @Test
  void itIsGoodForItsOwnPlaceAndGateOnly() {
    var nonce = nonces.fresh(PLACE);
    assertThat(nonces.take(nonce, "mantua\nexample.net", 1)).isFalse();
    assertThat(new Nonces("t".repeat(64), now::get).take(nonce, PLACE, 1)).isFalse();
    assertThat(take(nonce, 1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"})
  void whatIsNotOursIsNone(String nonce) {
    assertThat(take(nonce, 1)).isFalse();
  }

  @Test
  void oneChangedDigitIsEnough() {
    var nonce = nonces.fresh(PLACE);
    for (var i = 0; i < nonce.length(); i++) {
      var other = nonce.charAt(i) == '0' ? '1' : '0';
      assertThat(take(nonce.substring(0, i) + other + nonce.substring(i + 1), 1)).isFalse();
    }
  }

  /** What is forgotten for want of room can be used no more, and neither can what is older. */
  @Test
  @Requirement("SEC-28")
  void whatIsForgottenIsNotGoodAgain() {
    var idle = nonces.fresh(PLACE);
    var first = nonces.fresh(PLACE);
    assertThat(take(first, 1)).isTrue();
    for (var i = 0; i < Nonces.MOST; i++) {
      assertThat(take(nonces.fresh(PLACE), 1)).isTrue();
    }
    assertThat(nonces.size()).isEqualTo(Nonces.MOST);
    assertThat(take(first, 1)).isFalse();
    assertThat(take(first, 2)).isFalse();
    assertThat(take(idle, 1)).isFalse();
    assertThat(take(nonces.fresh(PLACE), 1)).isTrue();
  }
}
