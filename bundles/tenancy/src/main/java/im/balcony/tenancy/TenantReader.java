package im.balcony.tenancy;

import im.balcony.api.config.SecretFile;
import im.balcony.api.data.Quantity;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.CpimWrapping;
import im.balcony.api.tenant.Durability;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.api.tenant.MsrpTls;
import im.balcony.api.tenant.Notifications;
import im.balcony.api.tenant.PageHtml;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants.Refusal;
import im.balcony.api.tenant.XmppTls;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.TlsCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads one configuration as a {@link Tenant}, or says all that is wrong with it. */
final class TenantReader {

  /** The envelope and the escaping of a stanza around its text ({@code max-size}). */
  static final int ENVELOPE = 2000;

  /**
   * What INVITE and BYE may take to end, besides set-up and binding (64 T1, RFC 3261 §17.1.1.2).
   */
  static final long TRANSACTION = 32_000;

  private static final String SECRET_FILE = "xmpp.secret-file";
  private static final String AUTH_USER = "sip.auth-user";
  private static final String PASSWORD_FILE = "sip.auth-password-file";
  private static final String DEMAND_REALM = "sip.demand-realm";
  private static final String USERS_FILE = "sip.demand-users-file";

  /** Keys of files with a secret, whose values may be the secret itself by mistake. */
  private static final Set<String> SECRET_FILES = Set.of(SECRET_FILE, PASSWORD_FILE, USERS_FILE);

  private final BiFunction<String, Integer, Optional<SecretFile.Fault>> secretFault;

  /**
   * With the check that a secret file has to pass: what is wrong with the one of this name that may
   * have so many octets, if anything.
   */
  TenantReader(BiFunction<String, Integer, Optional<SecretFile.Fault>> secretFault) {
    this.secretFault = secretFault;
  }

  /**
   * What a configuration says.
   *
   * @param tenant the tenant, if nothing was refused
   * @param refusals what was refused
   */
  record Reading(Optional<Tenant> tenant, List<Refusal> refusals) {

    /**
     * Whether the file of a secret is at fault, which can be mended without a word to Configuration
     * Admin.
     */
    boolean secretIsAtFault() {
      return refusals.stream().anyMatch(refusal -> SECRET_FILES.contains(refusal.key()));
    }
  }

  /** Reads {@code properties} as those of the tenant {@code id}. */
  Reading read(String id, Map<String, String> properties) {
    var values = new Values(id, properties);
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      values.refuse("", id, "a name of 1 to 64 letters, digits, '.', '-' and '_'");
    }
    checkKeys(properties, values);
    var tenant = tenant(id, values);
    return new Reading(
        values.refusals().isEmpty() ? Optional.of(tenant) : Optional.empty(), values.refusals());
  }

  private static void checkKeys(Map<String, String> properties, Values values) {
    properties.forEach(
        (key, value) -> {
          if (Shown.secretLike(key)) {
            values.refuseAsShown(key, Shown.HIDDEN, "the name of a file in " + key + "-file");
          } else if (!Values.KEYS.containsKey(key)) {
            values.refuseAsShown(Shown.unknownKey(key, value), Shown.HIDDEN, "only known keys");
          } else if (value.strip().startsWith("$[") && !SECRET_FILES.contains(key)) {
            // What Karaf could not fill in stays as it is, and would be taken for the value.
            values.refuse(key, value.strip(), "a value, or a placeholder that is filled in");
          } else if (value.length() > Values.MAX_LENGTH && !SECRET_FILES.contains(key)) {
            values.refuse(key, value, "at most " + Values.MAX_LENGTH + " characters");
          }
        });
  }

  private Tenant tenant(String id, Values values) {
    var sipDomains = values.atLeastOne("sip.domains", Forms.DOMAIN);
    var xmppDomains = values.atLeastOne("xmpp.domains", Forms.DOMAIN_OR_ANY);
    for (var domain : xmppDomains) {
      if (sipDomains.contains(domain)) {
        // Its messages would go round in a circle.
        values.refuse("xmpp.domains", domain, "a domain that is not in sip.domains");
      }
    }
    return new Tenant(
        id,
        false,
        sipDomains,
        xmppDomains,
        component(values),
        values.list("sip.next-hop", Forms.NEXT_HOP),
        values.list("sip.trusted-peers", Forms.PREFIX),
        values.one("sip.advertise", Forms.HOST_PORT),
        values.one("msrp.advertise", Forms.HOST_PORT),
        values.list("msrp.connect-allow", Forms.PREFIX),
        policy(values),
        limits(values),
        new Tenant.Digest(credentials(values), demand(values)),
        values.list("sip.trusted-names", Forms.CERTIFIED_DOMAIN));
  }

  private Tenant.Component component(Values values) {
    var host = values.one("xmpp.host", Forms.HOST).orElse("");
    return new Tenant.Component(
        host,
        values.count("xmpp.port"),
        secretFile(values, SECRET_FILE, SecretFile.LARGEST),
        tls(values, host));
  }

  private static Optional<TlsCall> tls(Values values, String host) {
    var identity = values.one("xmpp.tls-identity", Forms.IDENTITY);
    var name = values.one("xmpp.tls-name", Forms.HOST).orElse(host);
    return values.word("xmpp.tls", XmppTls.class) == XmppTls.REQUIRED
        ? Optional.of(new TlsCall(identity, withoutBrackets(name), TlsCall.Rule.XMPP))
        : Optional.empty();
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private String secretFile(Values values, String key, int maxOctets) {
    var file = values.text(key);
    secretFault
        .apply(file, maxOctets)
        .ifPresent(fault -> values.refuseAsShown(key, fault.shown(), fault.allowed()));
    return file;
  }

  private Optional<Tenant.Credentials> credentials(Values values) {
    var user = values.one(AUTH_USER, Forms.QUOTABLE);
    var realm = values.one("sip.auth-realm", Forms.QUOTABLE);
    if (values.text(AUTH_USER).isEmpty()) {
      refuseWithout(AUTH_USER, values, PASSWORD_FILE, "sip.auth-realm");
      return Optional.empty();
    }
    var file = secretFile(values, PASSWORD_FILE, SecretFile.LARGEST);
    return Optional.of(new Tenant.Credentials(user.orElse(""), file, realm));
  }

  private Optional<Tenant.Demand> demand(Values values) {
    var realm = values.one(DEMAND_REALM, Forms.QUOTABLE);
    if (values.text(DEMAND_REALM).isEmpty()) {
      refuseWithout(DEMAND_REALM, values, USERS_FILE);
      return Optional.empty();
    }
    var file = secretFile(values, USERS_FILE, Tenant.Demand.MOST_OCTETS);
    return Optional.of(new Tenant.Demand(realm.orElse(""), file));
  }

  /** Keys that say nothing where another one has no value. */
  private static void refuseWithout(String other, Values values, String... keys) {
    for (var key : keys) {
      if (values.has(key)) {
        values.refuseAsShown(key, Shown.HIDDEN, "a value only where " + other + " has one");
      }
    }
  }

  private static Tenant.Policy policy(Values values) {
    return new Tenant.Policy(
        values.word("chat.mode", ChatMode.class),
        values.word("cpim", CpimWrapping.class),
        values.one("chat.subject", Forms.SUBJECT).orElse(""),
        values.word("page.oversize", PageOversize.class),
        values.word("page.html", PageHtml.class),
        values.word("page.status", PageStatus.class),
        values.word("imdn", Notifications.class),
        values.word("failure-report", FailureReport.class),
        values.word("msrp.reachable", MsrpReachable.class),
        values.word("msrp.cema", MsrpCema.class),
        values.word("msrp.tls", MsrpTls.class),
        values.word("msrp.fingerprint", Fingerprint.Hash.class),
        values.one("mapping.version", Forms.VERSIONS).orElse(Tenant.Policy.STANDARD_RULES),
        values.word("durability", Durability.class));
  }

  private static Limits limits(Values values) {
    var stanza = values.count("stanza-limit");
    var limits =
        new Limits(
            values.count("page.parts"),
            stanza,
            Math.toIntExact(values.optionalNumber("max-size").orElse(stanza - ENVELOPE)),
            values.count("chunk-size"),
            values.count("partial.messages"),
            values.number("partial.age"),
            values.number("idle-timeout"),
            values.number("setup-timeout"),
            values.number("bind-timeout"),
            values.number("receipt-age"),
            values.count("outbox.messages"),
            values.count("outbox.bytes"),
            values.number("outbox.age"),
            values.number("link-outage"),
            values.count("sessions.max"),
            values.count("rate.source"),
            values.number("peer-memory"),
            values.number("error-window"),
            values.number("drain-limit"),
            new Limits.Share(
                values.count("queue.messages"),
                values.count("queue.bytes"),
                values.count("conversations.max"),
                values.count("half-open.max")));
    checkTogether(limits, values);
    return limits;
  }

  private static void checkTogether(Limits limits, Values values) {
    var largest = limits.stanza() - ENVELOPE;
    if (limits.maxSize() > largest) {
      values.refuse(
          "max-size",
          values.text("max-size"),
          "1 kB to stanza-limit - 2000 B, which is " + Quantity.OCTETS.render(largest));
    }
    if (limits.outboxBytes() < limits.stanza()) {
      values.refuse(
          "outbox.bytes",
          values.text("outbox.bytes"),
          "stanza-limit or more, which is " + Quantity.OCTETS.render(limits.stanza()));
    }
    var least = limits.setupTimeout() + limits.bindTimeout() + TRANSACTION;
    if (limits.outboxAge() < least) {
      values.refuse(
          "outbox.age",
          values.text("outbox.age"),
          "setup-timeout + bind-timeout + 32 s or more, which is " + Quantity.TIME.render(least));
    }
  }
}
