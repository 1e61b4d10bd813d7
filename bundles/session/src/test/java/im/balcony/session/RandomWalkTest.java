package im.balcony.session;

import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand lives of a conversation: no text is lost, none is sent twice, all bounds hold. */
class RandomWalkTest {

  @Test
  @Tag("broad")
  void noTextIsLost() {
    for (var seed = 0; seed < 10_000; seed++) {
      var walk = new Walk(seed);
      try {
        walk.run(45);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed "
                + seed
                + "\n"
                + String.join("\n", walk.story.stream().map(Supplier::get).toList()),
            e);
      }
    }
  }
}
