package im.balcony.tenancy;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.IpPrefix;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.tenancy.Values.Form;
import java.net.IDN;
import java.util.Optional;
import org.osgi.framework.VersionRange;

/** The forms of the values that are neither numbers nor words. */
final class Forms {

  private static final int MAX_SUBJECT = 200;
  private static final int MAX_QUOTABLE = 200;

  /** What SIP is spoken over. */
  static final Form DOMAIN = new Form("a domain name", Forms::domain);

  /** As certificates write it (RFC 5280 §7.2). */
  static final Form CERTIFIED_DOMAIN = new Form("a domain name", t -> domain(t).map(IDN::toASCII));

  static final Form DOMAIN_OR_ANY =
      new Form("a domain name, or *", t -> t.equals("*") ? Optional.of(t) : domain(t));
  static final Form HOST = new Form("a host name or an IP address", Forms::host);
  static final Form IDENTITY =
      new Form("the NAME of a configuration im.balcony.keys-NAME", TlsIdentities::name);
  static final Form HOST_PORT = new Form("host:port", Forms::hostPort);
  static final Form NEXT_HOP =
      new Form(
          "a sip: or sips: URI such as sip:proxy.example.net:5061;transport=tls; transport is udp,"
              + " tcp or tls",
          Forms::nextHop);
  static final Form PREFIX =
      new Form("an IP address or a prefix such as 192.0.2.0/24", Forms::prefix);
  static final Form SUBJECT =
      new Form("one line of at most " + MAX_SUBJECT + " characters", Forms::subject);

  /** What stands between quotes in SIP as it is, so that there are no two readings of it. */
  static final Form QUOTABLE =
      new Form(
          "1 to " + MAX_QUOTABLE + " characters without control characters, quotes and backslashes",
          Forms::quotable);

  static final Form VERSIONS =
      new Form("an OSGi version range such as [1.0,2.0), or highest", Forms::versions);

  private Forms() {}

  private static Optional<String> domain(String text) {
    try {
      var jid = Jid.parse(text);
      return jid.local().isEmpty() && jid.isBare() ? Optional.of(jid.domain()) : Optional.empty();
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  // What SIP cannot use must not be taken: each message would die of it, one by one.
  private static Optional<String> nextHop(String text) {
    try {
      var uri = SipUri.parse(text);
      var transport = uri.parameters().get("transport");
      return (transport != null && Transport.of(transport).isEmpty())
              || (uri.secure() && "udp".equalsIgnoreCase(transport))
          ? Optional.empty()
          : Optional.of(uri.toString());
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  // A host is whatever may stand as host in a SIP URI: name, IPv4, bracketed IPv6.
  private static Optional<String> host(String text) {
    try {
      var uri = SipUri.parse("sip:" + text);
      var plain = uri.user().isEmpty() && uri.port().isEmpty() && uri.parameters().isEmpty();
      return plain && text.indexOf('?') < 0 ? Optional.of(uri.host()) : Optional.empty();
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> hostPort(String text) {
    var colon = text.lastIndexOf(':');
    if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    var port = Integer.parseInt(text.substring(colon + 1));
    return port < 1 || port > 65535
        ? Optional.empty()
        : host(text.substring(0, colon)).map(h -> h + ":" + port);
  }

  private static Optional<String> prefix(String text) {
    try {
      return Optional.of(IpPrefix.parse(text).toString());
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> subject(String text) {
    return text.length() > MAX_SUBJECT || text.chars().anyMatch(Character::isISOControl)
        ? Optional.empty()
        : Optional.of(text);
  }

  private static Optional<String> quotable(String text) {
    return text.length() > MAX_QUOTABLE
            || text.chars().anyMatch(c -> c == '"' || c == '\\' || Character.isISOControl(c))
        ? Optional.empty()
        : Optional.of(text);
  }

  private static Optional<String> versions(String text) {
    if (text.equals("highest")) {
      return Optional.of(Tenant.Policy.STANDARD_RULES);
    }
    try {
      return Optional.of(VersionRange.valueOf(text).toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
