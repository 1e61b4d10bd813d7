package im.balcony.api.xmpp;

import im.balcony.api.wire.Command;
import java.util.Optional;
import java.util.OptionalLong;

/** What the router tells a component stream to do. */
public sealed interface XmppCommand extends Command {

  /** Brings this to the method for its type. */
  void accept(Visitor visitor);

  /**
   * Who has something to do for each command. A new command is a new method here, so that nobody
   * who carries commands out can forget it.
   */
  interface Visitor {

    /** For {@link Send}. */
    void visit(Send command);

    /** For {@link Close}. */
    void visit(Close command);
  }

  /**
   * Writes a stanza.
   *
   * @param effectId under which {@link XmppEvent.HandedOver}, {@link XmppEvent.NotSent} or {@link
   *     XmppEvent.Refused} comes back; empty for an answer whose fate nobody waits for
   * @param until when it is worth nothing any more, milliseconds (RFC 3428 §7, Expires): what waits
   *     for the link is not written after it; empty for a stanza that keeps its worth
   */
  record Send(Optional<String> effectId, Stanza stanza, OptionalLong until) implements XmppCommand {

    /** A stanza that keeps its worth. */
    public Send(Optional<String> effectId, Stanza stanza) {
      this(effectId, stanza, OptionalLong.empty());
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }

  /** Closes the stream with {@code </stream:stream>} (RFC 6120 §4.4). */
  record Close() implements XmppCommand {
    @Override
    public void accept(Visitor visitor) {
      visitor.visit(this);
    }
  }
}
