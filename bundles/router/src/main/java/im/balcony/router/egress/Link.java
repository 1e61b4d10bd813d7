package im.balcony.router.egress;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.Masked;
import im.balcony.api.data.Sparing;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.tenants.Secrets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One component attachment: a tenant's SIP domain at its XMPP server (XEP-0114). It connects,
 * connects again after a random growing delay, and keeps what could not be sent for a bounded time.
 */
public final class Link implements XmppEvent.Visitor {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  /** What a link needs of the gateway. */
  public record Tools(
      Connections connections,
      Scheduler scheduler,
      Ids ids,
      Secrets secrets,
      RouterLimits limits,
      BooleanSupplier ending,
      Consumer<WireRecord> results) {}

  private enum State {
    DOWN,
    CONNECTING,
    UP,
    CLOSED
  }

  // A server that still holds our last stream lets it die first.
  private static final long CONFLICT_DELAY = 10_000;

  // What an operator has to mend is not mended by asking more often.
  private static final long OPERATOR_DELAY = 60_000;
  private static final long CONNECT_LIMIT = 30_000;
  private static final long STEADY = 10_000;
  private static final long VERDICT = 1_000;
  private static final int CONNECTION_ID = 12;

  // What a user can make a server pass on must not fill the log.
  private static final long PASSED_OVER_SPAN = 60_000;
  private static final int PASSED_OVER_LINES = 10;

  /**
   * The highest {@code stanza-limit}. Mapping measures each stanza by the tenant's own, which may
   * change while the stream lasts; the stream has to heed only what the server announced.
   */
  private static final int MOST_STANZA = 10_000_000;

  private static final String FRESH = "not connected yet";

  /** Hosts that are this machine, by name or address; no name is looked up for that. */
  private static final Pattern HERE =
      Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[?::1]?", Pattern.CASE_INSENSITIVE);

  /**
   * How a server ends a stream over a stanza that was too long (RFC 6120 §13.12). It does not say
   * which; sent again, it would end the next stream too.
   */
  private static final String TOO_LONG = "policy-violation";

  private final String domain;
  private final Tools tools;
  private final Backoff backoff;
  private final LinkQueue queue = new LinkQueue();
  private final Redirect redirect = new Redirect();

  /** What the last stream left for the next (XEP-0198 §5). */
  private Facts resumption = Facts.NONE;

  private Tenant tenant;
  private State state = State.DOWN;
  private final Map<String, Link> byConnection;
  private String connectionId = "";
  private String reason = FRESH;
  private String warnedOf = "";
  private OptionalLong maxStanza = OptionalLong.empty();
  private long since;
  private final Sparing passedOver = new Sparing(PASSED_OVER_SPAN, PASSED_OVER_LINES);
  private Scheduler.@Nullable Timer retry;
  private Scheduler.@Nullable Timer expiry;

  /** Of a domain of this tenant; {@code byConnection} always holds it under its connection. */
  Link(Tenant tenant, String domain, Tools tools, Map<String, Link> byConnection) {
    this.byConnection = byConnection;
    this.tenant = tenant;
    this.domain = domain;
    this.tools = tools;
    this.backoff = new Backoff(tools.limits().backoffMin(), tools.limits().backoffMax());
    this.since = tools.scheduler().now();
  }

  /** Whose link it is. */
  public String tenantId() {
    return tenant.id();
  }

  /** The domain that it speaks for. */
  public String domain() {
    return domain;
  }

  private void connection(String next) {
    byConnection.remove(connectionId, this);
    connectionId = next;
    if (!next.isEmpty()) {
      byConnection.put(next, this);
    }
  }

  /** Takes changed limits and addresses; another server means another stream. */
  synchronized void update(Tenant next) {
    var moved = !next.component().equals(tenant.component());
    tenant = next;
    if (moved && state != State.CLOSED) {
      redirect.forget();
      resumption = Facts.NONE;
      hangUp();
      lost("moved", tools.scheduler().now());
    }
  }

  /** Connects now. */
  synchronized void open() {
    if (state != State.DOWN) {
      return;
    }
    retry = null;
    String secret;
    try {
      secret = tools.secrets().read(tenant.component().secretFile());
    } catch (IOException e) {
      failed(String.valueOf(e.getMessage()), OPERATOR_DELAY);
      return;
    }
    var place = redirect.take(tenant.component());
    if (tenant.component().tls().isEmpty()) {
      warnOfTheWay(place.host());
    }
    state = State.CONNECTING;
    connection("xmpp-" + tools.ids().token(CONNECTION_ID));
    var settings =
        Facts.NONE
            .with("domain", domain)
            .with("secret", secret)
            .with("tls", tenant.component().tls().isPresent())
            .with("resumption", resumption)
            .with("stanza-limit", MOST_STANZA)
            .with("receive-limit", tools.limits().keys().receiveLimit())
            .with("ping-busy", tools.limits().keys().pingInterval())
            .with("ping-idle", tools.limits().pingIdle());
    tools
        .connections()
        .connect(
            connectionId,
            "xmpp",
            place.host(),
            place.port(),
            tenant.component().tls(),
            settings,
            List.of());
    var attempt = connectionId;
    tools.scheduler().at(tools.scheduler().now() + CONNECT_LIMIT, () -> giveUp(attempt));
  }

  /** The component protocol has no encryption of its own (XEP-0225 §1): said once a host. */
  private void warnOfTheWay(String host) {
    if (!host.equals(warnedOf) && !HERE.matcher(host).matches()) {
      warnedOf = host;
      LOG.warn(
          "link {} of tenant {} goes to {} unencrypted: xmpp.tls or a tunnel has to protect it",
          domain,
          tenant.id(),
          Masked.line(host));
    }
  }

  /** A stanza was passed over unread: one line a sender and minute. */
  @Override
  public void visit(XmppEvent.PassedOver event) {
    var from =
        event.from().map(f -> Masked.line(Masked.address(f))).orElse("somebody who is not named");
    switch (passedOver.about(from, tools.scheduler().now())) {
      case SAY -> sayPassedOver(from, event.condition(), "");
      case SAY_LAST -> sayPassedOver(from, event.condition(), "; no further line this minute");
      case HUSH -> {
        // Its sender was told.
      }
    }
  }

  private void sayPassedOver(String from, String condition, String more) {
    LOG.warn("link {}: a stanza of {} is passed over: {}{}", domain, from, condition, more);
  }

  private synchronized void giveUp(String attempt) {
    if (state == State.CONNECTING && connectionId.equals(attempt)) {
      visit(new XmppEvent.Down("timeout", false));
    }
  }

  /** The stream stands, with the server's own stanza limit if it has one (XEP-0478 §4). */
  @Override
  public synchronized void visit(XmppEvent.Up event) {
    var limit = event.maxStanza();
    if (state != State.CONNECTING) {
      return;
    }
    state = State.UP;
    resumption = Facts.NONE;
    maxStanza = limit;
    since = tools.scheduler().now();
    reason = "";
    LOG.info("link {} of tenant {} is up", domain, tenant.id());
    flush();
  }

  /** The stream ended, or never began. */
  @Override
  public synchronized void visit(XmppEvent.Down down) {
    hangUp();
    resumption = down.resumption();
    var culprit =
        down.condition().equals(TOO_LONG)
            ? queue.takeLargestWritten(tools.connections())
            : Optional.<LinkQueue.Item>empty();
    var now = tools.scheduler().now();
    if (down.operatorNeeded()) {
      lost(down.condition(), now + OPERATOR_DELAY);
    } else if (redirect.follows(down.otherHost(), tenant.component())) {
      lost(down.condition(), now);
    } else {
      var delay = delay(now);
      lost(
          down.condition(),
          now + (down.condition().equals("conflict") ? Math.max(CONFLICT_DELAY, delay) : delay));
    }
    culprit.ifPresent(this::notSent);
  }

  /** The connection is gone without a word of the protocol. */
  synchronized void gone(String why) {
    var now = tools.scheduler().now();
    lost(why.isEmpty() ? "connection closed" : why, now + delay(now));
  }

  private long delay(long now) {
    if (state == State.UP && now - since >= STEADY) {
      backoff.reset();
    }
    return backoff.failed(tools.ids());
  }

  private void hangUp() {
    if (!connectionId.isEmpty()) {
      tools.connections().close(connectionId);
    }
  }

  private void lost(String why, long nextTry) {
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.UP) {
      since = tools.scheduler().now();
    }
    failed(why, nextTry - tools.scheduler().now());
    queue.allBack();
    expire();
  }

  private void failed(String why, long delay) {
    if (!why.equals(reason)) {
      tell("link {} of tenant {} is down: {}", domain, tenant.id(), Masked.line(why));
    }
    state = State.DOWN;
    connection("");
    reason = why;
    if (retry != null) {
      retry.cancel();
    }
    retry = tools.scheduler().at(tools.scheduler().now() + delay, this::open);
  }

  /** Where all ends, that a link ends is no trouble. */
  private void tell(String what, Object... of) {
    if (tools.ending().getAsBoolean()) {
      LOG.info(what, of);
    } else {
      LOG.warn(what, of);
    }
  }

  /** Sends a stanza, now or when the link is up again; without a wish for its fate only now. */
  synchronized void send(XmppCommand.Send send) {
    if (send.effectId().isEmpty()) {
      if (state == State.UP) {
        tools.connections().command(connectionId, send);
      }
      return;
    }
    var now = tools.scheduler().now();
    if (state == State.CLOSED || !queue.hasRoom(tools.limits().keys())) {
      tools.results().accept(new XmppEvent.NotSent(send.effectId().get(), false));
      return;
    }
    var patience = now + tenant.limits().linkOutage();
    // What does not wait is not measured, for that means to write it.
    var octets = state == State.UP ? 0 : tools.connections().size("xmpp", send);
    queue.add(
        send.effectId().get(),
        send,
        Math.min(patience, send.until().orElse(Long.MAX_VALUE)),
        octets);
    if (state == State.UP) {
      flush();
    } else {
      expire();
    }
  }

  private void flush() {
    for (var item : queue.takeAll()) {
      tools.connections().command(connectionId, item.send());
    }
    expire();
  }

  @Override
  public synchronized void visit(XmppEvent.HandedOver event) {
    if (queue.confirmed(event.effectId())) {
      tools.results().accept(event);
    }
  }

  /** Said here, of what waited for a stream: no stream says it. */
  @Override
  public void visit(XmppEvent.Expired event) {
    tools.results().accept(event);
  }

  /** An error came for it: it must not go again when the link is lost. */
  @Override
  public synchronized void visit(XmppEvent.Refused event) {
    if (queue.confirmed(event.effectId())) {
      tools.results().accept(event);
    }
  }

  /**
   * A stanza that the stream gave back. If the stream ends it goes again, with the same id; if it
   * lives on, another try would end the same way.
   */
  @Override
  public synchronized void visit(XmppEvent.NotSent event) {
    if (queue.back(event.effectId(), event.written())) {
      var connection = connectionId;
      tools.scheduler().at(tools.scheduler().now() + VERDICT, () -> livesOn(connection));
    }
  }

  private synchronized void livesOn(String connection) {
    if (state == State.UP && connectionId.equals(connection)) {
      queue.takeReturned().forEach(this::notSent);
    }
  }

  private void expire() {
    queue.expired(tools.scheduler().now()).forEach(this::tooLate);
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
    var next = queue.nextDeadline();
    if (next.isPresent()) {
      expiry = tools.scheduler().at(next.getAsLong(), this::expireLater);
    }
  }

  private synchronized void expireLater() {
    expire();
  }

  private void tooLate(LinkQueue.Item item) {
    tools.results().accept(new XmppEvent.Expired(item.effectId(), item.written()));
  }

  private void notSent(LinkQueue.Item item) {
    tools.results().accept(new XmppEvent.NotSent(item.effectId(), item.written()));
  }

  /** Ends the stream in an orderly way (RFC 6120 §4.4); what waits is reported. */
  synchronized void close() {
    if (state == State.UP) {
      tools.connections().command(connectionId, new XmppCommand.Close());
    }
    hangUp();
    state = State.CLOSED;
    connection("");
    reason = "closed";
    if (retry != null) {
      retry.cancel();
    }
    queue.allBack();
    queue.expired(Long.MAX_VALUE).forEach(this::notSent);
    expire();
  }

  /** Stops without reporting anything: the store knows what is owed. */
  synchronized void stop() {
    if (state == State.UP) {
      tools.connections().command(connectionId, new XmppCommand.Close());
    }
    hangUp();
    state = State.CLOSED;
    connection("");
    for (var timer : new Scheduler.Timer[] {retry, expiry}) {
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  /** The largest stanza that the server said it takes, in octets. */
  synchronized OptionalLong maxStanza() {
    return maxStanza;
  }

  /** Stanzas whose fate is open. */
  synchronized int undecided() {
    return queue.size();
  }

  /** Whether the server takes stanzas. */
  public synchronized boolean isUp() {
    return state == State.UP;
  }

  /** How long it has been down, in milliseconds; 0 while it is up. */
  public synchronized long downFor() {
    return state == State.UP ? 0 : tools.scheduler().now() - since;
  }

  /** Whether it is up, or was found not to come up: nothing more is to be waited for at start. */
  public synchronized boolean isSettled() {
    return state == State.UP || !reason.equals(FRESH);
  }

  /** Why it is down; empty while it is up. */
  public synchronized String problem() {
    return state == State.UP ? "" : Masked.line(reason);
  }

  /** {@code up}, {@code connecting} or {@code down} with the reason. */
  public synchronized String status() {
    return switch (state) {
      case UP -> "up";
      case CONNECTING -> "connecting" + (reason.isEmpty() ? "" : " (" + Masked.line(reason) + ")");
      default -> "down (" + Masked.line(reason) + ")";
    };
  }
}
