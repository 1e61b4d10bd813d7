package im.balcony.sip.value;

import gov.nist.javax.sip.header.Via;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The topmost Via of a message.
 *
 * @param sentBy host and port as written, in lower case
 * @param host the host of sent-by, without brackets
 * @param port the port of sent-by, or -1
 * @param branch the branch; empty if there is none
 * @param rport whether the sender asks for the port it was seen with (RFC 3581)
 */
public record TopVia(String sentBy, String host, int port, String branch, boolean rport) {

  private static final String COOKIE = "z9hG4bK";

  /** Characters that a Via is stamped with, as a rule at most. */
  private static final int ADDED = 48;

  /**
   * Reads the first Via of a message.
   *
   * @throws MalformedMessageException if there is none or it breaks the grammar
   */
  public static TopVia read(RawMessage message) throws MalformedMessageException {
    return read(all(message));
  }

  /** The same of a message with these Via values. */
  public static TopVia read(List<String> vias) throws MalformedMessageException {
    if (vias.isEmpty()) {
      throw new MalformedMessageException("Via is missing");
    }
    var plain = Plain.via(vias.get(0));
    if (plain != null) {
      return plain;
    }
    var via = Grammar.vias(vias.get(0)).get(0);
    var host = String.valueOf(via.getHost()).toLowerCase(Locale.ROOT);
    return new TopVia(
        host + (via.getPort() > 0 ? ":" + via.getPort() : ""),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        via.getPort() > 0 ? via.getPort() : -1,
        branch(via).orElse(""),
        via.hasParameter("rport"));
  }

  /**
   * Of a sent-by that is no IPv6 address.
   *
   * @param sentBy host and port as written
   */
  static TopVia of(String sentBy, String branch, boolean rport) {
    var lower = sentBy.toLowerCase(Locale.ROOT);
    var colon = lower.indexOf(':');
    return colon < 0
        ? new TopVia(lower, lower, -1, branch, rport)
        : new TopVia(
            lower,
            lower.substring(0, colon),
            Integer.parseInt(lower.substring(colon + 1)),
            branch,
            rport);
  }

  private static Optional<String> branch(Via via) {
    return Optional.ofNullable(via.getBranch());
  }

  /** Checks every Via of a message but the topmost. */
  public static void checkRest(RawMessage message) throws MalformedMessageException {
    if (isOne(message)) {
      return;
    }
    var isTop = true;
    for (var field : message.all("Via")) {
      for (var value : Grammar.list("Via", field)) {
        if (!isTop && Plain.via(value) == null) {
          Grammar.vias(value);
        }
        isTop = false;
      }
    }
  }

  /** Whether there is no Via but the topmost, seen at a glance. */
  private static boolean isOne(RawMessage message) {
    return message.count("Via") == 1 && message.first("Via").orElse("").indexOf(',') < 0;
  }

  /** All Via values of a message, one a list entry, in order; the caller's own list. */
  public static List<String> all(RawMessage message) {
    var all = new ArrayList<String>(1);
    for (var value : message.all("Via")) {
      all.addAll(Values.list(value));
    }
    return all;
  }

  /** Whether the branch alone can name the transaction (RFC 3261 §17.2.3). */
  public boolean hasIdentifier() {
    return branch.length() > COOKIE.length()
        && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length());
  }

  /**
   * {@code via} with what the response needs to find its way back (RFC 3261 §18.2.1, RFC 3581 §4).
   *
   * @param via the top Via as it came
   * @param address the numeric address it came from
   * @param port the port it came from
   */
  public String stamped(String via, String address, int port) {
    if (!rport && host.equals(address)) {
      return via;
    }
    var out = new StringBuilder(via.length() + ADDED);
    var parts = new Values.Parts(via, ';');
    while (parts.next()) {
      if (out.isEmpty()) {
        out.append(parts.text());
      } else if (parts.isNamed("rport")) {
        out.append(";rport=").append(port);
      } else if (!parts.isNamed("received")) {
        out.append(';').append(parts.text());
      }
    }
    return out.append(";received=").append(address).toString();
  }
}
