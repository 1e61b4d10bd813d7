package im.balcony.api.mapping;

import im.balcony.api.data.Ids;
import im.balcony.api.msrp.Formats;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.xmpp.Stanza;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What mapping is given besides its subject; it has no other access to the world.
 *
 * @param tenant the tenant
 * @param book its address book
 * @param now the time, milliseconds of the gateway's clock, which was set to wall time at start
 * @param ids identifiers and randomness
 * @param sizes measures finished records
 * @param formats reads and writes message/cpim and multipart
 * @param gateway the gateway's own addresses
 * @param calls the Call-IDs in use
 * @param hosts what the hosts of descriptions stand for
 */
public record Context(
    Tenant tenant,
    AddressBook book,
    long now,
    Ids ids,
    Sizes sizes,
    Formats formats,
    Addresses gateway,
    Calls calls,
    Hosts hosts) {

  /** A context in which no name was looked up. */
  public Context(
      Tenant tenant,
      AddressBook book,
      long now,
      Ids ids,
      Sizes sizes,
      Formats formats,
      Addresses gateway,
      Calls calls) {
    this(tenant, book, now, ids, sizes, formats, gateway, calls, List::of);
  }

  /** Measures records as they would stand on the wire. */
  @ProviderType
  public interface Sizes {

    /** Octets of a request with Via and all. */
    int of(SipCommand.Request request);

    /** Octets of a serialised stanza. */
    int of(Stanza stanza);
  }

  /** The Call-IDs of all dialogs that last. */
  @ProviderType
  public interface Calls {

    /** Whether a dialog of another conversation than {@code key} has this Call-ID. */
    boolean isOfOthers(String callId, ConversationKey key);
  }

  /** The addresses behind hosts, of which names were looked up before. */
  @ProviderType
  public interface Hosts {

    /**
     * The addresses of a host, each in one spelling only, IPv6 without brackets.
     *
     * @param host a name or an address, in or without brackets
     * @return empty for a name that nobody knows
     */
    List<String> addresses(String host);
  }

  /**
   * Where this gateway is reached, advertised addresses already applied.
   *
   * @param sip host:port for Contact, where UDP and TCP are heard
   * @param sipTls host:port for the Contact of dialogs that go over TLS; empty where TLS is not
   *     spoken
   * @param msrpHost host for MSRP URIs, IPv6 in brackets
   * @param msrpPort port for MSRP URIs
   * @param msrpOpen whether the gateway listens for MSRP connections now
   * @param msrpTls where the gateway listens for MSRP over TLS; empty where TLS is not spoken
   * @param version the product's version, for XEP-0092 and Server headers
   */
  public record Addresses(
      String sip,
      Optional<String> sipTls,
      String msrpHost,
      int msrpPort,
      boolean msrpOpen,
      Optional<MsrpTls> msrpTls,
      String version) {

    /** The addresses of a gateway without MSRP over TLS. */
    public Addresses(
        String sip,
        Optional<String> sipTls,
        String msrpHost,
        int msrpPort,
        boolean msrpOpen,
        String version) {
      this(sip, sipTls, msrpHost, msrpPort, msrpOpen, Optional.empty(), version);
    }

    /** The addresses of a gateway without TLS. */
    public Addresses(String sip, String msrpHost, int msrpPort, boolean msrpOpen, String version) {
      this(sip, Optional.empty(), msrpHost, msrpPort, msrpOpen, version);
    }

    /** The addresses of a gateway that listens. */
    public Addresses(String sip, String msrpHost, int msrpPort, String version) {
      this(sip, msrpHost, msrpPort, true, version);
    }

    /** Whether SIP goes over TLS, too. */
    public boolean speaksTls() {
      return sipTls.isPresent();
    }
  }

  /**
   * Where MSRP over TLS is heard.
   *
   * @param host host for MSRP URIs, IPv6 in brackets
   * @param port port for MSRP URIs
   * @param fingerprint of the certificate that we show, whoever connects
   */
  public record MsrpTls(String host, int port, Fingerprint fingerprint) {}
}
