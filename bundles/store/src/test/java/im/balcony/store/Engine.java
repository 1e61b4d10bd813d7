package im.balcony.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A candidate for the store on disk: writes a group of rows, all or none of it. */
interface Engine extends AutoCloseable {

  /** Puts and deletes, then commits; after the return a killed process loses nothing of it. */
  void commit(Map<Long, byte[]> put, List<Long> delete) throws Exception;

  /** All rows. */
  Map<Long, byte[]> all() throws Exception;

  @Override
  void close() throws SQLException;

  /** Opens the engine of this name. */
  static Engine open(String name, Path file) throws Exception {
    return name.startsWith("mvstore")
        ? new MvStore(file, name.endsWith("sync"))
        : new Sqlite(file, name.endsWith("sync"));
  }

  /** H2 MVStore: a log of chunks; a commit is one chunk. */
  final class MvStore implements Engine {
    private final MVStore store;
    private final MVMap<Long, byte[]> rows;
    private final boolean sync;

    MvStore(Path file, boolean sync) {
      // Without this a full buffer would be written in the middle of a group.
      store =
          new MVStore.Builder()
              .fileName(file.toString())
              .autoCommitDisabled()
              .autoCommitBufferSize(0)
              .open();
      rows = store.openMap("rows");
      this.sync = sync;
    }

    @Override
    public void commit(Map<Long, byte[]> put, List<Long> delete) {
      rows.putAll(put);
      delete.forEach(rows::remove);
      store.commit();
      if (sync) {
        store.sync();
      }
    }

    @Override
    public Map<Long, byte[]> all() {
      return new TreeMap<>(rows);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** SQLite with a write-ahead log. */
  final class Sqlite implements Engine {
    private final Connection connection;

    Sqlite(Path file, boolean sync) throws SQLException {
      connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (var statement = connection.createStatement()) {
        statement.execute("pragma journal_mode = wal");
        statement.execute("pragma synchronous = " + (sync ? "full" : "normal"));
        statement.execute("create table if not exists rows (k integer primary key, v blob)");
      }
      connection.setAutoCommit(false);
    }

    @Override
    public void commit(Map<Long, byte[]> put, List<Long> delete) throws SQLException {
      try (var insert = connection.prepareStatement("insert or replace into rows values (?, ?)");
          var remove = connection.prepareStatement("delete from rows where k = ?")) {
        for (var row : put.entrySet()) {
          insert.setLong(1, row.getKey());
          insert.setBytes(2, row.getValue());
          insert.addBatch();
        }
        insert.executeBatch();
        for (var key : delete) {
          remove.setLong(1, key);
          remove.addBatch();
        }
        remove.executeBatch();
      }
      connection.commit();
    }

    @Override
    public Map<Long, byte[]> all() throws SQLException {
      var all = new TreeMap<Long, byte[]>();
      try (var statement = connection.createStatement();
          var result = statement.executeQuery("select k, v from rows")) {
        while (result.next()) {
          all.put(result.getLong(1), result.getBytes(2));
        }
      }
      return all;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
