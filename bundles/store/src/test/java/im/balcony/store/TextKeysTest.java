package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file holds does not depend on who wrote it. */
class TextKeysTest {

  private static byte[] written(DataType<String> type, String text) {
    var buffer = new WriteBuffer();
    type.write(buffer, text);
    return Arrays.copyOf(buffer.getBuffer().array(), buffer.position());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "verona\njuliet@example.com\nromeo@example.net\nstext/1",
        "\u0000\u007f",
        "\u0080",
        "j\u00fcrgen",
        "\u4f60\u597d",
        "a \ud83c\udf19 moon",
        "\ud83c alone"
      })
  void aTextIsWrittenAndReadAsTheEngineDoes(String text) {
    var octets = written(TextKeys.INSTANCE, text);
    assertThat(octets).isEqualTo(written(StringDataType.INSTANCE, text));
    assertThat(TextKeys.INSTANCE.read(ByteBuffer.wrap(octets)))
        .isEqualTo(StringDataType.INSTANCE.read(ByteBuffer.wrap(octets)));
  }
}
