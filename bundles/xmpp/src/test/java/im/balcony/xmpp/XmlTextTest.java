package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlTextTest {

  /** NameStartChar and NameChar of XML 1.0 §2.3 without the colon, within the basic plane. */
  private static final String START =
      "A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
          + "\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD";

  private static final Pattern FIRST = Pattern.compile("[" + START + "]");
  private static final Pattern LATER =
      Pattern.compile("[" + START + ".0-9\u00B7\u0300-\u036F\u203F-\u2040-]");

  @Test
  void aNameHoldsWhatTheGrammarAllows() {
    for (var c = 0; c <= Character.MAX_VALUE; c++) {
      var text = String.valueOf((char) c);
      assertThat(XmlText.name(text))
          .as("U+%04X first", c)
          .isEqualTo(FIRST.matcher(text).matches() ? text : "_");
      assertThat(XmlText.name("a" + text + "b"))
          .as("U+%04X later", c)
          .isEqualTo(LATER.matcher(text).matches() ? "a" + text + "b" : "a_b");
    }
  }

  @Test
  void aNameIsNeverEmpty() {
    assertThat(XmlText.name("")).isEqualTo("_");
    assertThat(XmlText.name("x:y z")).isEqualTo("x_y_z");
    assertThat(XmlText.name("1st-of")).isEqualTo("_st-of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a&b | a&amp;b | a&amp;b",
        "a<b>c | a&lt;b&gt;c | a&lt;b&gt;c",
        "a\"b | a\"b | a&#x22;b",
        "it's | it's | it&#x27;s",
        "\uD83C\uDF39! | \uD83C\uDF39! | \uD83C\uDF39!",
        "a\u0001b | a\uFFFDb | a\uFFFDb",
        "a\uD83Cb | a\uFFFDb | a\uFFFDb",
        "a\uFFFEb | a\uFFFDb | a\uFFFDb",
      })
  void textIsEscapedByItsPlace(String text, String content, String attribute) {
    assertThat(content(text)).isEqualTo(content);
    assertThat(attribute(text)).isEqualTo(attribute);
  }

  @Test
  void whiteSpaceOutlivesTheParser() {
    assertThat(content("a\tb\nc\rd")).isEqualTo("a\tb\nc&#xD;d");
    assertThat(attribute("a\tb\nc\rd")).isEqualTo("a&#x9;b&#xa;c&#xD;d");
  }

  private static String content(String text) {
    var out = new StringBuilder();
    XmlText.content(out, text);
    return out.toString();
  }

  private static String attribute(String text) {
    var out = new StringBuilder();
    XmlText.attribute(out, text);
    return out.toString();
  }
}
