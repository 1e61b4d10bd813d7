package im.balcony.router;

import im.balcony.api.control.Gateway;
import im.balcony.router.strand.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is there once the gateway was ready, and gone when it stops: for scripts to watch.
 */
final class ReadyFile {

  private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);
  private static final long CHECK = 250;

  /** Between two attempts to write it: what is in the way, a full disk say, seldom goes at once. */
  private static final long AGAIN = 1000;

  private final Path path;
  private final Gateway gateway;
  private final Scheduler scheduler;
  private volatile boolean stopped;
  private volatile boolean complained;

  ReadyFile(Path path, Gateway gateway, Scheduler scheduler) {
    this.path = path;
    this.gateway = gateway;
    this.scheduler = scheduler;
  }

  void start() {
    remove();
    check();
  }

  private void check() {
    if (stopped) {
      return;
    }
    if (!isReady()) {
      scheduler.at(scheduler.now() + CHECK, this::check);
      return;
    }
    LOG.info("the gateway is ready");
    write();
  }

  private void write() {
    if (stopped) {
      return;
    }
    try {
      var parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(path, "ready\n");
    } catch (IOException e) {
      if (!complained) {
        complained = true;
        LOG.warn("the ready file cannot be written, trying again: {}", e.toString());
      }
      scheduler.at(scheduler.now() + AGAIN, this::write);
    }
  }

  /** A part that goes away while it is asked does not keep the others from being ready later. */
  private boolean isReady() {
    try {
      return gateway.ready();
    } catch (RuntimeException e) {
      LOG.warn("whether the gateway is ready could not be found out", e);
      return false;
    }
  }

  void stop() {
    stopped = true;
    remove();
  }

  private void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("the ready file cannot be removed", e);
    }
  }
}
