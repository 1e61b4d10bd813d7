package im.balcony.testkit.romeo;

/** What a crowd tells of; called on its thread, so it returns at once. */
public interface CrowdListener {

  /**
   * A MESSAGE came.
   *
   * @param name tells copies from others: Call-ID and CSeq
   */
  void paged(String user, String name, String text);

  /** The final response to a MESSAGE; 0 if none came. */
  void answered(String id, int status);

  /** A text came in a session. */
  void heard(CrowdCall call, String messageId, String text);

  /** The response to a SEND with this Message-ID. */
  void told(CrowdCall call, String messageId, int status);

  /** A REPORT about a message of ours. */
  void reported(CrowdCall call, String messageId, int status);

  /** A call can talk: for the first time, or again. */
  void talking(CrowdCall call);

  /** The connection of a call is gone though nobody hung up. */
  void cut(CrowdCall call);

  /** A call is over. */
  void over(CrowdCall call, String why);
}
