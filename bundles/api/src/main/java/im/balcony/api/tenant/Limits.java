package im.balcony.api.tenant;

/**
 * The limits of one tenant. Sizes are octets, times are milliseconds.
 *
 * @param pageParts parts into which a page message may be split, 1 to 50
 * @param stanza the largest serialised stanza, 10 000 to 10 000 000
 * @param maxSize the largest MSRP message taken; SDP max-size
 * @param chunkSize the largest MSRP chunk sent, 2048 to 1 000 000
 * @param partialMessages incomplete incoming messages kept per session
 * @param partialAge how long one is kept without a new chunk
 * @param idleTimeout without content either way, then BYE and gone
 * @param setupTimeout how long an INVITE may ring
 * @param bindTimeout how long an MSRP connection and its first SEND may take
 * @param receiptAge how long a report is owed
 * @param outboxMessages texts that wait for a session, per conversation
 * @param outboxBytes octets of these texts
 * @param outboxAge how long a text may wait
 * @param linkOutage how long accepted messages wait for the XMPP link
 * @param sessionsMax sessions of the tenant
 * @param ratePerSource messages a second and sender; bursts may be twice that
 * @param peerMemory how long a peer's refusal is remembered
 * @param errorWindow how long after hand-over an error still counts
 * @param drainLimit how long a removed tenant may finish
 * @param share what of the gateway the tenant may hold; past it new work is refused
 */
public record Limits(
    int pageParts,
    int stanza,
    int maxSize,
    int chunkSize,
    int partialMessages,
    long partialAge,
    long idleTimeout,
    long setupTimeout,
    long bindTimeout,
    long receiptAge,
    int outboxMessages,
    int outboxBytes,
    long outboxAge,
    long linkOutage,
    int sessionsMax,
    int ratePerSource,
    long peerMemory,
    long errorWindow,
    long drainLimit,
    Share share) {

  /**
   * What of the gateway a tenant may hold at a time. New work past it is refused with a temporary
   * error (RFC 3261 §21.5.4, RFC 6120 §8.3.3.18); results of what was taken are not counted.
   *
   * @param queueMessages messages that are not worked on yet, 10 to 1 000 000
   * @param queueOctets octets of these, 1 000 000 to 1 000 000 000
   * @param conversations pairs of users of which something is remembered, 10 to 1 000 000
   * @param halfOpen sessions that are begun and not yet in use, 1 to 1 000 000
   */
  public record Share(int queueMessages, int queueOctets, int conversations, int halfOpen) {

    /** The defaults. */
    public static final Share DEFAULT = new Share(5_000, 16_000_000, 20_000, 1_000);
  }

  /** The defaults. */
  public static final Limits DEFAULT =
      new Limits(
          10,
          65_536,
          63_536,
          2048,
          32,
          60_000,
          600_000,
          60_000,
          15_000,
          3_600_000,
          100,
          256_000,
          120_000,
          300_000,
          10_000,
          20,
          600_000,
          120_000,
          60_000,
          Share.DEFAULT);

  /** Octets of a stanza that are not its text (RFC 7573 §8: MSRP sizes stay below). */
  private static final int ENVELOPE = 2000;

  /** The same with another largest stanza, and the MSRP size that fits into it. */
  public Limits withStanza(int octets) {
    return with(
        octets, Math.min(maxSize, Math.max(1000, octets - ENVELOPE)), receiptAge, errorWindow);
  }

  /** The same with other times for which messages are remembered behind their hand-over. */
  public Limits withWindows(long error, long receipt) {
    return with(stanza, maxSize, receipt, error);
  }

  private Limits with(int largest, int size, long receipt, long error) {
    return new Limits(
        pageParts,
        largest,
        size,
        chunkSize,
        partialMessages,
        partialAge,
        idleTimeout,
        setupTimeout,
        bindTimeout,
        receipt,
        outboxMessages,
        outboxBytes,
        outboxAge,
        linkOutage,
        sessionsMax,
        ratePerSource,
        peerMemory,
        error,
        drainLimit,
        share);
  }
}
