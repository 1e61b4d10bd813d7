package im.balcony.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * Texts as the engine's own type writes them, to the octet, but those of ASCII at once and not
 * character by character: names of rows are the larger part of many pages.
 */
final class TextKeys extends BasicDataType<String> {

  static final TextKeys INSTANCE = new TextKeys();

  private static final StringDataType ENGINE = StringDataType.INSTANCE;

  private TextKeys() {}

  @Override
  public void write(WriteBuffer buffer, String text) {
    if (isAscii(text)) {
      buffer.putVarInt(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    } else {
      ENGINE.write(buffer, text);
    }
  }

  private static boolean isAscii(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String read(ByteBuffer buffer) {
    return ENGINE.read(buffer);
  }

  @Override
  public int compare(String one, String other) {
    return ENGINE.compare(one, other);
  }

  @Override
  public int binarySearch(String key, Object storage, int size, int guess) {
    return ENGINE.binarySearch(key, storage, size, guess);
  }

  @Override
  public int getMemory(String text) {
    return ENGINE.getMemory(text);
  }

  @Override
  public String[] createStorage(int size) {
    return ENGINE.createStorage(size);
  }
}
