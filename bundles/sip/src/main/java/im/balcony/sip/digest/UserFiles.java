package im.balcony.sip.digest;

import im.balcony.api.config.SecretFile;
import im.balcony.api.tenant.Tenant.Demand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files with the users of tenants. One is looked at every {@link #AGAIN} milliseconds while
 * requests come, and read if its time or size has changed; while it is bad what was good last
 * holds. May be used by any thread.
 */
final class UserFiles {

  /** Milliseconds in which a file is looked at once. */
  static final long AGAIN = 2_000;

  /** Files that are remembered; tenants that are gone leave theirs behind. */
  private static final int MOST = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(UserFiles.class);

  /** What a file looked like. */
  private record Mark(FileTime time, long size) {}

  private static final class Known {
    private long lookedAt = Long.MIN_VALUE;
    private Mark mark = new Mark(FileTime.fromMillis(0), -1);
    private Users users = Users.NONE;
    private String complaint = "";
  }

  private final LongSupplier clock;

  /** Guarded by itself. */
  private final Map<Demand, Known> files =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Demand, Known> eldest) {
          return size() > MOST;
        }
      };

  UserFiles(LongSupplier clock) {
    this.clock = clock;
  }

  /** The users of the realm that is demanded. */
  Users of(Demand demand) {
    Known known;
    synchronized (files) {
      known = files.computeIfAbsent(demand, d -> new Known());
    }
    synchronized (known) {
      var now = clock.getAsLong();
      if (known.lookedAt == Long.MIN_VALUE || now - known.lookedAt >= AGAIN) {
        known.lookedAt = now;
        look(demand, known);
      }
      return known.users;
    }
  }

  private static void look(Demand demand, Known known) {
    var fault = SecretFile.fault(demand.usersFile(), Demand.MOST_OCTETS);
    try {
      if (fault.isPresent()) {
        throw new IOException(fault.get().shown() + ": " + fault.get().allowed());
      }
      var file = Path.of(demand.usersFile());
      var mark = new Mark(Files.getLastModifiedTime(file), Files.size(file));
      if (!mark.equals(known.mark)) {
        known.users = Users.of(demand.realm(), Files.readAllLines(file));
        known.mark = mark;
      }
      known.complaint = "";
    } catch (IOException e) {
      var why = fault.isPresent() ? String.valueOf(e.getMessage()) : "it cannot be read";
      if (!why.equals(known.complaint)) {
        known.complaint = why;
        LOG.warn("the users of realm {} stay as they were: {}", demand.realm(), why);
      }
    }
  }
}
