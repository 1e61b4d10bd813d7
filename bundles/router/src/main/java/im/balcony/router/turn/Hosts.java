package im.balcony.router.turn;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.IpPrefix;
import im.balcony.api.mapping.Context;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.bounds.Lru;
import im.balcony.router.strand.Scheduler;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What the hosts in session descriptions stand for (RFC 6714 §4.4). Rules cannot wait for a name
 * server, so names are looked up before they are asked; for tenants with media anchors only.
 */
public final class Hosts implements Context.Hosts {

  private static final int MOST_NAMES = 1_000;
  private static final int MOST_OF_A_RECORD = 16;

  /** Milliseconds for which an answer is believed; what lies behind has its own, by the TTLs. */
  private static final long AGE = 30_000;

  private final Connections connections;
  private final Scheduler scheduler;
  private final Lru<String, Asked> names = new Lru<>(MOST_NAMES);

  private record Asked(long at, CompletableFuture<List<String>> found) {}

  /** Nothing is known yet. */
  public Hosts(Connections connections, Scheduler scheduler) {
    this.connections = connections;
    this.scheduler = scheduler;
  }

  /** Asks for the names of a record; what is still awaited, if anything is. */
  public Optional<CompletableFuture<?>> awaited(Tenant tenant, WireRecord record) {
    if (tenant.policy().msrpCema() == MsrpCema.NO) {
      return Optional.empty();
    }
    var waiting =
        description(record).stream()
            .flatMap(sdp -> hosts(sdp).filter(host -> literal(host).isEmpty()))
            .distinct()
            .limit(MOST_OF_A_RECORD)
            .map(this::found)
            .filter(found -> !found.isDone())
            .toArray(CompletableFuture<?>[]::new);
    return waiting.length == 0 ? Optional.empty() : Optional.of(CompletableFuture.allOf(waiting));
  }

  private static Optional<SessionDescription> description(WireRecord record) {
    if (record instanceof SipEvent.Received received) {
      return received.request().sdp();
    }
    return record instanceof SipEvent.Answered answered
        ? answered.response().sdp()
        : Optional.empty();
  }

  private static Stream<String> hosts(SessionDescription sdp) {
    return sdp.media().stream()
        .filter(line -> line.type().equalsIgnoreCase("message") && line.port() != 0)
        .flatMap(line -> Stream.concat(Stream.of(line.host().orElse(sdp.host())), ofPath(line)));
  }

  private static Stream<String> ofPath(MediaLine line) {
    return line.attribute("path").stream()
        .flatMap(path -> Stream.of(path.split("\\s+", MOST_OF_A_RECORD)))
        .flatMap(text -> host(text).stream());
  }

  private static Optional<String> host(String uri) {
    try {
      return Optional.of(MsrpUri.parse(uri).host());
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private CompletableFuture<List<String>> found(String host) {
    var known = names.get(host).filter(asked -> scheduler.now() - asked.at < AGE);
    if (known.isPresent()) {
      return known.get().found;
    }
    var found =
        connections
            .addresses(host)
            .thenApply(all -> all.stream().map(InetAddress::getHostAddress).toList())
            .toCompletableFuture();
    names.put(host, new Asked(scheduler.now(), found));
    return found;
  }

  @Override
  public List<String> addresses(String host) {
    return literal(host)
        .map(List::of)
        .orElseGet(
            () -> names.get(host).map(asked -> asked.found.getNow(List.of())).orElse(List.of()));
  }

  private static Optional<String> literal(String host) {
    try {
      return Optional.of(IpPrefix.parse(host).address().getHostAddress());
    } catch (AddressException e) {
      return Optional.empty();
    }
  }
}
