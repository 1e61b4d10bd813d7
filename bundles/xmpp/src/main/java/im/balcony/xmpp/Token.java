package im.balcony.xmpp;

/** What {@link StreamScanner} finds in the octets of a stream. */
sealed interface Token {

  /** The open tag of the stream, without an XML declaration before it. */
  record Header(byte[] octets) implements Token {}

  /** A whole child of the stream, from {@code <} to {@code >}. */
  record Whole(byte[] octets) implements Token {}

  /**
   * A child of the stream that went past a limit and was not kept.
   *
   * @param openTag its own open tag, or of one past a limit what {@link OwnTag} keeps
   */
  record Skipped(byte[] openTag) implements Token {}

  /** The closing tag of the stream. */
  record End(byte[] octets) implements Token {}

  /**
   * Octets after which the stream cannot go on; the scanner finds nothing more.
   *
   * @param condition the stream error to answer with (RFC 6120 §4.9.3)
   */
  record Broken(String condition) implements Token {}
}
