package im.balcony.api.xmpp;

import im.balcony.api.wire.WireRecord;
import java.util.Optional;
import java.util.OptionalLong;

/** What a component stream says besides stanzas. */
public sealed interface XmppEvent extends WireRecord {

  /**
   * The handshake was accepted: stanzas may be sent.
   *
   * @param maxStanza the server's own stanza limit in octets, if it announced one (XEP-0478)
   */
  record Up(OptionalLong maxStanza) implements XmppEvent {}

  /**
   * The stream ended or never began.
   *
   * @param condition the stream error condition (RFC 6120 §4.9.3), or {@code closed}, {@code
   *     timeout}, {@code connection-failed}
   * @param operatorNeeded whether another try makes no sense before an operator acted
   *     (not-authorized)
   */
  record Down(String condition, boolean operatorNeeded) implements XmppEvent {}

  /**
   * The ping after this stanza came back on the same stream and no error before it: the server has
   * it.
   */
  record HandedOver(String effectId) implements XmppEvent {}

  /**
   * A stanza was passed over unread, because it is past a limit or not namespace-well-formed (RFC
   * 6120 §11.3); its sender was answered where stanza errors allow it. The stream goes on.
   *
   * @param condition the stanza error condition that fits it
   * @param from its sender as written, if that could be read
   */
  record PassedOver(String condition, Optional<String> from) implements XmppEvent {}

  /** The stream ended while this stanza was unwritten or behind the last answered ping. */
  record NotSent(String effectId, boolean written) implements XmppEvent {}

  /**
   * An error came back for this stanza before its ping: the server had it and gave it back. Comes
   * right behind the error stanza; nothing else comes for this stanza.
   */
  record Refused(String effectId) implements XmppEvent {}
}
