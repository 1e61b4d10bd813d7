package im.balcony.router.turn;

import im.balcony.api.data.Changes;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.api.session.Step;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Conversation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a turn came to, before anything of it is true: filled by {@link Turn}, then committed. */
public final class Draft {

  /** Something to be sent after the commit, in order. */
  public sealed interface Out {

    /** Brings this to the method for its kind. */
    void accept(Visitor visitor);

    /** The record, if nobody waits for a result of it. */
    Optional<WireRecord> unawaited();

    /** Who has something to do for each kind; a new kind is a new method here. */
    interface Visitor {

      /** For {@link Plain}. */
      void visit(Plain out);

      /** For {@link Request}. */
      void visit(Request out);

      /** For {@link Awaited}. */
      void visit(Awaited out);
    }

    /** A record without a result that anybody waits for. */
    record Plain(WireRecord record) implements Out {
      @Override
      public void accept(Visitor visitor) {
        visitor.visit(this);
      }

      @Override
      public Optional<WireRecord> unawaited() {
        return Optional.of(record);
      }
    }

    /**
     * A request of ours; the prepared form in {@code owed} goes out.
     *
     * @param rest what follows after a 2xx
     */
    record Request(Outstanding owed, List<Outstanding> rest) implements Out {
      @Override
      public void accept(Visitor visitor) {
        visitor.visit(this);
      }

      @Override
      public Optional<WireRecord> unawaited() {
        return Optional.empty();
      }
    }

    /** A stanza or an MSRP message with a result. */
    record Awaited(WireRecord record, Outstanding owed) implements Out {
      @Override
      public void accept(Visitor visitor) {
        visitor.visit(this);
      }

      @Override
      public Optional<WireRecord> unawaited() {
        return Optional.empty();
      }
    }
  }

  /** What another world calls a message, and our reference. */
  public record Named(String name, String ref) {}

  /** What the machine and the rules worked on, with the services that made it. */
  public record Memories(
      Slot.Lease<Conversations> machine,
      Conversations.Memory session,
      Slot.Lease<MappingRules> rules,
      Correlation mapping) {}

  /** What this turn worked on; true once it is committed. None if it worked on nothing. */
  public Optional<Memories> memories = Optional.empty();

  /** What the machine changed of its rows. */
  public Changes session = Changes.NONE;

  /** What mapping changed of its rows. */
  public Changes mapping = Changes.NONE;

  /** When the machine wants to be called next. */
  public OptionalLong due = OptionalLong.empty();

  /** Whether the conversation is over. */
  public boolean over;

  /** Whether it has to be stored before anything is sent. */
  public boolean durable;

  /** Under which names records find it afterwards. */
  public Set<String> handles = Set.of();

  /** Its sessions afterwards. */
  public List<Conversations.SessionInfo> sessions = List.of();

  /** What operators are told; empty for nothing. */
  public String note = "";

  /** The events that the record means. */
  public final List<Event> heard = new ArrayList<>();

  /** What is to be sent, in order. */
  public final List<Out> out = new ArrayList<>();

  /** What will be owed, as it may be written. */
  public final List<Outstanding> owed = new ArrayList<>();

  /** Effects that have their result. */
  public final List<String> settled = new ArrayList<>();

  /** What became of messages. */
  public final List<Step.Decided> outcomes = new ArrayList<>();

  /** What the tenant's configuration refused or ended. */
  public final List<Failure> policies = new ArrayList<>();

  /** What was learnt of the SIP user. */
  public final List<PeerNote> peer = new ArrayList<>();

  /** Spellings that were learnt. */
  public final List<AddressBook.Entry> additions = new ArrayList<>();

  /** Texts that came in this turn. */
  public final Set<String> texts = new LinkedHashSet<>();

  /** The ids by which other worlds know these messages; several may have come under one. */
  public final Set<Named> names = new LinkedHashSet<>();

  Draft() {}

  /** A draft in which nothing happens to the conversation. */
  public static Draft unchanged(Conversation conversation) {
    var draft = new Draft();
    draft.due = conversation.due();
    draft.handles = conversation.handles();
    draft.sessions = conversation.sessions();
    return draft;
  }
}
