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
  private final ConversationIntake conversationIntake;

  /** Leads what comes in to its session's conversation. */
  public MsrpIntake(
      MsrpSessions sessions,
      Effects effects,
      Directory directory,
      ConversationIntake conversationIntake) {
    this.sessions = sessions;
    this.effects = effects;
    this.directory = directory;
    this.conversationIntake = conversationIntake;
  }

  /** Brings a record in. */
  public void record(String connection, WireRecord record) {
    if (record instanceof MsrpEvent event) {
      event.accept(new Heard(connection));
    }
  }

  private void bring(String connection, MsrpEvent event, boolean fresh) {
    sessions.owner(connection, event.sessionId()).ifPresent(key -> hear(key, event, fresh));
  }

  private void hear(ConversationKey key, WireRecord record, boolean fresh) {
    directory
        .byId(key.tenant())
        .ifPresent(tenant -> conversationIntake.bring(tenant, key, record, fresh, ""));
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

  /** What one connection says. */
  private final class Heard implements MsrpEvent.Visitor {

    private final String connection;

    Heard(String connection) {
      this.connection = connection;
    }

    @Override
    public void visit(MsrpEvent.Unbound event) {
      sessions.unbound(connection, event.sessionId());
    }

    @Override
    public void visit(MsrpEvent.Sent event) {
      // Its session may be forgotten already; the effect is not.
      effects.find(event.effectId()).ifPresent(f -> hear(f.owed().key(), event, false));
    }

    @Override
    public void visit(MsrpEvent.Received event) {
      bring(connection, event, true);
    }

    @Override
    public void visit(MsrpEvent.Bound event) {
      bring(connection, event, false);
    }

    @Override
    public void visit(MsrpEvent.Report event) {
      bring(connection, event, false);
    }

    @Override
    public void visit(MsrpEvent.Broken event) {
      bring(connection, event, false);
    }

    @Override
    public void visit(MsrpEvent.Restarted event) {
      // The router's own word after a start; no connection says it.
    }
  }
}
