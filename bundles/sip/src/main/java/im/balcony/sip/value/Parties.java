package im.balcony.sip.value;

import im.balcony.api.sip.SipParty;
import java.util.Optional;
import java.util.TreeMap;

/** From, To and Contact between text and record (RFC 3261 §20.10). */
public final class Parties {

  /** What a parameter's value may hold without quotes, besides letters and digits. */
  private static final String BARE_MARKS = "-.!%*_+`'~:[]";

  /** Characters that are around a URI as a rule: brackets and a tag. */
  private static final int AROUND = 32;

  private Parties() {}

  /** Reads a value that the grammar has accepted; the URI stays as it is written. */
  public static SipParty read(String value) {
    var open = Values.indexOf(value, '<');
    if (open < 0) {
      var semicolon = value.indexOf(';');
      var uri = semicolon < 0 ? value : value.substring(0, semicolon);
      return new SipParty(uri.strip(), Optional.empty(), Values.parameters(value));
    }
    var close = value.indexOf('>', open);
    var display = value.substring(0, open).strip();
    return new SipParty(
        value.substring(open + 1, close < 0 ? value.length() : close).strip(),
        display.isEmpty() ? Optional.empty() : Optional.of(Values.unquoted(display)),
        Values.parameters(value));
  }

  /**
   * The value with its display name as a quoted-string, whatever it is written as, say {@code
   * ""X""}: it is decoration, and nothing depends on it. Without brackets the value itself.
   */
  public static String mended(String value) {
    var open = Values.indexOf(value, '<');
    if (open <= 0) {
      return value;
    }
    var display = value.substring(0, open).replace("\"", "").replace("\\", "").strip();
    return Values.quoted(display) + ' ' + value.substring(open);
  }

  /** Whether a value that should be one address could be read as two. */
  public static boolean isAmbiguous(String value) {
    var values = new Values.Parts(value, ',');
    return !values.next() || values.next();
  }

  /** Writes a party in the name-addr form, which is right for every URI. */
  public static String write(SipParty party) {
    var out = new StringBuilder(party.uri().length() + AROUND);
    party.display().ifPresent(name -> out.append(Values.quoted(name)).append(' '));
    out.append('<').append(party.uri()).append('>');
    var parameters = party.parameters();
    // In an order of their own, so that the same party is always written alike.
    (parameters.size() < 2 ? parameters : new TreeMap<>(parameters))
        .forEach(
            (name, value) -> {
              out.append(';').append(name);
              if (!value.isEmpty()) {
                out.append('=').append(parameter(value));
              }
            });
    return out.toString();
  }

  private static String parameter(String value) {
    return isBare(value) ? value : Values.quoted(value);
  }

  private static boolean isBare(String value) {
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (!(c < 0x80 && Character.isLetterOrDigit(c)) && BARE_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !value.isEmpty();
  }
}
