package im.balcony.xmpp;

import com.ctc.wstx.api.ReaderConfig;

/**
 * The buffers that Woodstox keeps for each thread that ever read. The threads are those of the
 * sockets and outlive this bundle, and a buffer's class holds the class loader: unless they are let
 * go, each exchange of this bundle leaves an old copy of it behind until memory runs short.
 * Woodstox has no setting for it.
 */
final class ParserBuffers {

  private static final ThreadLocal<?> OF_THREAD = ofThread();

  private ParserBuffers() {}

  private static ThreadLocal<?> ofThread() {
    try {
      var field = ReaderConfig.class.getDeclaredField("mRecyclerRef");
      field.setAccessible(true);
      return (ThreadLocal<?>) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this Woodstox keeps its buffers elsewhere", e);
    }
  }

  /** Lets go what this thread's reading left. */
  static void letGo() {
    OF_THREAD.remove();
  }
}
