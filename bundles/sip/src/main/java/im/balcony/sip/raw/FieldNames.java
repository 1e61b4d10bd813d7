package im.balcony.sip.raw;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of header fields: compact forms, and the usual spelling of the long ones. */
public final class FieldNames {

  /** Compact forms (RFC 3261 §7.3.3 and the registrations after it). */
  private static final Map<String, String> COMPACT =
      Map.ofEntries(
          Map.entry("a", "Accept-Contact"),
          Map.entry("b", "Referred-By"),
          Map.entry("c", "Content-Type"),
          Map.entry("d", "Request-Disposition"),
          Map.entry("e", "Content-Encoding"),
          Map.entry("f", "From"),
          Map.entry("i", "Call-ID"),
          Map.entry("j", "Reject-Contact"),
          Map.entry("k", "Supported"),
          Map.entry("l", "Content-Length"),
          Map.entry("m", "Contact"),
          Map.entry("n", "Identity-Info"),
          Map.entry("o", "Event"),
          Map.entry("r", "Refer-To"),
          Map.entry("s", "Subject"),
          Map.entry("t", "To"),
          Map.entry("u", "Allow-Events"),
          Map.entry("v", "Via"),
          Map.entry("x", "Session-Expires"),
          Map.entry("y", "Identity"));

  private static final List<String> LONG =
      List.of(
          "Accept",
          "Accept-Encoding",
          "Accept-Language",
          "Allow",
          "CSeq",
          "Content-Disposition",
          "Content-Language",
          "Date",
          "Expires",
          "Max-Forwards",
          "Min-SE",
          "Organization",
          "P-Asserted-Identity",
          "Priority",
          "Privacy",
          "Reason",
          "Record-Route",
          "Require",
          "Retry-After",
          "Route",
          "Server",
          "Unsupported",
          "User-Agent",
          "Warning");

  /** Fields of which a message may hold only one. */
  public static final Set<String> SINGLE =
      Set.of("From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length", "Content-Type");

  /**
   * Fields that have a place of their own in the records or belong to one hop; all others are
   * handed on in their order.
   */
  public static final Set<String> PLACED =
      Set.of(
          "Via",
          "From",
          "To",
          "Call-ID",
          "CSeq",
          "Max-Forwards",
          "Route",
          "Record-Route",
          "Contact",
          "Content-Type",
          "Content-Length");

  /** Characters in the longest name that is known, with some spaces. */
  static final int LONGEST = 40;

  private static final Map<String, String> USUAL = usual();

  private FieldNames() {}

  private static Map<String, String> usual() {
    var names = new HashMap<String, String>();
    LONG.forEach(name -> add(names, name));
    COMPACT.forEach(
        (compact, name) -> {
          names.put(compact, name);
          add(names, name);
        });
    return Map.copyOf(names);
  }

  private static void add(Map<String, String> names, String name) {
    names.put(name, name);
    names.put(name.toLowerCase(Locale.ROOT), name);
  }

  /** The long form in its usual spelling; a name that is not known stays as it is written. */
  static String canonical(String name) {
    var usual = USUAL.get(name);
    return usual != null ? usual : USUAL.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }
}
