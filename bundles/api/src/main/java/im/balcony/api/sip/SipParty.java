package im.balcony.api.sip;

import java.util.Map;
import java.util.Optional;

/**
 * A From, To or Contact (RFC 3261 §20.10).
 *
 * @param uri the URI as written; may have any scheme
 * @param display the display name, unquoted
 * @param parameters header parameters by lower-case name ({@code tag}, {@code gr} where misplaced,
 *     {@code q})
 */
public record SipParty(String uri, Optional<String> display, Map<String, String> parameters) {

  /** Copies the parameters. */
  public SipParty {
    parameters = Map.copyOf(parameters);
  }

  /** A party without display name and parameters. */
  public static SipParty of(String uri) {
    return new SipParty(uri, Optional.empty(), Map.of());
  }

  /** The same party with a tag. */
  public SipParty tagged(String tag) {
    var copy = new java.util.HashMap<>(parameters);
    copy.put("tag", tag);
    return new SipParty(uri, display, copy);
  }

  /** The tag, if there is one. */
  public Optional<String> tag() {
    return Optional.ofNullable(parameters.get("tag"));
  }
}
