package im.balcony.mapping.content;

import im.balcony.api.message.ChatState;
import im.balcony.api.xmpp.Element;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Chat states (XEP-0085) and what they are in terms of isComposing (RFC 7573 §6). */
public final class ChatStates {

  /** The namespace of chat states (XEP-0085). */
  public static final String NAMESPACE = "http://jabber.org/protocol/chatstates";

  private ChatStates() {}

  /** The first chat state among the children of a stanza; unknown elements are none. */
  static Optional<ChatState> read(List<Element> children) {
    return children.stream()
        .filter(child -> child.namespace().equals(NAMESPACE))
        .flatMap(child -> Stream.of(ChatState.values()).filter(s -> name(s).equals(child.name())))
        .findFirst();
  }

  /** The element of a chat state. */
  public static Element write(ChatState state) {
    return Element.of(NAMESPACE, name(state));
  }

  /** Table 3: what an isComposing state is to the XMPP user. */
  static ChatState fromComposing(boolean active) {
    return active ? ChatState.COMPOSING : ChatState.ACTIVE;
  }

  /**
   * Table 4: whether a chat state is isComposing {@code active} or {@code idle}; empty for {@code
   * gone}, which ends the session instead (RFC 7573 §6.1).
   */
  static Optional<Boolean> toComposing(ChatState state) {
    return switch (state) {
      case COMPOSING -> Optional.of(true);
      case ACTIVE, INACTIVE, PAUSED -> Optional.of(false);
      case GONE -> Optional.empty();
    };
  }

  private static String name(ChatState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
