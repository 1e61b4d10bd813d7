package im.balcony.router.egress;

import im.balcony.api.data.Ids;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Handles;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Index;
import im.balcony.router.turn.Effects;
import im.balcony.router.turn.Outstanding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which MSRP session lies on which connection. A session is bound to one connection at a time (RFC
 * 4975 §5.4); whoever brings a session-id that nobody gave him is refused: 481 for an unknown one,
 * 506 for one that is bound elsewhere.
 */
public final class MsrpSessions {

  private static final Logger LOG = LoggerFactory.getLogger(MsrpSessions.class);

  private final Connections connections;
  private final Scheduler scheduler;
  private final Index index;
  private final Effects effects;
  private final Directory directory;
  private final BiConsumer<ConversationKey, WireRecord> hear;
  private final MsrpDialling dialling;
  private final Map<String, Entry> sessions = new HashMap<>();
  private final Map<String, List<String>> held = new HashMap<>();

  /** Sessions that left a connection, by it, while results were still to come from there. */
  private final Map<String, List<Departed>> departed = new HashMap<>();

  private record Departed(ConversationKey key, String sessionId, List<Outstanding> owed) {}

  private static final class Entry {
    private final ConversationKey key;
    private final MsrpSession session;
    private String connection = "";

    Entry(ConversationKey key, MsrpSession session) {
      this.key = key;
      this.session = session;
    }
  }

  /** No session yet. */
  public MsrpSessions(
      Connections connections,
      Scheduler scheduler,
      Ids ids,
      RouterLimits limits,
      Index index,
      Effects effects,
      Directory directory,
      BiConsumer<ConversationKey, WireRecord> hear) {
    this.connections = connections;
    this.scheduler = scheduler;
    this.index = index;
    this.effects = effects;
    this.directory = directory;
    this.hear = hear;
    this.dialling = new MsrpDialling(connections, scheduler, ids, limits.msrpLinger());
  }

  /** Does what a conversation wants. */
  synchronized void command(Tenant tenant, ConversationKey key, MsrpCommand command) {
    command.accept(new Wanted(tenant, key));
  }

  /** Answers without asking whose session it is. */
  synchronized void answer(String sessionId, MsrpCommand command) {
    var entry = sessions.get(sessionId);
    if (entry != null) {
      pass(entry.key, sessionId, command);
    }
  }

  private boolean pass(ConversationKey key, String sessionId, MsrpCommand command) {
    var entry = sessions.get(sessionId);
    if (entry == null || entry.connection.isEmpty() || !entry.key.equals(key)) {
      return false;
    }
    connections.command(entry.connection, command);
    return true;
  }

  private void open(Tenant tenant, ConversationKey key, MsrpCommand.Open open) {
    var session = open.session();
    var before = sessions.get(session.id());
    var entry = new Entry(key, session);
    if (before != null && !before.key.equals(key)) {
      return;
    }
    if (before != null && !before.connection.isEmpty()) {
      leave(before);
    }
    sessions.put(session.id(), entry);
    if (open.connect()) {
      entry.connection = dialling.dial(tenant, session);
      if (dialling.isOpen(entry.connection)) {
        connections.command(entry.connection, new MsrpCommand.Bind(session));
      }
      return;
    }
    var waiting = held.remove(session.id());
    if (waiting != null) {
      bind(entry, waiting.get(0));
      waiting.stream().skip(1).forEach(c -> refuse(c, session.id(), 506));
    }
  }

  private void leave(Entry entry) {
    connections.command(entry.connection, new MsrpCommand.Unbind(entry.session.id()));
    dialling.left(entry.connection, entry.session.id());
    remember(entry);
    entry.connection = "";
  }

  private void remember(Entry entry) {
    departed.values().forEach(left -> left.removeIf(d -> inFlight(d).isEmpty()));
    departed.values().removeIf(List::isEmpty);
    var id = entry.session.id();
    var owed = effects.ofMsrpSession(id);
    if (!owed.isEmpty()) {
      departed
          .computeIfAbsent(entry.connection, c -> new ArrayList<>())
          .add(new Departed(entry.key, id, owed));
    }
  }

  private List<Outstanding> inFlight(Departed left) {
    return left.owed.stream().filter(o -> effects.find(o.effectId()).isPresent()).toList();
  }

  private void forget(MsrpCommand.Unbind unbind) {
    var entry = sessions.remove(unbind.sessionId());
    if (entry != null && !entry.connection.isEmpty()) {
      leave(entry);
    }
    var waiting = held.remove(unbind.sessionId());
    if (waiting != null) {
      waiting.forEach(c -> refuse(c, unbind.sessionId(), 481));
    }
  }

  /**
   * Forgets the sessions among names that their conversation no longer has: one whose path was
   * changed is dead without being closed.
   */
  synchronized void forget(ConversationKey key, Collection<String> handles) {
    for (var handle : handles) {
      var id =
          handle.startsWith(Handles.msrp("")) ? handle.substring(Handles.msrp("").length()) : "";
      var entry = sessions.get(id);
      if (entry != null && entry.key.equals(key)) {
        forget(new MsrpCommand.Unbind(id));
      }
    }
  }

  /**
   * Lets go of the sessions among these names without a word: their connections close, and who
   * shares one gets another.
   */
  synchronized void letGo(Collection<String> handles) {
    var connectionsOf = new TreeSet<String>();
    for (var handle : handles) {
      if (handle.startsWith(Handles.msrp(""))) {
        var id = handle.substring(Handles.msrp("").length());
        Optional.ofNullable(sessions.remove(id)).ifPresent(e -> connectionsOf.add(e.connection));
        Optional.ofNullable(held.remove(id)).ifPresent(connectionsOf::addAll);
      }
    }
    connectionsOf.remove("");
    connectionsOf.forEach(connections::close);
  }

  private void bind(Entry entry, String connection) {
    entry.connection = connection;
    connections.command(connection, new MsrpCommand.Bind(entry.session));
  }

  private void refuse(String connection, String sessionId, int status) {
    connections.command(connection, new MsrpCommand.Refuse(sessionId, status));
  }

  /** The first request for a session on a connection. */
  public synchronized void unbound(String connection, String sessionId) {
    var entry = sessions.get(sessionId);
    if (entry != null) {
      if (entry.connection.isEmpty()) {
        bind(entry, connection);
      } else {
        refuse(connection, sessionId, 506);
      }
      return;
    }
    var key = index.find(Handles.msrp(sessionId));
    if (key.isEmpty()) {
      refuse(connection, sessionId, 481);
      return;
    }
    hold(connection, sessionId, key.get());
  }

  // The peer connects as soon as it has our SDP; the machine may open the session a little later.
  private void hold(String connection, String sessionId, ConversationKey key) {
    var waiting = held.computeIfAbsent(sessionId, id -> new ArrayList<>());
    waiting.add(connection);
    if (waiting.size() > 1) {
      return;
    }
    var patience = directory.byId(key.tenant()).map(t -> t.limits().bindTimeout()).orElse(0L);
    scheduler.at(scheduler.now() + patience, () -> giveUp(sessionId, waiting));
  }

  private synchronized void giveUp(String sessionId, List<String> waiting) {
    if (held.remove(sessionId, waiting)) {
      waiting.forEach(c -> refuse(c, sessionId, 481));
    }
  }

  /** Whose an event is: its session has to be bound to the connection that brings it. */
  public synchronized Optional<ConversationKey> owner(String connection, String sessionId) {
    var entry = sessions.get(sessionId);
    return entry != null && entry.connection.equals(connection)
        ? Optional.of(entry.key)
        : Optional.empty();
  }

  /** A connection of ours is open. */
  public synchronized void opened(String connection) {
    dialling.opened(connection);
    for (var entry : sessions.values()) {
      if (entry.connection.equals(connection)) {
        connections.command(connection, new MsrpCommand.Bind(entry.session));
      }
    }
  }

  /** A connection is gone, or could not be made: each session on it hears so. */
  public synchronized void closed(String connection, String why) {
    dialling.closed(connection);
    held.values().forEach(waiting -> waiting.remove(connection));
    held.values().removeIf(List::isEmpty);
    for (var entry : List.copyOf(sessions.values())) {
      if (entry.connection.equals(connection)) {
        entry.connection = "";
        lost(entry.key, entry.session.id(), why);
      }
    }
    // While no version of the protocol was there, nobody told what became of what it was given.
    for (var left : Optional.ofNullable(departed.remove(connection)).orElse(List.of())) {
      over(left.key, left.sessionId, inFlight(left), why);
    }
  }

  /** Tells a conversation that a session's connection and all that was handed to it is gone. */
  void lost(ConversationKey key, String sessionId, String why) {
    LOG.debug("MSRP connection lost: {}", why);
    over(key, sessionId, effects.ofMsrpSession(sessionId), why);
    hear.accept(key, new MsrpEvent.Broken(sessionId, why));
  }

  /** The protocol reports these itself when it closes; a copy finds no effect any more. */
  private void over(ConversationKey key, String sessionId, List<Outstanding> sends, String why) {
    for (var owed : sends) {
      hear.accept(key, new MsrpEvent.Sent(sessionId, owed.effectId(), 0, why, true));
    }
  }

  /** How many sessions are bound or about to be. */
  public synchronized int size() {
    return sessions.size();
  }

  /** How many connections of ours there are, those that are being opened too. */
  public synchronized int connectionsOfOurs() {
    return dialling.size();
  }

  /** What a conversation wants. */
  private final class Wanted implements MsrpCommand.Visitor {

    private final Tenant tenant;
    private final ConversationKey key;

    Wanted(Tenant tenant, ConversationKey key) {
      this.tenant = tenant;
      this.key = key;
    }

    @Override
    public void visit(MsrpCommand.Open command) {
      open(tenant, key, command);
    }

    @Override
    public void visit(MsrpCommand.Unbind command) {
      forget(command);
    }

    @Override
    public void visit(MsrpCommand.Send command) {
      if (!pass(key, command.sessionId(), command)) {
        var why = "no connection";
        hear.accept(
            key, new MsrpEvent.Sent(command.sessionId(), command.effectId(), 0, why, false));
      }
    }

    @Override
    public void visit(MsrpCommand.Respond command) {
      pass(key, command.sessionId(), command);
    }

    @Override
    public void visit(MsrpCommand.Report command) {
      pass(key, command.sessionId(), command);
    }

    @Override
    public void visit(MsrpCommand.Abort command) {
      pass(key, command.sessionId(), command);
    }

    @Override
    public void visit(MsrpCommand.Bind command) {
      // The router binds by itself, once there is a connection.
    }

    @Override
    public void visit(MsrpCommand.Refuse command) {
      // Of a session that is no conversation's; the router says it by itself.
    }
  }
}
