package im.balcony.players.chaos;

/** What a message, or a copy of it, is counted as. */
enum Finding {
  OFFERED("offered"),
  ACCEPTED("accepted (in the journal)"),
  HANDED_OVER("handed over"),
  DELIVERED("delivered"),
  FAILED_TOLD("failed and told"),
  EXPIRED_TOLD("expired and told"),
  NO_CHANNEL("failed or expired, no channel to tell"),
  REFUSED("refused and told, never accepted"),
  LOST("LOST", true),
  CONTRADICTED("CONTRADICTED", true),
  DOUBLED("arrived again under another id", true),
  UNTOLD("outcome not told", true),
  UNTOLD_EXPLAINED("outcome not told, the fault took the channel"),
  NEVER_ARRIVED("handed over but never arrived", true),
  NEVER_ARRIVED_EXPLAINED("handed over but never arrived, the fault ate it"),
  FAILED_BUT_ARRIVED("told to have failed but arrived", true),
  FAILED_BUT_ARRIVED_EXPLAINED("told to have failed but arrived, the fault ate the answer"),
  REPEATED("repeated with the same id"),
  REPEATED_UNEXPLAINED("repeated without a fault", true),
  UNACCEPTED("unaccepted (in socket buffers at a fault)");

  private final String words;
  private final boolean wrong;

  Finding(String words) {
    this(words, false);
  }

  Finding(String words, boolean wrong) {
    this.words = words;
    this.wrong = wrong;
  }

  String words() {
    return words;
  }

  /** Whether one of it fails the run. */
  boolean isWrong() {
    return wrong;
  }
}
