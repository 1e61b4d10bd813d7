package im.balcony.sip.transaction;

import im.balcony.sip.transport.Hop;

/** What is known of next hops, from all requests together. May be called by any thread. */
public interface NextHops {

  /** The hop could not be reached, or did not answer at all. */
  void silent(Hop hop);

  /** The hop answered something. */
  void heard(Hop hop);

  /** When the hop was heard last; 0 if that is not known. */
  long lastHeard(Hop hop);

  /** Whether nothing bad is known of the hop. */
  boolean isUp(Hop hop);

  /**
   * Whether a request may begin at the hop. Of one that was silent some time ago this is true once,
   * and then for a while only {@link #heard} makes it true for others.
   */
  boolean mayTry(Hop hop);

  /** The hop wants no requests for so many milliseconds (RFC 3261 §21.5.4). */
  void rest(Hop hop, long millis);

  /** For how many more milliseconds the hop wants no requests; 0 if it takes them. */
  long restsFor(Hop hop);
}
