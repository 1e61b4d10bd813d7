package im.balcony.router.intake;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.egress.MsrpSessions;
import im.balcony.router.tenants.Directory;
import im.balcony.router.turn.Effects;

/**
 * Whose an MSRP record is: by the session, which has to be bound to the connection it came over.
 */
public final class MsrpIntake {

  private final MsrpSessions sessions;
  private final Effects effects;
  private final Directory directory;
  private final Entrance entrance;

  /** Leads what comes in to its session's conversation. */
  public MsrpIntake(
      MsrpSessions sessions, Effects effects, Directory directory, Entrance entrance) {
    this.sessions = sessions;
    this.effects = effects;
    this.directory = directory;
    this.entrance = entrance;
  }

  /** Brings a record in. */
  public void record(String connection, WireRecord record) {
    if (record instanceof MsrpEvent.Unbound unbound) {
      sessions.unbound(connection, unbound.sessionId());
    } else if (record instanceof MsrpEvent.Sent sent) {
      // Its session may be forgotten already; the effect is not.
      effects.find(sent.effectId()).ifPresent(f -> hear(f.owed().key(), sent, false));
    } else if (record instanceof MsrpEvent.Received received) {
      bring(connection, received.sessionId(), record, true);
    } else if (record instanceof MsrpEvent.Bound bound) {
      bring(connection, bound.sessionId(), record, false);
    } else if (record instanceof MsrpEvent.Report report) {
      bring(connection, report.sessionId(), record, false);
    } else if (record instanceof MsrpEvent.Broken broken) {
      bring(connection, broken.sessionId(), record, false);
    }
  }

  private void bring(String connection, String sessionId, WireRecord record, boolean fresh) {
    sessions.owner(connection, sessionId).ifPresent(key -> hear(key, record, fresh));
  }

  private void hear(ConversationKey key, WireRecord record, boolean fresh) {
    directory
        .byId(key.tenant())
        .ifPresent(tenant -> entrance.bring(tenant, key, record, fresh, ""));
  }

  private static String why(ConnectionEvent event) {
    if (event.kind() == ConnectionEvent.Kind.FORBIDDEN) {
      return MsrpEvent.Broken.FORBIDDEN;
    }
    return event.reason().isEmpty() ? "connection closed" : event.reason();
  }

  /** A connection opened, failed or closed. */
  public void connection(ConnectionEvent event) {
    if (event.kind() == ConnectionEvent.Kind.OPENED) {
      sessions.opened(event.connectionId());
    } else {
      sessions.closed(event.connectionId(), why(event));
    }
  }
}
