package im.balcony.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomIdsTest {

  private static final int MANY = 62_000;

  private final RandomIds ids = new RandomIds();

  @Test
  void aTokenIsAsLongAsItWasAskedForAndOfLettersAndDigits() {
    for (var length = 0; length < 100; length++) {
      assertThat(ids.token(length)).hasSize(length).matches("[0-9A-Za-z]*");
    }
  }

  @Test
  void noTwoTokensAreAlike() {
    var seen = new HashSet<String>();
    for (var i = 0; i < 10_000; i++) {
      assertThat(seen.add(ids.token(11))).isTrue();
    }
  }

  @Test
  void eachCharacterComesAboutAsOftenAsAnyOtherAtEachPlace() {
    var places = 4;
    var counts = new int[places][128];
    for (var i = 0; i < MANY; i++) {
      var token = ids.token(places);
      for (var place = 0; place < places; place++) {
        counts[place][token.charAt(place)]++;
      }
    }
    for (var place : counts) {
      // 1000 each, give or take seven times the standard deviation.
      assertThat(IntStream.of(place).filter(count -> count > 0))
          .hasSize(62)
          .allSatisfy(count -> assertThat(count).isBetween(780, 1220));
    }
  }
}
