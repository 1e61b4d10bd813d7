package im.balcony.api.mapping;

/** The names under which the router's index finds a conversation. */
public final class Handles {

  private Handles() {}

  /** A SIP dialog by its Call-ID and our tag. */
  public static String dialog(String callId, String localTag) {
    return "dialog:" + callId + ';' + localTag;
  }

  /** A Call-ID, so that no other conversation takes it for a dialog of its own. */
  public static String call(String callId) {
    return "call:" + callId;
  }

  /** An unanswered request of a SIP peer. */
  public static String transaction(String transactionId) {
    return "transaction:" + transactionId;
  }

  /** An MSRP session of ours by its session-id. */
  public static String msrp(String sessionId) {
    return "msrp:" + sessionId;
  }
}
