package im.balcony.store;

import java.util.Map;
import org.h2.mvstore.SingleFileStore;

/**
 * The engine's file, cut at its end by a commit only if that saves much. The engine cuts for each
 * hundredth and lets the disk write all it holds before, so commits, which need not wait for the
 * disk otherwise, took as long as a busy disk takes. What lies behind the end is written again, and
 * goes when the file is closed or compacted.
 */
final class SteadyFile extends SingleFileStore {

  /** How much of the file a cut within a commit has to save. */
  private static final int WORTH_PERCENT = 30;

  private SteadyFile(Map<String, Object> settings) {
    super(settings);
  }

  /**
   * Opens or creates the file.
   *
   * @param path with the prefix of its file system
   * @param settings of the engine's, as its builder has them
   * @throws org.h2.mvstore.MVStoreException if it cannot be opened
   */
  static SteadyFile open(String path, Map<String, Object> settings) {
    var file = new SteadyFile(settings);
    file.open(path, false, (char[]) null);
    return file;
  }

  /** Octets written since it was opened. */
  long written() {
    return writeBytes.get();
  }

  @Override
  protected void shrinkStoreIfPossible(int minPercent) {
    super.shrinkStoreIfPossible(minPercent == 0 ? 0 : Math.max(minPercent, WORTH_PERCENT));
  }
}
