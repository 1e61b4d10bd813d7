package im.balcony.api.message;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why something failed, in one row: the words of each world that name it. {@code mapping} fills in
 * the words that the failing side did not use (RFC 7247 §7).
 *
 * @param cause the gateway's own name of the cause
 * @param sipStatus the SIP status, if the failure came as one or has to be told as one
 * @param msrpStatus the MSRP status, likewise
 * @param condition the stanza error condition (RFC 6120 §8.3.3), likewise
 * @param text a short reason fit for people, one line
 * @param retryAfter seconds after which another try may succeed
 * @param redirect where the peer is said to be now, as it was written
 * @param fromBareJid whether an XMPP error came from a bare JID (RFC 7247 §7.1 notes 1 and 2)
 * @param own whether {@code text} is in the gateway's own words, so that it holds nothing of a
 *     person or a message and may be recorded and logged
 * @param policy the key of the configuration whose value decided so; empty if none did
 */
public record Failure(
    Cause cause,
    OptionalInt sipStatus,
    OptionalInt msrpStatus,
    Optional<String> condition,
    Optional<String> text,
    OptionalInt retryAfter,
    Optional<String> redirect,
    boolean fromBareJid,
    boolean own,
    String policy) {

  /** A failure in the words of a peer. */
  public Failure(
      Cause cause,
      OptionalInt sipStatus,
      OptionalInt msrpStatus,
      Optional<String> condition,
      Optional<String> text,
      OptionalInt retryAfter,
      Optional<String> redirect,
      boolean fromBareJid) {
    this(
        cause,
        sipStatus,
        msrpStatus,
        condition,
        text,
        retryAfter,
        redirect,
        fromBareJid,
        false,
        "");
  }

  /** Who or what is behind a failure. */
  public enum Cause {
    /** The peer answered with an error of its protocol. */
    REFUSED,
    /** No answer within the protocol's or the tenant's time. */
    TIMEOUT,
    /** The connection or the datagram could not be sent, or the connection was lost. */
    TRANSPORT,
    /** A limit of the gateway was reached. */
    LIMIT,
    /** The text is too large for the other side. */
    TOO_LARGE,
    /** What came in cannot be mapped or is malformed. */
    UNMAPPABLE,
    /** A content type the receiving side does not take. */
    UNSUPPORTED_TYPE,
    /** The sender is not allowed to do this. */
    FORBIDDEN,
    /** Waited too long inside the gateway. */
    EXPIRED,
    /** The gateway itself failed. */
    INTERNAL
  }

  /** A failure of which only the gateway's own cause and a reason are known. */
  public static Failure of(Cause cause, String text) {
    return new Failure(
        cause,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.of(text),
        OptionalInt.empty(),
        Optional.empty(),
        false,
        true,
        "");
  }

  /** A failure that a SIP response or the SIP layer named. */
  public static Failure sip(int status, String reason) {
    return new Failure(
        status == 408 ? Cause.TIMEOUT : Cause.REFUSED,
        OptionalInt.of(status),
        OptionalInt.empty(),
        Optional.empty(),
        reason.isEmpty() ? Optional.empty() : Optional.of(reason),
        OptionalInt.empty(),
        Optional.empty(),
        false);
  }

  /** A failure that an MSRP response or REPORT named. */
  public static Failure msrp(int status, String comment) {
    return new Failure(
        status == 408 ? Cause.TIMEOUT : Cause.REFUSED,
        OptionalInt.empty(),
        OptionalInt.of(status),
        Optional.empty(),
        comment.isEmpty() ? Optional.empty() : Optional.of(comment),
        OptionalInt.empty(),
        Optional.empty(),
        false);
  }

  /** A failure that a stanza error named. */
  public static Failure stanza(String condition, boolean fromBareJid) {
    return new Failure(
        Cause.REFUSED,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.of(condition),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        fromBareJid);
  }

  /** The same failure with a SIP status. */
  public Failure withSipStatus(int status) {
    return new Failure(
        cause,
        OptionalInt.of(status),
        msrpStatus,
        condition,
        text,
        retryAfter,
        redirect,
        fromBareJid,
        own,
        policy);
  }

  /** The same failure with an MSRP status. */
  public Failure withMsrpStatus(int status) {
    return new Failure(
        cause,
        sipStatus,
        OptionalInt.of(status),
        condition,
        text,
        retryAfter,
        redirect,
        fromBareJid,
        own,
        policy);
  }

  /** The same failure with a stanza error condition. */
  public Failure withCondition(String name) {
    return new Failure(
        cause,
        sipStatus,
        msrpStatus,
        Optional.of(name),
        text,
        retryAfter,
        redirect,
        fromBareJid,
        own,
        policy);
  }

  /** The same failure with a reason for people. */
  public Failure withText(String reason) {
    return new Failure(
        cause,
        sipStatus,
        msrpStatus,
        condition,
        Optional.of(reason),
        retryAfter,
        redirect,
        fromBareJid,
        own,
        policy);
  }

  /** The same failure with a time to wait, in seconds. */
  public Failure withRetryAfter(int seconds) {
    return new Failure(
        cause,
        sipStatus,
        msrpStatus,
        condition,
        text,
        OptionalInt.of(seconds),
        redirect,
        fromBareJid,
        own,
        policy);
  }

  /** The same failure with the peer's new address. */
  public Failure withRedirect(String address) {
    return new Failure(
        cause,
        sipStatus,
        msrpStatus,
        condition,
        text,
        retryAfter,
        Optional.of(address),
        fromBareJid,
        own,
        policy);
  }

  /** The same failure, whose text is in the gateway's own words. */
  public Failure inOwnWords() {
    return new Failure(
        cause,
        sipStatus,
        msrpStatus,
        condition,
        text,
        retryAfter,
        redirect,
        fromBareJid,
        true,
        policy);
  }

  /** The same failure, decided by the value of a key of the configuration. */
  public Failure byPolicy(String key) {
    return new Failure(
        cause, sipStatus, msrpStatus, condition, text, retryAfter, redirect, fromBareJid, own, key);
  }
}
