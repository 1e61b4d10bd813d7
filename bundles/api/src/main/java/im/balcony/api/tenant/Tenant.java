package im.balcony.api.tenant;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.IpPrefix;
import im.balcony.api.address.PublicRanges;
import im.balcony.api.data.Masked;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.TlsCall;
import java.util.List;
import java.util.Optional;

/**
 * One tenant as its configuration says, checked and complete. Lists are never null and domains are
 * in lower case.
 *
 * @param id the name of the tenant: the part of the PID behind {@code ~}
 * @param draining whether its configuration is gone and it only finishes what it has
 * @param sipDomains domains whose users are on SIP; each is one component
 * @param xmppDomains domains whose users SIP may reach; {@code *} for any
 * @param component how to attach to the XMPP server
 * @param nextHop the outbound proxy set, in order; empty to use the Request-URI
 * @param trustedPeers addresses and prefixes that may send SIP to us; empty for nobody
 * @param sipAdvertise host:port written into Contact, if not the listener's
 * @param msrpAdvertise host:port written into SDP, if not the listener's
 * @param msrpConnectAllow prefixes to which MSRP connections may be made; empty means public
 *     addresses only
 * @param policy how it wants messages carried
 * @param limits its limits
 * @param digest how SIP is authenticated
 * @param trustedNames domains of which the certificate of a SIP peer has to name one, in lower
 *     case; empty if peers need none
 */
public record Tenant(
    String id,
    boolean draining,
    List<String> sipDomains,
    List<String> xmppDomains,
    Component component,
    List<String> nextHop,
    List<String> trustedPeers,
    Optional<String> sipAdvertise,
    Optional<String> msrpAdvertise,
    List<String> msrpConnectAllow,
    Policy policy,
    Limits limits,
    Digest digest,
    List<String> trustedNames) {

  /** Copies the lists. */
  public Tenant {
    sipDomains = List.copyOf(sipDomains);
    xmppDomains = List.copyOf(xmppDomains);
    nextHop = List.copyOf(nextHop);
    trustedPeers = List.copyOf(trustedPeers);
    msrpConnectAllow = List.copyOf(msrpConnectAllow);
    trustedNames = List.copyOf(trustedNames);
  }

  /** A tenant that authenticates nothing in SIP. */
  public Tenant(
      String id,
      boolean draining,
      List<String> sipDomains,
      List<String> xmppDomains,
      Component component,
      List<String> nextHop,
      List<String> trustedPeers,
      Optional<String> sipAdvertise,
      Optional<String> msrpAdvertise,
      List<String> msrpConnectAllow,
      Policy policy,
      Limits limits) {
    this(
        id,
        draining,
        sipDomains,
        xmppDomains,
        component,
        nextHop,
        trustedPeers,
        sipAdvertise,
        msrpAdvertise,
        msrpConnectAllow,
        policy,
        limits,
        Digest.NONE,
        List.of());
  }

  /** The same with other limits. */
  public Tenant with(Limits other) {
    return with(draining, other, digest);
  }

  /** The same with another authentication in SIP. */
  public Tenant with(Digest other) {
    return with(draining, limits, other);
  }

  /** The same while it only finishes what it has. */
  public Tenant asDraining() {
    return with(true, limits, digest);
  }

  private Tenant with(boolean drains, Limits bounds, Digest authentication) {
    return new Tenant(
        id,
        drains,
        sipDomains,
        xmppDomains,
        component,
        nextHop,
        trustedPeers,
        sipAdvertise,
        msrpAdvertise,
        msrpConnectAllow,
        policy,
        bounds,
        authentication,
        trustedNames);
  }

  /** The prefixes to which MSRP connections may be made. */
  public List<String> msrpReach() {
    return msrpConnectAllow.isEmpty() ? PublicRanges.PREFIXES : msrpConnectAllow;
  }

  /**
   * Whether no MSRP connection may be made to a host. Of a name that is only known once it is
   * looked up, so it is not forbidden here.
   *
   * @param host a name or a numeric address, IPv6 in brackets or not
   */
  public boolean forbidsMsrpTo(String host) {
    try {
      var address = IpPrefix.parse(host).address();
      for (var prefix : msrpReach()) {
        if (IpPrefix.parse(prefix).contains(address)) {
          return false;
        }
      }
      return host.indexOf('/') < 0;
    } catch (AddressException e) {
      return false;
    }
  }

  /** Whether {@code domain} (lower case) is one of this tenant's SIP domains. */
  public boolean servesSip(String domain) {
    return sipDomains.contains(domain);
  }

  /** Whether SIP users of this tenant may write to {@code domain} (lower case, U-label form). */
  public boolean reachesXmpp(String domain) {
    return xmppDomains.contains(domain)
        || (xmppDomains.contains("*") && !sipDomains.contains(domain));
  }

  /**
   * The component attachment.
   *
   * @param host host of the XMPP server
   * @param port port of its component listener
   * @param secretFile the file that holds the secret; read at connect time, never kept
   * @param tls whom TLS has to lead to, from the first octet on; empty for a link without TLS
   */
  public record Component(String host, int port, String secretFile, Optional<TlsCall> tls) {

    /** A link without TLS. */
    public Component(String host, int port, String secretFile) {
      this(host, port, secretFile, Optional.empty());
    }
  }

  /**
   * Digest authentication in SIP (RFC 3261 §22).
   *
   * @param credentials with which challenges to our requests are answered, if at all
   * @param demand what requests of peers have to bring besides coming from a trusted address
   */
  public record Digest(Optional<Credentials> credentials, Optional<Demand> demand) {

    /** None at all. */
    public static final Digest NONE = new Digest(Optional.empty(), Optional.empty());

    /** The same with these credentials. */
    public Digest with(Credentials other) {
      return new Digest(Optional.of(other), demand);
    }

    /** The same with that demand. */
    public Digest with(Demand other) {
      return new Digest(credentials, Optional.of(other));
    }
  }

  /**
   * Whom the gateway lets in.
   *
   * @param realm the realm
   * @param usersFile the file with the users, a line {@code user:realm:H(A1)} each; looked at while
   *     requests come
   */
  public record Demand(String realm, String usersFile) {

    /** The most octets that the file may have. */
    public static final int MOST_OCTETS = 1_000_000;
  }

  /**
   * Who the gateway is to SIP peers that ask.
   *
   * @param user the user name
   * @param passwordFile the file that holds the password; read when a challenge comes, never kept
   * @param realm the only realm whose challenges are answered; empty for whoever asks
   */
  public record Credentials(String user, String passwordFile, Optional<String> realm) {}

  /**
   * How messages are carried.
   *
   * @param chatMode first rung for chat
   * @param cpim which messages are wrapped in message/cpim
   * @param chatSubject Subject of our INVITE; {@code {name}} stands for the local part of the XMPP
   *     user; empty for none
   * @param pageOversize what becomes of a text that is too long for one MESSAGE
   * @param pageHtml what becomes of a MESSAGE in HTML
   * @param pageStatus what accepts a MESSAGE
   * @param notifications what is done about notifications of single messages
   * @param failureReport what we ask for in SENDs
   * @param msrpReachable whether peers can connect to our MSRP address
   * @param msrpCema whether the m-line may name a media anchor, to which MSRP is connected
   * @param msrpTls which MSRP sessions go by TLS
   * @param msrpFingerprint the weakest hash of a peer's fingerprint that counts
   * @param mappingVersion OSGi version range of the mapping to use, of which the highest serves;
   *     empty for all
   * @param durability what accepted messages survive
   */
  public record Policy(
      ChatMode chatMode,
      CpimWrapping cpim,
      String chatSubject,
      PageOversize pageOversize,
      PageHtml pageHtml,
      PageStatus pageStatus,
      Notifications notifications,
      FailureReport failureReport,
      MsrpReachable msrpReachable,
      MsrpCema msrpCema,
      MsrpTls msrpTls,
      Fingerprint.Hash msrpFingerprint,
      String mappingVersion,
      Durability durability) {

    /**
     * The range of the standard rules. Rules of one's own have versions below it, so that they
     * serve nobody who did not name them, not even while the standard rules are away.
     */
    public static final String STANDARD_RULES = "0.1.0";

    /** The defaults. */
    public static final Policy DEFAULT =
        new Policy(
            ChatMode.MSRP,
            CpimWrapping.WHEN_NEEDED,
            "Open chat with {name}?",
            PageOversize.SPLIT,
            PageHtml.REFUSE,
            PageStatus.ACCEPTED,
            Notifications.ACCEPT,
            FailureReport.YES,
            MsrpReachable.YES,
            MsrpCema.NO,
            MsrpTls.ACCEPTED,
            Fingerprint.Hash.SHA_256,
            STANDARD_RULES,
            Durability.PROCESS);
  }

  /** The name only, for the rest names people's domains and files. */
  @Override
  public String toString() {
    return "Tenant[" + Masked.line(id) + "]";
  }
}
