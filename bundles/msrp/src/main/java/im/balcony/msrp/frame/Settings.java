package im.balcony.msrp.frame;

import im.balcony.api.data.Facts;

/**
 * The limits of a connection, out of {@link im.balcony.api.wire.ConnectionSpec#settings}. Sizes are
 * octets, times are milliseconds. What exceeds a limit has the answer named here.
 *
 * @param headSize {@code head-size}, 16 384: start line and headers of one frame; 400 and close
 * @param lineSize {@code line-size}, 8192: one of their lines; 400 and close
 * @param unboundSize {@code unbound-size}, 262 144: what is kept while a session-id is being looked
 *     up; from half of it on nothing more is read, and what is more all the same ends in a close
 * @param firstRequest {@code first-request}, 30 000: an accepted connection without a valid
 *     request; close (MSRP-75)
 * @param unboundLimit {@code unbound-limit}, 60 000: a connection without a session, also after its
 *     last one left; close (MSRP-71)
 * @param keepAlive {@code keep-alive}, 60 000: between two bodiless SENDs in an idle session whose
 *     negotiation named no other interval; 0 for none (MSRP-74)
 * @param breaks {@code breaks}, 65 536: CR and LF between two frames; close
 * @param answerTime {@code answer-time}, 30 000: from the last octet of a chunk to its response;
 *     408 (RFC 4975 §7.1.1)
 * @param stallTime {@code stall-time}, 30 000: how long the socket may take nothing; close
 * @param owed {@code owed}, 1024: complete messages that wait for their answer; 413
 * @param backlog {@code backlog}, 262 144: frames waiting for a socket that takes nothing; close
 */
public record Settings(
    int headSize,
    int lineSize,
    int unboundSize,
    long firstRequest,
    long unboundLimit,
    long keepAlive,
    int breaks,
    long answerTime,
    long stallTime,
    int owed,
    int backlog) {

  /** The settings as given, each with its default where nothing is said. */
  public static Settings of(Facts facts) {
    return new Settings(
        (int) facts.number("head-size", 16_384),
        (int) facts.number("line-size", 8192),
        (int) facts.number("unbound-size", 262_144),
        facts.number("first-request", 30_000),
        facts.number("unbound-limit", 60_000),
        facts.number("keep-alive", 60_000),
        (int) facts.number("breaks", 65_536),
        facts.number("answer-time", 30_000),
        facts.number("stall-time", 30_000),
        (int) facts.number("owed", 1024),
        (int) facts.number("backlog", 262_144));
  }
}
