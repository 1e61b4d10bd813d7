package im.balcony.testkit;

import im.balcony.api.tenant.Limits;

/** A tenant's limits for tests: all as they were but for what is said. */
public final class LimitsBuilder {

  private int pageParts;
  private int stanza;
  private int maxSize;
  private int chunkSize;
  private int partialMessages;
  private long partialAge;
  private long idleTimeout;
  private long setupTimeout;
  private long bindTimeout;
  private long receiptAge;
  private int outboxMessages;
  private int outboxBytes;
  private long outboxAge;
  private long linkOutage;
  private int sessionsMax;
  private int ratePerSource;
  private long peerMemory;
  private long errorWindow;
  private long drainLimit;
  private Limits.Share share;

  private LimitsBuilder(Limits from) {
    pageParts = from.pageParts();
    stanza = from.stanza();
    maxSize = from.maxSize();
    chunkSize = from.chunkSize();
    partialMessages = from.partialMessages();
    partialAge = from.partialAge();
    idleTimeout = from.idleTimeout();
    setupTimeout = from.setupTimeout();
    bindTimeout = from.bindTimeout();
    receiptAge = from.receiptAge();
    outboxMessages = from.outboxMessages();
    outboxBytes = from.outboxBytes();
    outboxAge = from.outboxAge();
    linkOutage = from.linkOutage();
    sessionsMax = from.sessionsMax();
    ratePerSource = from.ratePerSource();
    peerMemory = from.peerMemory();
    errorWindow = from.errorWindow();
    drainLimit = from.drainLimit();
    share = from.share();
  }

  /** Begins with the defaults. */
  public static LimitsBuilder defaults() {
    return from(Limits.DEFAULT);
  }

  /** Begins with these. */
  public static LimitsBuilder from(Limits limits) {
    return new LimitsBuilder(limits);
  }

  /** For {@link Limits#pageParts}. */
  public LimitsBuilder pageParts(int value) {
    pageParts = value;
    return this;
  }

  /** For {@link Limits#stanza}. */
  public LimitsBuilder stanza(int value) {
    stanza = value;
    return this;
  }

  /** For {@link Limits#maxSize}. */
  public LimitsBuilder maxSize(int value) {
    maxSize = value;
    return this;
  }

  /** For {@link Limits#chunkSize}. */
  public LimitsBuilder chunkSize(int value) {
    chunkSize = value;
    return this;
  }

  /** For {@link Limits#partialMessages}. */
  public LimitsBuilder partialMessages(int value) {
    partialMessages = value;
    return this;
  }

  /** For {@link Limits#partialAge}. */
  public LimitsBuilder partialAge(long value) {
    partialAge = value;
    return this;
  }

  /** For {@link Limits#idleTimeout}. */
  public LimitsBuilder idleTimeout(long value) {
    idleTimeout = value;
    return this;
  }

  /** For {@link Limits#setupTimeout}. */
  public LimitsBuilder setupTimeout(long value) {
    setupTimeout = value;
    return this;
  }

  /** For {@link Limits#bindTimeout}. */
  public LimitsBuilder bindTimeout(long value) {
    bindTimeout = value;
    return this;
  }

  /** For {@link Limits#receiptAge}. */
  public LimitsBuilder receiptAge(long value) {
    receiptAge = value;
    return this;
  }

  /** For {@link Limits#outboxMessages}. */
  public LimitsBuilder outboxMessages(int value) {
    outboxMessages = value;
    return this;
  }

  /** For {@link Limits#outboxBytes}. */
  public LimitsBuilder outboxBytes(int value) {
    outboxBytes = value;
    return this;
  }

  /** For {@link Limits#outboxAge}. */
  public LimitsBuilder outboxAge(long value) {
    outboxAge = value;
    return this;
  }

  /** For {@link Limits#linkOutage}. */
  public LimitsBuilder linkOutage(long value) {
    linkOutage = value;
    return this;
  }

  /** For {@link Limits#sessionsMax}. */
  public LimitsBuilder sessionsMax(int value) {
    sessionsMax = value;
    return this;
  }

  /** For {@link Limits#ratePerSource}. */
  public LimitsBuilder ratePerSource(int value) {
    ratePerSource = value;
    return this;
  }

  /** For {@link Limits#peerMemory}. */
  public LimitsBuilder peerMemory(long value) {
    peerMemory = value;
    return this;
  }

  /** For {@link Limits#errorWindow}. */
  public LimitsBuilder errorWindow(long value) {
    errorWindow = value;
    return this;
  }

  /** For {@link Limits#drainLimit}. */
  public LimitsBuilder drainLimit(long value) {
    drainLimit = value;
    return this;
  }

  /** For {@link Limits#share}. */
  public LimitsBuilder share(Limits.Share value) {
    share = value;
    return this;
  }

  /** As it was said. */
  public Limits build() {
    return new Limits(
        pageParts,
        stanza,
        maxSize,
        chunkSize,
        partialMessages,
        partialAge,
        idleTimeout,
        setupTimeout,
        bindTimeout,
        receiptAge,
        outboxMessages,
        outboxBytes,
        outboxAge,
        linkOutage,
        sessionsMax,
        ratePerSource,
        peerMemory,
        errorWindow,
        drainLimit,
        share);
  }
}
