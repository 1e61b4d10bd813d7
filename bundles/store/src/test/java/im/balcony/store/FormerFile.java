package im.balcony.store;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/** A file as schema 1 wrote it: all rows were facts, and a conversation one of them. */
final class FormerFile implements AutoCloseable {

  private final MVStore store;
  private long used;
  private long place;

  FormerFile(Path folder) throws IOException {
    Files.createDirectories(folder);
    store =
        new MVStore.Builder()
            .fileName(folder.resolve(StoreFolder.PAGES).toString())
            .autoCommitDisabled()
            .autoCommitBufferSize(0)
            .open();
    store.setStoreVersion(1);
    table("conversations", StringDataType.INSTANCE);
  }

  private <K> MVMap<K, byte[]> table(String name, DataType<K> keys) {
    return store.openMap(
        name, new MVMap.Builder<K, byte[]>().keyType(keys).valueType(ByteArrayDataType.INSTANCE));
  }

  private void put(String table, String key, byte[] row) {
    table(table, StringDataType.INSTANCE).put(key, row);
    used += 128 + key.length() + row.length;
  }

  private static String name(ConversationKey key) {
    return key.tenant() + '\n' + key.juliet() + '\n' + key.romeo();
  }

  void snapshot(ConversationKey key, int schema, Facts body, Facts correlation) {
    put(
        "conversations",
        name(key),
        FactsCodec.write(
            Facts.NONE
                .with("tenant", key.tenant())
                .with("juliet", key.juliet().toString())
                .with("romeo", key.romeo().toString())
                .with("schema", schema)
                .with("body", body)
                .with("deadlines", Facts.of(Map.of("idle", 5L)))
                .with("correlation", correlation)));
  }

  /** A row of other octets. */
  void damaged(ConversationKey key) {
    put("conversations", name(key), "not a row".getBytes(StandardCharsets.UTF_8));
  }

  void owed(PreparedRequest request) {
    put(
        "owed",
        request.effectId(),
        FactsCodec.write(
            Facts.NONE
                .with("id", request.effectId())
                .with("octets", new String(request.octets().toArray(), StandardCharsets.ISO_8859_1))
                .with("hop", request.hop())));
  }

  void seen(String key, int answer, long until) {
    put("seen", key, FactsCodec.write(Facts.NONE.with("answer", answer).with("until", until)));
    table("seenByEnd", StringDataType.INSTANCE).put("%016x".formatted(until) + key, new byte[0]);
  }

  void journal(Journal entry) {
    put(
        "journal",
        entry.ref(),
        FactsCodec.write(
            Facts.NONE
                .with("place", place)
                .with("tenant", entry.tenant())
                .with("direction", entry.direction())
                .with("outcome", entry.outcome())
                .with("why", entry.why())
                .with("at", entry.at())
                .with("hops", List.copyOf(entry.hops()))
                .with("names", List.copyOf(entry.names()))));
    table("story", LongDataType.INSTANCE)
        .put(place++, entry.ref().getBytes(StandardCharsets.UTF_8));
  }

  /** What its rows weigh. */
  long used() {
    return used;
  }

  @Override
  public void close() {
    table("sums", StringDataType.INSTANCE)
        .put("used", ByteBuffer.allocate(Long.BYTES).putLong(used).array());
    store.commit();
    store.close();
  }
}
