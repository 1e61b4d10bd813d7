package im.balcony.mapping.route;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.sip.SipRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * P-Asserted-Identity (RFC 3325 §9.1): a sip, sips or tel URI, or one of each, in one field or in
 * two and in any order. Its grammar is that of From, so a display name may hold any of its marks.
 */
public final class AssertedIdentity {

  private static final String NAME = "P-Asserted-Identity";

  /** RFC 3325 knows two values; who sends more means nothing by them. */
  private static final int MAX_VALUES = 8;

  private AssertedIdentity() {}

  /** The sip and sips URIs that are asserted, in their order. */
  public static List<SipUri> sip(SipRequest request) {
    var found = new ArrayList<SipUri>(0);
    for (var uri : uris(request)) {
      sipUri(uri).ifPresent(found::add);
    }
    return found;
  }

  /** The global number that is asserted (RFC 3966 §5.1.4), its visual separators left out. */
  public static Optional<String> number(SipRequest request) {
    for (var uri : uris(request)) {
      var number = uri.toLowerCase(Locale.ROOT).startsWith("tel:+") ? plain(uri.substring(4)) : "";
      if (number.matches("\\+[0-9]{1,32}")) {
        return Optional.of(number);
      }
    }
    return Optional.empty();
  }

  private static String plain(String number) {
    return number.split(";", 2)[0].replaceAll("[-.()]", "");
  }

  private static Optional<SipUri> sipUri(String text) {
    try {
      return Optional.of(SipUri.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static List<String> uris(SipRequest request) {
    var uris = new ArrayList<String>(0);
    for (var header : request.headers()) {
      if (header.name().equalsIgnoreCase(NAME) && uris.size() < MAX_VALUES) {
        uris.addAll(values(header.value()));
      }
    }
    return uris.size() <= MAX_VALUES ? uris : uris.subList(0, MAX_VALUES);
  }

  /** The URIs of a field: what stands in brackets, or else all before a semicolon. */
  private static List<String> values(String field) {
    var uris = new ArrayList<String>();
    var start = 0;
    var open = -1;
    var uri = "";
    var quoted = false;
    for (var i = 0; i <= field.length(); i++) {
      var c = i < field.length() ? field.charAt(i) : ',';
      if (i < field.length() && quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"' && open < 0) {
        quoted = true;
      } else if (c == '<' && open < 0) {
        open = i + 1;
      } else if (c == '>' && open >= 0) {
        uri = uri.isEmpty() ? field.substring(open, i) : uri;
        open = -1;
      } else if (c == ',' && (open < 0 || i == field.length())) {
        var bare = field.substring(start, Math.min(i, field.length())).split(";", 2)[0];
        uris.add((uri.isEmpty() ? bare : uri).strip());
        uri = "";
        start = i + 1;
      }
    }
    return uris;
  }
}
