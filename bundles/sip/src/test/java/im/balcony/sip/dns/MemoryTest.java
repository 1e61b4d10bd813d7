package im.balcony.sip.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.sip.dns.Questions.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long answers are kept. */
class MemoryTest {

  private final List<String> asked = new ArrayList<>();
  private long now = 1_000_000;
  private List<String> records = List.of("a");
  private long millis = 60_000;
  private boolean away;

  private final Memory<String> memory = new Memory<>(() -> now, this::ask);

  private Answer<String> ask(String name) throws IOException {
    asked.add(name);
    if (away) {
      throw new IOException("away");
    }
    return new Answer<>(records, millis);
  }

  @Test
  void anAnswerIsKeptAsLongAsItSays() throws Exception {
    assertThat(memory.of("n")).containsExactly("a");
    records = List.of("b");
    now += millis - 1;
    assertThat(memory.of("n")).containsExactly("a");
    now += 1;
    assertThat(memory.of("n")).containsExactly("b");
    assertThat(asked).hasSize(2);
  }

  @Test
  void noAnswerIsKeptForeverAndNoneForNoTimeAtAll() throws Exception {
    millis = Long.MAX_VALUE;
    memory.of("long");
    now += Memory.LONGEST;
    memory.of("long");
    assertThat(asked).hasSize(2);

    millis = 0;
    memory.of("short");
    now += Memory.SHORTEST - 1;
    memory.of("short");
    assertThat(asked).hasSize(3);

    records = List.of();
    millis = Long.MAX_VALUE;
    memory.of("nothing");
    now += Memory.NOTHING;
    memory.of("nothing");
    assertThat(asked).hasSize(5);
  }

  @Test
  void whatWasGoodIsUsedWhileTheDnsIsAway() throws Exception {
    memory.of("n");
    away = true;
    now += millis;
    assertThat(memory.of("n")).containsExactly("a");
    // It is not asked for each message.
    assertThat(memory.of("n")).containsExactly("a");
    assertThat(asked).hasSize(2);
    now += Memory.STALE;
    assertThatThrownBy(() -> memory.of("n")).isInstanceOf(IOException.class);

    away = false;
    records = List.of("b");
    now += Memory.AWAY;
    assertThat(memory.of("n")).containsExactly("b");
  }

  @Test
  void whatWasNeverKnownIsAskedForAgainSoon() throws Exception {
    away = true;
    assertThatThrownBy(() -> memory.of("n")).isInstanceOf(IOException.class);
    away = false;
    now += Memory.AWAY - 1;
    assertThatThrownBy(() -> memory.of("n")).isInstanceOf(IOException.class);
    assertThat(asked).hasSize(1);
    now += 1;
    assertThat(memory.of("n")).containsExactly("a");
  }

  @Test
  void theNameThatWasNotAskedForLongestGoes() throws Exception {
    memory.of("oldest");
    memory.of("used");
    for (var i = 0; i < Memory.MOST - 2; i++) {
      memory.of("n" + i);
    }
    memory.of("used");
    memory.of("oldest-but-one");
    asked.clear();
    memory.of("used");
    assertThat(asked).isEmpty();
    memory.of("oldest");
    assertThat(asked).containsExactly("oldest");
  }
}
