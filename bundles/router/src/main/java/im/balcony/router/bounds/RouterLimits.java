package im.balcony.router.bounds;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The bounds of the router itself, beside those of each tenant. Times are milliseconds.
 *
 * @param current those that operators set, which may change while the router works
 * @param pingIdle how often a link is pinged while nothing awaits its hand-over
 * @param conversationQueue new work waiting in one conversation
 * @param totalQueue new work waiting in all
 * @param totalOctets octets of it
 * @param totalConversations conversations of all tenants
 * @param rateSources senders of a tenant whose rate is watched; the one not heard of longest is
 *     forgotten first
 * @param linkGrace how long a link may be down before new requests of SIP are refused
 * @param backoffMin the first delay of a reconnection
 * @param backoffMax the longest: a server that is there again gets its link within 30 s
 * @param bookEntries pairs in a tenant's address book, and peers in its peer book
 * @param externalIds ids of other worlds by which messages are found
 * @param stories messages whose story is kept in memory
 * @param turnEvents events that one record may cause; the rest is dropped with a warning
 * @param drainWait how long an exchange waits for calls in flight
 * @param sipSeen how long SIP requests are known again (64*T1)
 * @param xmppSeen how long stanzas are known again
 * @param seenStanzas how many of a tenant's
 * @param inviteMemory how long copies of a 2xx to an INVITE are still brought to its conversation
 * @param msrpLinger how long a connection of ours stays without a session
 * @param commitRetry the first delay before a failed commit is tried again; doubles up to 30 times
 */
public record RouterLimits(
    AtomicReference<Keys> current,
    long pingIdle,
    int conversationQueue,
    int totalQueue,
    long totalOctets,
    int totalConversations,
    int rateSources,
    long linkGrace,
    long backoffMin,
    long backoffMax,
    int bookEntries,
    int externalIds,
    int stories,
    int turnEvents,
    long drainWait,
    long sipSeen,
    long xmppSeen,
    int seenStanzas,
    long inviteMemory,
    long msrpLinger,
    long commitRetry) {

  /** The defaults. */
  public static final RouterLimits DEFAULT = of(Keys.DEFAULT);

  /**
   * The bounds with a key in {@code im.balcony.router}.
   *
   * @param parkedMessages records that may wait for an empty slot; beyond, new work is refused
   * @param parkedAge how long new work may wait for an empty slot, then it is refused
   * @param pingInterval how often a link is pinged while something awaits its hand-over
   * @param linkWaiting stanzas that wait for one link
   * @param linkOctets octets of those that came while it was down
   * @param receiveLimit octets of the largest stanza that is read
   * @param callLimit how long one call of mapping or of the machine may take; then its thread is
   *     written off
   * @param hungThreads threads that may be written off at a time; while there are as many, new work
   *     is refused
   * @param rehearsal how long a version of mapping that comes beside another rehearses; 0 for not
   * @param queueDelay how long new work of a tenant may wait before more of it is refused
   * @param rememberedMax rows that conversations remember, about: where there are more than half of
   *     it, messages are remembered for less long
   * @param tenantAbsence how long after the start a tenant that has stored conversations may be
   *     without a configuration; then they are over
   */
  public record Keys(
      int parkedMessages,
      long parkedAge,
      long pingInterval,
      int linkWaiting,
      long linkOctets,
      int receiveLimit,
      long callLimit,
      int hungThreads,
      long rehearsal,
      long queueDelay,
      long rememberedMax,
      long tenantAbsence) {

    /** The defaults. */
    public static final Keys DEFAULT =
        new Keys(
            10_000,
            10_000,
            1_000,
            10_000,
            32_000_000,
            524_288,
            1_000,
            4,
            1_000,
            100,
            1_000_000,
            600_000);
  }

  /** Those that operators set, as they are now: to be asked at each use, and not to be kept. */
  public Keys keys() {
    return Objects.requireNonNull(current.get());
  }

  /** The defaults with what can be configured. */
  public static RouterLimits of(Keys keys) {
    return new RouterLimits(
        new AtomicReference<>(keys),
        30_000,
        200,
        20_000,
        64_000_000,
        100_000,
        10_000,
        5_000,
        1_000,
        25_000,
        10_000,
        50_000,
        50_000,
        1_000,
        2_000,
        32_000,
        10_000,
        10_000,
        40_000,
        5_000,
        1_000);
  }
}
