package im.balcony.xmpp;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.XmppEvent;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a stream error sends us to (see-other-host, RFC 6120 §4.9.3.19). */
final class OtherHosts {

  /** {@code domainpart} or {@code domainpart:port}; IPv6 in brackets. No name is longer. */
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

  private static final int MOST_PORT = 65_535;

  private OtherHosts() {}

  /** What a stream error names; empty if it is of another kind, or names nothing of that form. */
  static Optional<XmppEvent.OtherHost> of(Element error) {
    return error
        .child(Namespaces.STREAM_ERRORS, "see-other-host")
        .map(named -> FORM.matcher(named.text().strip()))
        .filter(named -> named.matches() && isPort(named.group(2)))
        .map(named -> new XmppEvent.OtherHost(named.group(1), port(named.group(2))));
  }

  private static boolean isPort(@Nullable String digits) {
    return digits == null
        || (Integer.parseInt(digits) > 0 && Integer.parseInt(digits) <= MOST_PORT);
  }

  private static OptionalInt port(@Nullable String digits) {
    return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }
}
