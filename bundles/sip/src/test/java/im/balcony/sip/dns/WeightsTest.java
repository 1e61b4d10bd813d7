package im.balcony.sip.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import im.balcony.sip.dns.Questions.Service;
import im.balcony.testkit.Requirement;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** RFC 2782, "Usage rules". */
class WeightsTest {

  private static final int DRAWS = 20_000;

  private static Service service(int priority, int weight, String host) {
    return new Service(priority, weight, 5060, host);
  }

  @Test
  @Requirement("SIP-49")
  void theLowestPriorityGoesFirstWhateverTheWeights() {
    var records = List.of(service(20, 65_535, "c"), service(1, 0, "a"), service(10, 5, "b"));
    for (var seed = 0; seed < 100; seed++) {
      assertThat(Weights.order(records, new SplittableRandom(seed)))
          .extracting(Service::host)
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  @Requirement("SIP-49")
  void thoseOfOnePriorityShareByTheirWeights() {
    var records =
        List.of(service(1, 60, "a"), service(1, 30, "b"), service(1, 10, "c"), service(1, 0, "d"));
    var first = new HashMap<String, Integer>();
    for (var seed = 0; seed < DRAWS; seed++) {
      var ordered = Weights.order(records, new SplittableRandom("z9hG4bK".hashCode() + 31L * seed));
      assertThat(ordered).containsExactlyInAnyOrderElementsOf(records);
      first.merge(ordered.get(0).host(), 1, Integer::sum);
    }
    assertThat(first.get("a") / (double) DRAWS).isCloseTo(0.60, within(0.03));
    assertThat(first.get("b") / (double) DRAWS).isCloseTo(0.30, within(0.03));
    assertThat(first.get("c") / (double) DRAWS).isCloseTo(0.10, within(0.03));
    assertThat(first.get("d") / (double) DRAWS).isCloseTo(0.01, within(0.01));
  }

  @Test
  void withoutWeightsAllStandInTheList() {
    var records = List.of(service(1, 0, "a"), service(1, 0, "b"));
    assertThat(Weights.order(records, new SplittableRandom(1)))
        .containsExactlyInAnyOrderElementsOf(records);
  }

  @Test
  void theSameChanceMakesTheSameOrder() {
    var records = List.of(service(1, 50, "a"), service(1, 50, "b"), service(1, 50, "c"));
    assertThat(Weights.order(records, new SplittableRandom(7)))
        .isEqualTo(Weights.order(records, new SplittableRandom(7)));
  }
}
