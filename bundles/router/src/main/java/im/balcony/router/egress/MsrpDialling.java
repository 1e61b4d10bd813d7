package im.balcony.router.egress;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Place;
import im.balcony.router.strand.Scheduler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The MSRP connections that we made. Sessions of one tenant to the same scheme, host and port share
 * one (RFC 4975 §5.4); a while after its last session left, it is closed.
 */
final class MsrpDialling {

  private static final int DEFAULT_PORT = 2855;
  private static final int CONNECTION_ID = 12;

  private final Connections connections;
  private final Scheduler scheduler;
  private final Ids ids;
  private final long linger;
  private final Map<String, Dialled> byPlace = new HashMap<>();
  private final Map<String, Dialled> byId = new HashMap<>();

  private static final class Dialled {
    private final String id;
    private final String place;
    private final Set<String> sessions = new HashSet<>();
    private boolean open;

    Dialled(String id, String place) {
      this.id = id;
      this.place = place;
    }
  }

  MsrpDialling(Connections connections, Scheduler scheduler, Ids ids, long linger) {
    this.connections = connections;
    this.scheduler = scheduler;
    this.ids = ids;
    this.linger = linger;
  }

  /** The connection to the first URI of the remote path; a new one if there is none. */
  synchronized String dial(Tenant tenant, MsrpSession session) {
    var hop = session.remotePath().get(0);
    var target = session.anchor().orElseGet(() -> first(hop));
    var place =
        String.join(
            " ",
            tenant.id(),
            hop.secure() ? "msrps " + hop.bareHost() : "msrp",
            target.host().toLowerCase(Locale.ROOT),
            Integer.toString(target.port()));
    var known = byPlace.get(place);
    if (known == null) {
      known = new Dialled("msrp-" + ids.token(CONNECTION_ID), place);
      byPlace.put(place, known);
      byId.put(known.id, known);
      connect(tenant, hop, target, known.id);
    }
    known.sessions.add(session.id());
    return known.id;
  }

  private static Place first(MsrpUri hop) {
    return new Place(hop.bareHost(), hop.port().orElse(DEFAULT_PORT));
  }

  /** Whoever carries the octets, the certificate is that of the path's host (RFC 6714 §7). */
  private void connect(Tenant tenant, MsrpUri hop, Place target, String id) {
    connections.connect(
        id,
        "msrp",
        target.host(),
        target.port(),
        hop.secure() ? Optional.of(TlsCall.ofHost(hop.bareHost())) : Optional.empty(),
        Facts.NONE,
        tenant.msrpReach());
  }

  synchronized boolean isOpen(String id) {
    var dialled = byId.get(id);
    return dialled != null && dialled.open;
  }

  synchronized void opened(String id) {
    var dialled = byId.get(id);
    if (dialled != null) {
      dialled.open = true;
    }
  }

  synchronized void closed(String id) {
    var dialled = byId.remove(id);
    if (dialled != null) {
      byPlace.remove(dialled.place, dialled);
    }
  }

  /** A session left its connection. */
  synchronized void left(String id, String sessionId) {
    var dialled = byId.get(id);
    if (dialled != null && dialled.sessions.remove(sessionId) && dialled.sessions.isEmpty()) {
      scheduler.at(scheduler.now() + linger, () -> closeIfIdle(dialled));
    }
  }

  private synchronized void closeIfIdle(Dialled dialled) {
    if (dialled.sessions.isEmpty() && byId.get(dialled.id) == dialled) {
      closed(dialled.id);
      connections.close(dialled.id);
    }
  }

  synchronized int size() {
    return byId.size();
  }
}
