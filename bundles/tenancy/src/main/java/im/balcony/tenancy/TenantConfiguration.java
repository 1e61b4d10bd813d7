package im.balcony.tenancy;

import im.balcony.api.config.Allowed;
import im.balcony.api.data.Quantity;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.CpimWrapping;
import im.balcony.api.tenant.Durability;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.api.tenant.MsrpTls;
import im.balcony.api.tenant.Notifications;
import im.balcony.api.tenant.PageHtml;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tenant.XmppTls;
import im.balcony.api.tls.Fingerprint;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * All keys of a tenant, with default, unit and range: what the web console shows, and the table
 * that {@link im.balcony.api.config.Key} reads. Numbers are texts here, for they may carry a unit;
 * see {@link Quantity}.
 *
 * <p>A name follows the rules of component property types: {@code _} is a dot, {@code $_$} a
 * hyphen.
 */
@ObjectClassDefinition(
    id = TenantConfiguration.PID,
    name = "Balcony tenant",
    description =
        "One tenant of the gateway. Sizes may end in B, kB, MB or GB (kB = 1000), times in ms, s,"
            + " min, h or d; without a unit they are octets and seconds.")
// MemberName: the names are given by the mapping from method to key.
@SuppressWarnings("MemberName")
@interface TenantConfiguration {

  /** The factory PID. */
  String PID = "im.balcony.tenant";

  @AttributeDefinition(
      name = "SIP domains",
      description =
          "Domains whose users are on SIP; each is one component on the XMPP server. Comma-separated, one or more, each in one tenant only. No default.")
  String[] sip_domains() default {};

  @AttributeDefinition(
      name = "XMPP domains",
      description =
          "Domains whose users SIP may reach, comma-separated, one or more; * for any. No default.")
  String[] xmpp_domains() default {};

  @AttributeDefinition(
      name = "XMPP host",
      description = "Host name or address of the XMPP server. Default 127.0.0.1.",
      required = false)
  String xmpp_host() default "127.0.0.1";

  @AttributeDefinition(
      name = "XMPP component port",
      description = "Port of the XMPP server's component listener. Default 5347; 1 to 65535.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 65_535)
  String xmpp_port() default "5347";

  @AttributeDefinition(
      name = "XMPP secret file",
      description =
          "File that holds the component secret; mode 0600, 1 to 1024 octets, read at each connect. The secret itself never stands here. No default.")
  String xmpp_secret$_$file() default "";

  @AttributeDefinition(
      name = "XMPP by TLS",
      description =
          "Whether the component link goes by TLS from its first octet on; nothing is said before"
              + " the certificate is found good. Default off; off, required.",
      options = {
        @Option(label = "off", value = "off"),
        @Option(label = "required", value = "required")
      },
      required = false)
  @Allowed(words = XmppTls.class)
  String xmpp_tls() default "off";

  @AttributeDefinition(
      name = "XMPP identity",
      description =
          "Whose trust holds for the XMPP server, and whose certificate is shown if it asks for one:"
              + " the NAME of a configuration im.balcony.keys-NAME. Default xmpp.",
      required = false)
  @Allowed(form = "the NAME of a configuration im.balcony.keys-NAME")
  String xmpp_tls$_$identity() default "xmpp";

  @AttributeDefinition(
      name = "XMPP server's name",
      description =
          "What the XMPP server's certificate has to name: a domain or an address. Default: xmpp.host.",
      required = false)
  String xmpp_tls$_$name() default "";

  @AttributeDefinition(
      name = "SIP next hops",
      description =
          "Outbound proxies as sip: URIs, comma-separated, tried in order; transport udp, tcp or tls (and sips:), the last with TLS only where listen.tls of im.balcony.sip is not empty. Default none: the Request-URI decides.",
      required = false)
  String[] sip_next$_$hop() default {};

  @AttributeDefinition(
      name = "SIP user name",
      description =
          "User name with which digest challenges to our requests (401, 407) are answered. Default none: they are not answered.",
      required = false)
  String sip_auth$_$user() default "";

  @AttributeDefinition(
      name = "SIP password file",
      description =
          "File that holds the password of sip.auth-user; mode 0600, 1 to 1024 octets, read when a challenge comes. The password itself never stands here. Default none.",
      required = false)
  String sip_auth$_$password$_$file() default "";

  @AttributeDefinition(
      name = "SIP realm",
      description = "The only realm whose challenges are answered. Default none: each is.",
      required = false)
  String sip_auth$_$realm() default "";

  @AttributeDefinition(
      name = "Trusted SIP peers",
      description =
          "Addresses and prefixes that may send SIP to us, comma-separated. Default none: nobody.",
      required = false)
  String[] sip_trusted$_$peers() default {};

  @AttributeDefinition(
      name = "Trusted names",
      description =
          "Domains of which the certificate of a trusted SIP peer has to name one (RFC 5922): with any, only peers"
              + " over TLS come in. Default none: their address is enough.",
      required = false)
  String[] sip_trusted$_$names() default {};

  @AttributeDefinition(
      name = "Realm for SIP peers",
      description =
          "Realm in which trusted SIP peers have to authenticate with digest (401). Default none: their address is enough.",
      required = false)
  String sip_demand$_$realm() default "";

  @AttributeDefinition(
      name = "Users file for SIP peers",
      description =
          "File with a line user:realm:hash for each who may authenticate, the hash of user:realm:password with MD5 or SHA-256; mode 0600, at most 1 MB, looked at every 2 s. Default none.",
      required = false)
  String sip_demand$_$users$_$file() default "";

  @AttributeDefinition(
      name = "Advertised SIP address",
      description = "host:port written into Contact. Default: the listener's.",
      required = false)
  String sip_advertise() default "";

  @AttributeDefinition(
      name = "Advertised MSRP address",
      description = "host:port written into SDP. Default: the listener's.",
      required = false)
  String msrp_advertise() default "";

  @AttributeDefinition(
      name = "Reachable by MSRP",
      description =
          "Whether peers can connect to the MSRP address; with no, as behind a NAT, the gateway"
              + " makes every connection. Default yes; yes, no.",
      options = {@Option(label = "yes", value = "yes"), @Option(label = "no", value = "no")},
      required = false)
  @Allowed(words = MsrpReachable.class)
  String msrp_reachable() default "yes";

  @AttributeDefinition(
      name = "Media anchors",
      description =
          "Whether media anchors (SBCs) on the way may name, in the m-line, where MSRP is"
              + " connected to (CEMA, RFC 6714). Default no; yes, no.",
      options = {@Option(label = "yes", value = "yes"), @Option(label = "no", value = "no")},
      required = false)
  @Allowed(words = MsrpCema.class)
  String msrp_cema() default "no";

  @AttributeDefinition(
      name = "MSRP by TLS",
      description =
          "Which sessions go by TLS: none, those for which the peer offers it, our own, too, or all"
              + " (others are refused). Default accepted; off, accepted, offered, required.",
      options = {
        @Option(label = "off", value = "off"),
        @Option(label = "accepted", value = "accepted"),
        @Option(label = "offered", value = "offered"),
        @Option(label = "required", value = "required")
      },
      required = false)
  @Allowed(words = MsrpTls.class)
  String msrp_tls() default "accepted";

  @AttributeDefinition(
      name = "Weakest fingerprint",
      description =
          "The weakest hash of a peer's a=fingerprint that counts. Default sha-256; sha-512,"
              + " sha-384, sha-256, sha-1.",
      options = {
        @Option(label = "sha-512", value = "sha-512"),
        @Option(label = "sha-384", value = "sha-384"),
        @Option(label = "sha-256", value = "sha-256"),
        @Option(label = "sha-1", value = "sha-1")
      },
      required = false)
  @Allowed(words = Fingerprint.Hash.class)
  String msrp_fingerprint() default "sha-256";

  @AttributeDefinition(
      name = "Allowed MSRP targets",
      description =
          "Addresses and prefixes to which MSRP connections may be made, comma-separated. Default none: public addresses only.",
      required = false)
  String[] msrp_connect$_$allow() default {};

  @AttributeDefinition(
      name = "First rung for chat",
      description =
          "How a chat begins: an MSRP session, or page messages. Default msrp; msrp, page.",
      options = {@Option(label = "msrp", value = "msrp"), @Option(label = "page", value = "page")},
      required = false)
  @Allowed(words = ChatMode.class)
  String chat_mode() default "msrp";

  @AttributeDefinition(
      name = "CPIM wrapping",
      description =
          "When messages are wrapped in message/cpim. Default when-needed; when-needed, always.",
      options = {
        @Option(label = "when-needed", value = "when-needed"),
        @Option(label = "always", value = "always")
      },
      required = false)
  @Allowed(words = CpimWrapping.class)
  String cpim() default "when-needed";

  @AttributeDefinition(
      name = "Subject of invitations",
      description =
          "Subject of our INVITE; {name} stands for the local part of the XMPP user; empty for none. At most 200 characters. Default: Open chat with {name}?",
      required = false)
  String chat_subject() default "Open chat with {name}?";

  @AttributeDefinition(
      name = "Long page messages",
      description =
          "What becomes of a text too long for one MESSAGE. Default split; split, reject, upgrade.",
      options = {
        @Option(label = "split", value = "split"),
        @Option(label = "reject", value = "reject"),
        @Option(label = "upgrade", value = "upgrade")
      },
      required = false)
  @Allowed(words = PageOversize.class)
  String page_oversize() default "split";

  @AttributeDefinition(
      name = "Parts of a page message",
      description = "Parts into which a text may be split. Default 10; 1 to 50.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 50)
  String page_parts() default "10";

  @AttributeDefinition(
      name = "HTML in page messages",
      description =
          "What becomes of a MESSAGE that is HTML and nothing else: refused with 415, or converted to text and sanitised XHTML-IM. Default refuse; refuse, convert.",
      options = {
        @Option(label = "refuse", value = "refuse"),
        @Option(label = "convert", value = "convert")
      },
      required = false)
  @Allowed(words = PageHtml.class)
  String page_html() default "refuse";

  @AttributeDefinition(
      name = "Answer to MESSAGE",
      description = "202 at once, or 200 after the hand-over. Default 202; 202, 200.",
      options = {@Option(label = "202", value = "202"), @Option(label = "200", value = "200")},
      required = false)
  @Allowed(words = PageStatus.class)
  String page_status() default "202";

  @AttributeDefinition(
      name = "Disposition notifications",
      description =
          "Notifications of delivery and display of single messages: none; those that the SIP user asks for; or beside these the SIP user is asked, in message/cpim, where the XMPP user wants a receipt or a marker. Default accept; never, accept, request.",
      options = {
        @Option(label = "never", value = "never"),
        @Option(label = "accept", value = "accept"),
        @Option(label = "request", value = "request")
      },
      required = false)
  @Allowed(words = Notifications.class)
  String imdn() default "accept";

  @AttributeDefinition(
      name = "Failure-Report",
      description =
          "What we ask for in each SEND; no is the SHOULD of RFC 7573, yes keeps every outcome known. Default yes; yes, partial, no.",
      options = {
        @Option(label = "yes", value = "yes"),
        @Option(label = "partial", value = "partial"),
        @Option(label = "no", value = "no")
      },
      required = false)
  @Allowed(words = FailureReport.class)
  String failure$_$report() default "yes";

  @AttributeDefinition(
      name = "Stanza limit",
      description = "The largest serialised stanza. Default 65536 B; 10 kB to 10 MB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 10_000, max = 10_000_000)
  String stanza$_$limit() default "65536";

  @AttributeDefinition(
      name = "MSRP message limit",
      description =
          "The largest MSRP message taken, the SDP max-size. Default stanza-limit - 2000 B; 1 kB to stanza-limit - 2000 B, thus at most 9998 kB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 1000, max = 9_998_000)
  String max$_$size() default "";

  @AttributeDefinition(
      name = "MSRP chunk size",
      description = "The largest MSRP chunk sent. Default 2048 B; 2048 B to 1 MB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 2048, max = 1_000_000)
  String chunk$_$size() default "2048";

  @AttributeDefinition(
      name = "Partial messages",
      description = "Incomplete incoming messages kept in a session. Default 32; 1 to 1000.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 1000)
  String partial_messages() default "32";

  @AttributeDefinition(
      name = "Age of partial messages",
      description =
          "How long an incomplete message waits for its next chunk. Default 60 s; 1 s to 1 h.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 1000, max = 3_600_000)
  String partial_age() default "60s";

  @AttributeDefinition(
      name = "Idle timeout",
      description =
          "Without content either way the chat ends: BYE and gone. Default 600 s; 1 s to 1 d.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 1000, max = 86_400_000)
  String idle$_$timeout() default "600s";

  @AttributeDefinition(
      name = "Set-up timeout",
      description = "How long an INVITE may ring. Default 60 s; 1 s to 3 min.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 1000, max = 180_000)
  String setup$_$timeout() default "60s";

  @AttributeDefinition(
      name = "Bind timeout",
      description =
          "How long the MSRP connection and its first SEND may take. Default 15 s; 1 s to 1 min.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 1000, max = 60_000)
  String bind$_$timeout() default "15s";

  @AttributeDefinition(
      name = "Receipt age",
      description = "How long a report is owed. Default 1 h; 1 s to 7 d.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 1000, max = 604_800_000)
  String receipt$_$age() default "1h";

  @AttributeDefinition(
      name = "Outbox messages",
      description = "Texts of one conversation that wait for a session. Default 100; 1 to 10000.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 10_000)
  String outbox_messages() default "100";

  @AttributeDefinition(
      name = "Outbox octets",
      description = "Octets of these texts, stanza-limit or more. Default 256 kB; 10 kB to 100 MB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 10_000, max = 100_000_000)
  String outbox_bytes() default "256kB";

  @AttributeDefinition(
      name = "Outbox age",
      description =
          "How long a text may wait; setup-timeout + bind-timeout + 32 s or more. Default 120 s; 34 s to 1 d.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 34_000, max = 86_400_000)
  String outbox_age() default "120s";

  @AttributeDefinition(
      name = "Link outage",
      description =
          "How long accepted messages wait for the XMPP link. Default 300 s; 0 ms to 1 d.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 0, max = 86_400_000)
  String link$_$outage() default "300s";

  @AttributeDefinition(
      name = "Sessions",
      description = "Sessions of this tenant. Default 10000; 1 to 1000000.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 1_000_000)
  String sessions_max() default "10000";

  @AttributeDefinition(
      name = "Rate per sender",
      description =
          "Messages a second and sender; bursts may be twice that. Default 20/s; 1/s to 100000/s.",
      required = false)
  @Allowed(unit = Quantity.RATE, min = 1, max = 100_000)
  String rate_source() default "20/s";

  @AttributeDefinition(
      name = "Queue messages",
      description =
          "Messages of this tenant that may wait to be worked on; more are refused (503,"
              + " resource-constraint). Default 5000; 10 to 1000000.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 10, max = 1_000_000)
  String queue_messages() default "5000";

  @AttributeDefinition(
      name = "Queue octets",
      description = "Octets of these messages. Default 16 MB; 1 MB to 1 GB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 1_000_000, max = 1_000_000_000)
  String queue_bytes() default "16MB";

  @AttributeDefinition(
      name = "Conversations",
      description =
          "Pairs of users of which something is remembered; messages of more are refused (503,"
              + " resource-constraint). Default 20000; 10 to 1000000.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 10, max = 1_000_000)
  String conversations_max() default "20000";

  @AttributeDefinition(
      name = "Half-open sessions",
      description =
          "Sessions that are begun and not in use yet; INVITEs for more are refused (503)."
              + " Default 1000; 1 to 1000000.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1, max = 1_000_000)
  String half$_$open_max() default "1000";

  @AttributeDefinition(
      name = "Peer memory",
      description = "How long a peer's refusal is remembered. Default 10 min; 0 ms to 1 d.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 0, max = 86_400_000)
  String peer$_$memory() default "10min";

  @AttributeDefinition(
      name = "Error window",
      description =
          "How long after the hand-over an error still counts. Default 120 s; 0 ms to 10 min.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 0, max = 600_000)
  String error$_$window() default "120s";

  @AttributeDefinition(
      name = "Drain limit",
      description = "How long a removed tenant may finish what it has. Default 60 s; 0 ms to 1 h.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 0, max = 3_600_000)
  String drain$_$limit() default "60s";

  @AttributeDefinition(
      name = "Mapping version",
      description =
          "OSGi version range of the mapping rules to use. Default highest: of the standard rules,"
              + " which count from 0.1; rules of one's own are below and have to be named.",
      required = false)
  String mapping_version() default "highest";

  @AttributeDefinition(
      name = "Durability",
      description = "What accepted messages survive. Default process; none, process, power.",
      options = {
        @Option(label = "none", value = "none"),
        @Option(label = "process", value = "process"),
        @Option(label = "power", value = "power")
      },
      required = false)
  @Allowed(words = Durability.class)
  String durability() default "process";
}
