package im.balcony.xmpp;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import java.util.OptionalInt;

/**
 * What one component stream is told by the router, read out of {@link
 * im.balcony.api.wire.ConnectionSpec#settings}. Times in milliseconds, sizes in octets.
 *
 * @param domain the component's domain, {@code domain}
 * @param secret the shared secret of the handshake, {@code secret}
 * @param stanzaLimit the largest stanza we write, {@code stanza-limit}; never below 10000 (RFC 6120
 *     §13.12), default 65536
 * @param receiveLimit the largest stanza we read, {@code receive-limit}; never below 10000, default
 *     524288, which is what Prosody lets a component send
 * @param pingBusy how long after a ping the next one goes out when stanzas were written meanwhile,
 *     {@code ping-busy}, default 1000
 * @param pingIdle how long after a ping the next one goes out when nothing waits, {@code
 *     ping-idle}, default 30000
 * @param deadAfter how long a ping may stay unanswered, {@code dead-after}, default 10000
 * @param handshakeTimeout how long the server may take from the open connection to {@code
 *     <handshake/>}, {@code handshake-timeout}, default 10000
 * @param resumption what a lost stream left for this one, {@code resumption} ({@link
 *     im.balcony.api.xmpp.XmppEvent.Down#resumption}), default none
 */
record Settings(
    Jid domain,
    String secret,
    int stanzaLimit,
    int receiveLimit,
    long pingBusy,
    long pingIdle,
    long deadAfter,
    long handshakeTimeout,
    Facts resumption) {

  private static final int LEAST_STANZA = 10_000;
  private static final int MOST_STANZA = 100_000_000;

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if the domain is no domain: the router's mistake, not a peer's
   */
  static Settings of(Facts facts) {
    return new Settings(
        domain(facts.text("domain", "")),
        facts.text("secret", ""),
        size(facts.number("stanza-limit", 65_536)),
        size(facts.number("receive-limit", 524_288)),
        Math.max(0, facts.number("ping-busy", 1_000)),
        Math.max(1, facts.number("ping-idle", 30_000)),
        Math.max(1, facts.number("dead-after", 10_000)),
        Math.max(1, facts.number("handshake-timeout", 10_000)),
        facts.facts("resumption"));
  }

  private static int size(long octets) {
    return (int) Math.max(LEAST_STANZA, Math.min(MOST_STANZA, octets));
  }

  private static Jid domain(String text) {
    try {
      var jid = Jid.parse(text);
      if (jid.local().isEmpty() && jid.resource().isEmpty()) {
        return jid;
      }
    } catch (AddressException e) {
      throw new IllegalArgumentException("the setting 'domain' is no domain", e);
    }
    throw new IllegalArgumentException("the setting 'domain' is more than a domain");
  }

  /** The largest stanza we write when the server announced {@code announced} (XEP-0478 §4). */
  int stanzaLimit(OptionalInt announced) {
    return Math.min(stanzaLimit, announced.orElse(stanzaLimit));
  }

  /** Whether {@code address} lies in the component's domain. */
  boolean isOurs(Jid address) {
    return address.domain().equals(domain.domain());
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "Settings[" + domain.domain() + "]";
  }
}
