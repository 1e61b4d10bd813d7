package im.balcony.sip.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in quotes is no separator. */
class ValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<a>|0",
        "x <a>|2",
        "\"<\" <a>|4",
        "\"\\\"<\" <a>|6",
        "\"\\\\\" <a>|5",
        "\"a\"\"<\"<|6",
        "\"<|-1",
        "\"\\|-1",
        "\\\"<\" <|5",
        "\"a\\\"<|-1",
        "abc|-1"
      })
  void whereACharacterStandsFirst(String value, int place) {
    assertThat(Values.indexOf(value, '<')).isEqualTo(place);
  }

  @Test
  void partsAreThoseOfALetterByLetterReading() {
    var random = new Random(25);
    for (var run = 0; run < 50_000; run++) {
      var text = new StringBuilder();
      for (var i = random.nextInt(12); i > 0; i--) {
        text.append("a,\"\\<>".charAt(random.nextInt(6)));
      }
      assertThat(Values.list(text.toString())).as(text.toString()).isEqualTo(read(text.toString()));
    }
  }

  private static List<String> read(String value) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    var quoted = false;
    var escaped = false;
    var bracketed = false;
    for (var c : value.toCharArray()) {
      if (c == ',' && !quoted && !bracketed) {
        parts.add(part.toString());
        part.setLength(0);
        continue;
      }
      part.append(c);
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = quoted;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c != 'a' && c != ',') {
        bracketed = c == '<';
      }
    }
    parts.add(part.toString());
    parts.removeIf(String::isEmpty);
    return parts;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<sip:a@b>;tag=1 | 1",
        "\"a;tag=2\" <sip:a@b>;tag=1 | 1",
        "a;tag=2 <sip:a@b>;tag=1 | 1",
        "a;tag=2 <sip:a@b;tag=3> | -",
        "sip:a@b;tag=1 | 1",
        "z9hG4bK;tag=1 | 1"
      })
  void aDisplayNameHasNoParameters(String value, String tag) {
    assertThat(Values.parameter(value, "tag").orElse("-")).isEqualTo(tag);
    assertThat(Values.parameters(value).getOrDefault("tag", "-")).isEqualTo(tag);
  }
}
