package im.balcony.mapping.content;

import im.balcony.api.message.ChatState;
import im.balcony.api.xmpp.Element;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Chat states (XEP-0085) and what they are in terms of isComposing (RFC 7573 §6). */
public final class ChatStates {

  /** The namespace of chat states (XEP-0085). */
  public static final String NAMESPACE = "http://jabber.org/protocol/chatstates";

  /** The names of the states' elements. */
  private static final Map<ChatState, String> NAMES = names();

  private ChatStates() {}

  private static Map<ChatState, String> names() {
    var names = new EnumMap<ChatState, String>(ChatState.class);
    for (var state : ChatState.values()) {
      names.put(state, state.name().toLowerCase(Locale.ROOT));
    }
    return Collections.unmodifiableMap(names);
  }

  /** The first chat state among the children of a stanza; unknown elements are none. */
  static Optional<ChatState> read(List<Element> children) {
    for (var child : children) {
      if (child.namespace().equals(NAMESPACE)) {
        for (var state : NAMES.entrySet()) {
          if (state.getValue().equals(child.name())) {
            return Optional.of(state.getKey());
          }
        }
      }
    }
    return Optional.empty();
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
    return NAMES.getOrDefault(state, "");
  }
}
