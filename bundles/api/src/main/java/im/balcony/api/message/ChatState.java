package im.balcony.api.message;

/**
 * What a person is doing in a conversation (XEP-0085 §2); {@code isComposing} (RFC 3994) knows two
 * of them.
 */
public enum ChatState {
  ACTIVE,
  INACTIVE,
  COMPOSING,
  PAUSED,
  GONE
}
