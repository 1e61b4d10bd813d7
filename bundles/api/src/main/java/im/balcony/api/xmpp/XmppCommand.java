package im.balcony.api.xmpp;

import im.balcony.api.wire.Command;
import java.util.Optional;

/** What the router tells a component stream to do. */
public sealed interface XmppCommand extends Command {

  /**
   * Writes a stanza.
   *
   * @param effectId under which {@link XmppEvent.HandedOver}, {@link XmppEvent.NotSent} or {@link
   *     XmppEvent.Refused} comes back; empty for an answer whose fate nobody waits for
   */
  record Send(Optional<String> effectId, Stanza stanza) implements XmppCommand {}

  /** Closes the stream with {@code </stream:stream>} (RFC 6120 §4.4). */
  record Close() implements XmppCommand {}
}
