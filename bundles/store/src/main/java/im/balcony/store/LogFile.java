package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One of the two files of a {@link Log}: groups of changes, one behind the other. A group is its
 * length and a check sum of four octets each, its number of eight, and its changes.
 */
final class LogFile {

  /** What a group has in front of its changes. */
  static final int HEAD = 16;

  /** In front of all groups: what kind of file it is, and its name. */
  private static final long FRONT = 16;

  private static final long KIND = 0x62616c636f6e7932L;

  /** The same of schema 4. */
  private static final long FORMER_KIND = 0x62616c636f6e7931L;

  /** What waits to be committed has a limit, and pages are written long before this. */
  private static final int MOST_READ = 1_000_000_000;

  /** Octets that are written at once: as many are held outside the heap. */
  private static final int SLICE = 256 * 1024;

  private final Path path;
  private final FileChannel file;
  private long end = FRONT;
  private boolean unforced;
  private long unpacked;
  private long name;
  private boolean isFormer;

  /**
   * A file that is read before anything is appended.
   *
   * @param path what it is called to whoever has to look at it
   */
  LogFile(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /** It is not what these tables go on with. */
  static final class Unusable extends IOException {

    private static final long serialVersionUID = 1L;

    Unusable(Path path, String why) {
      super(StoreFolder.unreadable(path, why));
    }
  }

  /** Octets of the changes that it holds, unpacked: what they take in memory too. */
  long unpacked() {
    return unpacked;
  }

  /** Octets of the groups that it holds. */
  long size() {
    return end - FRONT;
  }

  /**
   * Appends a group, whose head but for its number is still to be filled in; how many octets it
   * has.
   *
   * @param changes how many octets its changes have, unpacked
   */
  int append(ByteBuffer group, int changes) throws IOException {
    group.putInt(0, group.limit() - HEAD);
    group.putInt(4, sum(group));
    write(group, end);
    end += group.limit();
    unpacked += changes;
    unforced = true;
    return group.limit();
  }

  private void write(ByteBuffer octets, long place) throws IOException {
    var written = 0;
    while (written < octets.limit()) {
      var slice = octets.slice(written, Math.min(SLICE, octets.limit() - written));
      written += file.write(slice, place + written);
    }
  }

  /** Waits until the disk itself has what was appended. */
  void force() throws IOException {
    if (unforced) {
      file.force(false);
      unforced = false;
    }
  }

  /** Begins anew. */
  void cut() throws IOException {
    if (isFormer) {
      front();
    } else if (end > FRONT) {
      file.truncate(FRONT);
    }
    end = FRONT;
    unpacked = 0;
    unforced = false;
  }

  /** Of all behind it: the number and the changes. */
  private static int sum(ByteBuffer group) {
    var sum = new CRC32C();
    sum.update(group.duplicate().position(8));
    return (int) sum.getValue();
  }

  /**
   * What is in it, from its first group on.
   *
   * @param name what its log is called; one without groups is renamed
   */
  ByteBuffer read(long name) throws IOException {
    this.name = name;
    var all = read();
    // Where nothing was forced, the disk may have length and no octets.
    if (all.limit() < FRONT || all.getLong(0) == 0) {
      front();
      return ByteBuffer.allocate(0);
    }
    var kind = all.getLong();
    if (kind != KIND && kind != FORMER_KIND) {
      throw unusable("it is no log");
    }
    isFormer = kind == FORMER_KIND;
    var isOurs = all.getLong() == name;
    if (!isOurs && all.hasRemaining()) {
      throw unusable("it is the log of other pages");
    }
    if (!all.hasRemaining() && (!isOurs || isFormer)) {
      front();
    }
    return all.slice();
  }

  private void front() throws IOException {
    file.truncate(0);
    write(ByteBuffer.allocate((int) FRONT).putLong(KIND).putLong(name).flip(), 0);
    isFormer = false;
  }

  /** Whether it holds groups as schema 4 wrote them: nothing is appended to those. */
  boolean isFormer() {
    return isFormer;
  }

  /**
   * Makes the changes of a group of this file.
   *
   * @throws Unusable if they are not what this version writes
   */
  void changes(ByteBuffer group, ChangeReader.Changed changed) throws Unusable {
    var changes = isFormer ? group.duplicate().position(HEAD) : Packing.changes(group);
    unpacked += changes.remaining();
    var known =
        isFormer ? ChangeReader.readFormer(changes, changed) : ChangeReader.read(changes, changed);
    if (!known) {
      throw unusable("a change is of no table");
    }
  }

  /** Why nobody goes on with this file. */
  Unusable unusable(String why) {
    return new Unusable(path, why);
  }

  private ByteBuffer read() throws IOException {
    if (file.size() > MOST_READ) {
      throw unusable("it is longer than a log can be");
    }
    var octets = ByteBuffer.allocate((int) file.size());
    var place = 0;
    var count = 0;
    while (octets.hasRemaining() && count >= 0) {
      place += count;
      count = file.read(octets, place);
    }
    return octets.flip();
  }

  /** The number of a group. */
  static long number(ByteBuffer group) {
    return group.getLong(8);
  }

  /** The group that begins where {@code all} stands, if it is whole. */
  static Optional<ByteBuffer> next(ByteBuffer all) {
    if (all.remaining() < HEAD) {
      return Optional.empty();
    }
    var length = all.getInt(all.position());
    if (length <= 0 || length > all.remaining() - HEAD) {
      return Optional.empty();
    }
    var group = all.slice(all.position(), HEAD + length);
    return group.getInt(4) == sum(group) ? Optional.of(group) : Optional.empty();
  }

  /** Goes on behind so many octets of groups: what is not whole must not lie behind what comes. */
  void goOn(int octets) throws IOException {
    end = FRONT + octets;
    file.truncate(end);
    // Nobody knows what the disk has of it.
    unforced = octets > 0;
  }

  void close() throws IOException {
    file.close();
  }
}
