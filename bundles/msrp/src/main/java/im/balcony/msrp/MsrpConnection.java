package im.balcony.msrp;

import im.balcony.api.data.Ids;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.msrp.frame.ByteRange;
import im.balcony.msrp.frame.FrameReader;
import im.balcony.msrp.frame.Frames;
import im.balcony.msrp.frame.Settings;
import im.balcony.msrp.transfer.Call;
import im.balcony.msrp.transfer.Inbound;
import im.balcony.msrp.transfer.Messages;
import im.balcony.msrp.transfer.Outbound;
import im.balcony.msrp.transfer.Outlet;
import im.balcony.msrp.transfer.PeerTrust;
import im.balcony.msrp.transfer.Responses;
import im.balcony.msrp.transfer.Session;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One MSRP connection, accepted or opened: a small loop that finds frames, gives what comes in to
 * {@link Inbound}, what goes out to {@link Outbound}, and looks after deadlines.
 */
final class MsrpConnection implements Protocol {

  private static final long NEVER = Long.MAX_VALUE;

  final Settings settings;
  final Map<String, Session> sessions = new LinkedHashMap<>();
  final Outlet outlet = new Outlet();
  final FrameReader reader;
  final Outbound outbound;
  final Responses answers;
  final Messages messages;
  final Inbound inbound;
  final boolean outgoing;
  private final PeerTrust trust;

  boolean opened;
  boolean closing;

  /** When an accepted connection without a valid request is closed. */
  long firstRequestDue = NEVER;

  /** When a connection without a session is closed. */
  long unboundDue = NEVER;

  /** When to look for idle sessions and aged messages; may be early, never late. */
  long sweepDue = NEVER;

  MsrpConnection(ConnectionSpec spec) {
    settings = Settings.of(spec.settings());
    outgoing = spec.outgoing();
    trust = new PeerTrust(spec);
    reader = new FrameReader(settings);
    outbound = new Outbound(sessions, outlet, settings);
    answers = new Responses(outbound, settings);
    messages = new Messages(outbound, answers);
    inbound = new Inbound(sessions, outbound, answers, messages);
  }

  @Override
  public Output opened(long now, Ids ids) {
    var call = new Call(now, ids);
    opened = true;
    if (!outgoing) {
      firstRequestDue = now + settings.firstRequest();
    }
    return finish(call);
  }

  @Override
  public Output received(ByteBuffer bytes, long now, Ids ids) {
    var call = new Call(now, ids);
    if (closing) {
      bytes.position(bytes.limit());
    } else {
      reader.feed(bytes);
      read(call);
    }
    return finish(call);
  }

  private void read(Call call) {
    while (!closing && !inbound.isWaiting()) {
      switch (reader.next()) {
        case NEED_MORE -> {
          return;
        }
        case HEAD -> closing = !inbound.head(reader.head(), call);
        case DATA -> inbound.data(reader.array(), reader.from(), reader.to());
        case END -> inbound.end(reader.flag(), call);
        case GARBAGE -> closing = true;
        case TOO_LONG -> {
          inbound.tooLong(reader.head());
          closing = true;
        }
        case EMBEDDED_END -> {
          inbound.broken(call);
          closing = true;
        }
      }
    }
    closing |= inbound.isWaiting() && reader.buffered() > settings.unboundSize();
  }

  /** Not while a session-id is looked up and what came behind it fills half of what is kept. */
  @Override
  public boolean mayReceive() {
    return !inbound.isWaiting() || reader.buffered() <= settings.unboundSize() / 2;
  }

  @Override
  public Output command(Command command, long now, Ids ids) {
    var call = new Call(now, ids);
    if (command instanceof MsrpCommand msrp) {
      msrp.accept(new Obeying(call));
      read(call);
    }
    return finish(call);
  }

  private void bind(Session session, Call call) {
    var doubt = trust.doubt(session.spec);
    if (doubt.isPresent()) {
      // Before anything is said of it; others on the connection go on.
      inbound.distrusted(session.id(), doubt.get(), call);
      closing |= sessions.isEmpty();
      return;
    }
    if (sessions.putIfAbsent(session.id(), session) != null) {
      return;
    }
    sweepDue = Math.min(sweepDue, next(session, call));
    if (session.spec.speaksFirst()) {
      outbound.bodiless(session, call);
    }
    inbound.resolved(session.id(), 481, call);
  }

  private void unbind(String sessionId, Call call) {
    var session = sessions.get(sessionId);
    if (session != null) {
      outbound.unbind(session, call);
      answers.gone(sessionId);
      sessions.remove(sessionId);
    }
    inbound.forget(session);
    inbound.resolved(sessionId, 481, call);
  }

  /** A REPORT goes to the whole path its SEND came by; none to a session that is gone. */
  private void report(MsrpCommand.Report report, Call call) {
    var session = sessions.get(report.sessionId());
    if (session != null) {
      outbound.urgent(
          Frames.report(
              call.ids().token(Frames.ID_LENGTH),
              Session.path(report.toPath()),
              session.from,
              report.messageId(),
              report.length() == 0
                  ? new ByteRange(1, 0, 0)
                  : new ByteRange(1, report.length(), report.length()),
              report.status(),
              report.comment()));
      session.active = call.now();
    }
  }

  @Override
  public Output writable(int octets, long now, Ids ids) {
    outlet.writable(octets);
    return finish(new Call(now, ids));
  }

  @Override
  public Output deadline(long now, Ids ids) {
    var call = new Call(now, ids);
    closing |= !inbound.heardAnything && firstRequestDue <= now;
    closing |= outlet.asking() && outlet.askedAt() + settings.stallTime() <= now;
    outbound.expire(call);
    if (unboundDue <= now) {
      unboundDue = NEVER;
      closing |= isLeft();
    }
    if (sweepDue <= now) {
      sweepDue = NEVER;
      for (var session : sessions.values()) {
        sweepDue = Math.min(sweepDue, next(session, call));
      }
    }
    return finish(call);
  }

  /** Whether no session is here, none is looked up and no answer is waited for. */
  private boolean isLeft() {
    var answered = outbound.transactions.isEmpty() && outbound.due() == NEVER;
    return sessions.isEmpty() && !inbound.isWaiting() && answered;
  }

  /** Does what is due in a session, and tells when to look again. */
  private long next(Session session, Call call) {
    var partials = messages.sweep(session, call);
    var interval = keepAlive(session);
    if (interval <= 0) {
      return partials;
    }
    if (session.active + interval <= call.now()) {
      session.active = call.now();
      if (session.up && session.maySpeak()) {
        outbound.bodiless(session, call);
      }
    }
    return Math.min(partials, session.active + interval);
  }

  private long keepAlive(Session session) {
    var own = session.spec.keepAlive();
    return own == MsrpSession.AS_CONFIGURED ? settings.keepAlive() : own;
  }

  @Override
  public Output closed(String reason, long now, Ids ids) {
    var call = new Call(now, ids);
    closing = true;
    outbound.closed(reason, call);
    sessions.clear();
    return new Output(java.util.List.of(), call.records(), OptionalLong.empty(), false, true);
  }

  @Override
  public ConnectionState release() {
    return Handover.write(this);
  }

  private Output finish(Call call) {
    var bytes = new ArrayList<ByteBuffer>();
    if (!sessions.isEmpty()) {
      unboundDue = NEVER;
    } else if (unboundDue == NEVER) {
      unboundDue = call.now() + settings.unboundLimit();
    }
    sweepDue = Math.min(sweepDue, messages.takeDue());
    closing |= outlet.backlog() > settings.backlog();
    if (opened && closing) {
      outlet.handOutAll(bytes);
    } else if (opened) {
      while (outlet.credit() > 0 && (!outlet.isEmpty() || outbound.next(call))) {
        outlet.handOut(bytes);
      }
      if (outlet.isEmpty()) {
        outbound.handedOut(call.now());
      }
      outlet.ask(!outlet.isEmpty() || outbound.hasMore(), call.now());
    }
    return new Output(bytes, call.records(), due(), outlet.asking(), closing);
  }

  private OptionalLong due() {
    var due = inbound.heardAnything ? NEVER : firstRequestDue;
    due = Math.min(due, sweepDue);
    due = Math.min(due, unboundDue);
    due = Math.min(due, outbound.due());
    if (outlet.asking()) {
      due = Math.min(due, outlet.askedAt() + settings.stallTime());
    }
    return closing || due == NEVER ? OptionalLong.empty() : OptionalLong.of(due);
  }

  /** What the router wants. */
  private final class Obeying implements MsrpCommand.Visitor {

    private final Call call;

    Obeying(Call call) {
      this.call = call;
    }

    @Override
    public void visit(MsrpCommand.Send command) {
      outbound.send(command, call);
    }

    @Override
    public void visit(MsrpCommand.Respond command) {
      answers.respond(command);
    }

    @Override
    public void visit(MsrpCommand.Report command) {
      report(command, call);
    }

    @Override
    public void visit(MsrpCommand.Bind command) {
      bind(new Session(command.session(), call.now()), call);
    }

    @Override
    public void visit(MsrpCommand.Refuse command) {
      inbound.resolved(command.sessionId(), command.status(), call);
    }

    @Override
    public void visit(MsrpCommand.Unbind command) {
      unbind(command.sessionId(), call);
    }

    @Override
    public void visit(MsrpCommand.Abort command) {
      outbound.abort(command.sessionId(), command.effectId(), call);
    }

    @Override
    public void visit(MsrpCommand.Open command) {
      // It concerns the router: it connects, and then binds.
    }
  }
}
