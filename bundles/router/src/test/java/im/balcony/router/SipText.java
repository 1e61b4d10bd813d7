package im.balcony.router;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a SIP request that an operator typed: forgiving, without folding, session descriptions or
 * transport headers. Stands for the SIP edge, which is strict.
 */
final class SipText {

  private static final Map<String, String> COMPACT =
      Map.of(
          "f",
          "from",
          "t",
          "to",
          "i",
          "call-id",
          "m",
          "contact",
          "c",
          "content-type",
          "l",
          "content-length",
          "v",
          "via",
          "s",
          "subject");
  private static final List<String> OWN_PLACE =
      List.of(
          "from",
          "to",
          "call-id",
          "cseq",
          "max-forwards",
          "contact",
          "content-type",
          "content-length",
          "via",
          "route",
          "record-route");
  private static final int MAX_FORWARDS = 70;

  private SipText() {}

  static SipRequest read(String text) throws java.io.IOException {
    var unix = text.replace("\r\n", "\n");
    var blank = unix.indexOf("\n\n");
    var head = (blank < 0 ? unix : unix.substring(0, blank)).split("\n");
    var start = head[0].strip().split(" +");
    if (start.length != 3 || !start[2].equals("SIP/2.0")) {
      throw new java.io.IOException("neither a stanza nor a SIP request");
    }
    Map<String, String> named = new LinkedHashMap<>();
    var others = new ArrayList<SipHeader>();
    for (var i = 1; i < head.length; i++) {
      header(head[i], named, others);
    }
    return new SipRequest(
        start[0],
        start[1],
        party(named, "from"),
        party(named, "to"),
        named.getOrDefault("call-id", "dry-run"),
        number(named.getOrDefault("cseq", "1").strip().split(" ")[0], 1),
        (int) number(named.getOrDefault("max-forwards", ""), MAX_FORWARDS),
        List.of(),
        named.containsKey("contact") ? Optional.of(party(named, "contact")) : Optional.empty(),
        others,
        Optional.ofNullable(named.get("content-type")),
        Octets.utf8(blank < 0 ? "" : unix.substring(blank + 2)),
        Optional.empty());
  }

  private static void header(String line, Map<String, String> named, List<SipHeader> others)
      throws java.io.IOException {
    var colon = line.indexOf(':');
    if (colon <= 0) {
      throw new java.io.IOException("a header without a colon");
    }
    var name = line.substring(0, colon).strip();
    var value = line.substring(colon + 1).strip();
    var lower = name.toLowerCase(Locale.ROOT);
    var full = COMPACT.getOrDefault(lower, lower);
    if (OWN_PLACE.contains(full)) {
      named.putIfAbsent(full, value);
    } else {
      others.add(new SipHeader(full.equals(lower) ? name : full, value));
    }
  }

  private static long number(String text, long otherwise) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static SipParty party(Map<String, String> named, String name) throws java.io.IOException {
    var text = named.get(name);
    if (text == null) {
      throw new java.io.IOException("there is no " + name);
    }
    var open = text.indexOf('<');
    var close = text.indexOf('>', open + 1);
    if (open < 0 || close < 0) {
      var semicolon = text.indexOf(';');
      return new SipParty(
          semicolon < 0 ? text : text.substring(0, semicolon).strip(),
          Optional.empty(),
          parameters(semicolon < 0 ? "" : text.substring(semicolon)));
    }
    var display = text.substring(0, open).strip().replace("\"", "");
    return new SipParty(
        text.substring(open + 1, close),
        display.isEmpty() ? Optional.empty() : Optional.of(display),
        parameters(text.substring(close + 1)));
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (var part : text.split(";")) {
      var equals = part.indexOf('=');
      if (!part.isBlank()) {
        parameters.put(
            (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT),
            equals < 0 ? "" : part.substring(equals + 1).strip());
      }
    }
    return parameters;
  }
}
