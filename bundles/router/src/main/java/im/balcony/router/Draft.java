package im.balcony.router;

import im.balcony.api.mapping.AddressBook;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.api.session.Snapshot;
import im.balcony.api.session.Step;
import im.balcony.api.wire.WireRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a turn came to, before anything of it is true: filled by {@link Turn}, then committed. */
final class Draft {

  /** Something to be sent after the commit, in order. */
  sealed interface Out {

    /** A record without a result that anybody waits for. */
    record Plain(WireRecord record) implements Out {}

    /**
     * A request of ours; the prepared form in {@code owed} goes out.
     *
     * @param rest what follows after a 2xx
     */
    record Request(Owed owed, List<Owed> rest) implements Out {}

    /** A stanza or an MSRP message with a result. */
    record Awaited(WireRecord record, Owed owed) implements Out {}
  }

  /** What another world calls a message, and our reference. */
  record Named(String name, String ref) {}

  Snapshot snapshot;

  /** The snapshot as it may be written. */
  Snapshot kept;

  boolean over;
  boolean durable;
  Set<String> handles = Set.of();
  List<Conversations.SessionInfo> sessions = List.of();
  String note = "";
  final List<Event> heard = new ArrayList<>();
  final List<Out> out = new ArrayList<>();

  /** What will be owed, as it may be written. */
  final List<Owed> owed = new ArrayList<>();

  final List<String> settled = new ArrayList<>();
  final List<Step.Decided> outcomes = new ArrayList<>();

  /** What the tenant's configuration refused or ended. */
  final List<Failure> policies = new ArrayList<>();

  final List<PeerNote> peer = new ArrayList<>();
  final List<AddressBook.Entry> additions = new ArrayList<>();

  /** Texts that came in this turn. */
  final Set<String> texts = new LinkedHashSet<>();

  /** The ids by which other worlds know these messages; several may have come under one. */
  final Set<Named> names = new LinkedHashSet<>();

  Draft(Snapshot before) {
    snapshot = before;
    kept = before;
  }

  /** A draft in which nothing happens to the conversation. */
  static Draft unchanged(Conversation conversation) {
    var draft = new Draft(conversation.snapshot());
    draft.kept = conversation.kept();
    draft.handles = conversation.handles();
    draft.sessions = conversation.sessions();
    return draft;
  }
}
