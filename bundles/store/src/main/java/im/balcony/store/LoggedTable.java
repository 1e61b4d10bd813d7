package im.balcony.store;

import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * A table whose changes are told to a {@link Log} as they are made.
 *
 * @param <K> its keys, texts or numbers
 */
final class LoggedTable<K> extends MVMap<K, byte[]> {

  private final int number;
  private final Log log;

  private LoggedTable(Map<String, Object> configuration, DataType<K> keys, int number, Log log) {
    super(configuration, keys, ByteArrayDataType.INSTANCE);
    this.number = number;
    this.log = log;
  }

  /**
   * Opens a table whose keys are texts.
   *
   * @param number what the log calls it; never another's, in any version
   */
  static MVMap<String, byte[]> texts(MVStore store, String name, int number, Log log) {
    return open(store, name, StringDataType.INSTANCE, number, log);
  }

  /** The same with numbers. */
  static MVMap<Long, byte[]> numbers(MVStore store, String name, int number, Log log) {
    return open(store, name, LongDataType.INSTANCE, number, log);
  }

  private static <K> MVMap<K, byte[]> open(
      MVStore store, String name, DataType<K> keys, int number, Log log) {
    return store.openMap(
        name,
        new Builder<K, byte[]>() {
          @Override
          protected MVMap<K, byte[]> create(Map<String, Object> configuration) {
            return new LoggedTable<>(configuration, keys, number, log);
          }
        }.keyType(keys).valueType(ByteArrayDataType.INSTANCE));
  }

  @Override
  public byte @Nullable [] put(K key, byte[] row) {
    log.put(number, key, row);
    return super.put(key, row);
  }

  @Override
  public byte @Nullable [] remove(Object key) {
    log.remove(number, key);
    return super.remove(key);
  }
}
