package im.balcony.router.egress;

import im.balcony.api.address.Jid;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import java.net.IDN;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All component attachments: one for each SIP domain of each tenant. */
public final class Links {

  private static final Logger LOG = LoggerFactory.getLogger(Links.class);

  private final Link.Tools tools;
  private final BiConsumer<Link, Stanza> stanzas;
  private final Map<String, Link> links = new ConcurrentHashMap<>();
  private final Map<String, Link> byConnection = new ConcurrentHashMap<>();
  private volatile Map<String, List<Link>> byTenant = Map.of();

  /** No links yet; what comes in on one is given to {@code stanzas}. */
  public Links(Link.Tools tools, BiConsumer<Link, Stanza> stanzas) {
    this.tools = tools;
    this.stanzas = stanzas;
  }

  /** Opens, keeps and closes links so that they fit the tenants. */
  public synchronized void fit(List<Tenant> tenants) {
    var wanted = new HashMap<String, Tenant>();
    for (var tenant : tenants) {
      tenant.sipDomains().forEach(domain -> wanted.put(domain, tenant));
    }
    for (var domain : new HashSet<>(links.keySet())) {
      var link = links.get(domain);
      var tenant = wanted.get(domain);
      if (link != null && (tenant == null || !tenant.id().equals(link.tenantId()))) {
        links.remove(domain);
        link.close();
      }
    }
    wanted.forEach(
        (domain, tenant) -> {
          var known = links.get(domain);
          if (known != null) {
            known.update(tenant);
          } else {
            var link = new Link(tenant, domain, tools, byConnection);
            links.put(domain, link);
            link.open();
          }
        });
    byTenant =
        links.values().stream()
            .sorted(Comparator.comparing(Link::domain))
            .collect(Collectors.groupingBy(Link::tenantId, Collectors.toUnmodifiableList()));
  }

  /** Sends a stanza over the link of its sender's domain, which has to be the tenant's. */
  public void send(String tenant, XmppCommand.Send send) {
    var link = byDomain(send.stanza().from()).orElse(null);
    if (link != null && link.tenantId().equals(tenant)) {
      link.send(send);
      return;
    }
    LOG.warn("a stanza of tenant {} has no link of its own to leave by", tenant);
    send.effectId().ifPresent(id -> tools.results().accept(new XmppEvent.NotSent(id, false)));
  }

  /** A record of a link's stream. */
  public void record(String connectionId, WireRecord record) {
    var link = byConnection(connectionId);
    if (link.isEmpty()) {
      return;
    }
    if (record instanceof Stanza stanza) {
      stanzas.accept(link.get(), stanza);
    } else if (record instanceof XmppEvent event) {
      event.accept(link.get());
    }
  }

  /** Whether the connection was a link's. */
  public boolean connection(ConnectionEvent event) {
    var link = byConnection(event.connectionId());
    if (event.kind() != ConnectionEvent.Kind.OPENED) {
      link.ifPresent(l -> l.gone(event.reason()));
    }
    return link.isPresent();
  }

  private Optional<Link> byConnection(String connectionId) {
    return Optional.ofNullable(byConnection.get(connectionId));
  }

  /** The link of an address on our side; configuration may hold its domain in either form. */
  Optional<Link> byDomain(Jid address) {
    var link = links.get(address.domain());
    return Optional.ofNullable(link != null ? link : links.get(address.asciiDomain()));
  }

  /** The link of a SIP host as written in a URI. */
  public Optional<Link> byHost(String host) {
    var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    var link = links.get(name);
    return Optional.ofNullable(link != null ? link : links.get(IDN.toUnicode(name)));
  }

  /** The links of a tenant, by domain. */
  public List<Link> ofTenant(String tenant) {
    return byTenant.getOrDefault(tenant, List.of());
  }

  /** The tenant as its servers bound it: their stanza limits lower its own (XEP-0478 §4). */
  public Tenant bounded(Tenant tenant) {
    var own = tenant.limits().stanza();
    var least = (long) own;
    for (var link : ofTenant(tenant.id())) {
      least = Math.min(least, link.maxStanza().orElse(own));
    }
    return least < own ? tenant.with(tenant.limits().withStanza((int) least)) : tenant;
  }

  /** Stanzas whose fate is open, on all links. */
  public int waiting() {
    return links.values().stream().mapToInt(Link::undecided).sum();
  }

  /** Ends each link. */
  public void stop() {
    links.values().forEach(Link::stop);
  }
}
