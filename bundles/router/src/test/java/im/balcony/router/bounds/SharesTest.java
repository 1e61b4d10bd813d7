package im.balcony.router.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much of what all share one tenant may hold. */
class SharesTest {

  private static int fill(Shares shares, String tenant, int most) {
    var taken = 0;
    while (shares.take(tenant, 1, most)) {
      taken++;
    }
    return taken;
  }

  @Test
  void ownLimit() {
    assertThat(fill(new Shares(1000), "a", 10)).isEqualTo(10);
  }

  @Test
  void whoeverTakesMostLeavesAsMuch() {
    var shares = new Shares(1000);
    assertThat(fill(shares, "a", 5000)).isEqualTo(500);
    assertThat(fill(shares, "b", 5000)).isEqualTo(250);
    assertThat(fill(shares, "c", 5000)).isEqualTo(125);
    assertThat(fill(shares, "a", 5000)).isZero();
  }

  @Test
  void onePieceIsGivenToWhoHasNone() {
    var shares = new Shares(100);
    assertThat(shares.take("a", 500, 10)).isTrue();
    assertThat(shares.take("a", 1, 10)).isFalse();
    assertThat(shares.take("b", 5, 10)).isTrue();
  }

  @Test
  void whatIsGivenBackIsFree() {
    var shares = new Shares(1000);
    assertThat(fill(shares, "a", 10)).isEqualTo(10);
    shares.give("a", 4);
    assertThat(shares.held("a")).isEqualTo(6);
    assertThat(fill(shares, "a", 10)).isEqualTo(4);
    shares.give("a", 10);
    assertThat(shares.held()).isZero();
  }
}
