package im.balcony.xmpp;

/**
 * The limits of what is read; all are checked before octets are kept.
 *
 * @param stanza octets of a child of the stream
 * @param header octets of the stream's open tag
 * @param depth levels of elements, the stream's own included
 * @param elements elements in a child of the stream
 * @param attributes attributes of one element, declarations of namespaces included
 * @param attribute octets of one attribute's value
 */
record Bounds(int stanza, int header, int depth, int elements, int attributes, int attribute) {

  /** The limits for stanzas of at most {@code stanza} octets. */
  static Bounds of(int stanza) {
    return new Bounds(stanza, 8_192, 64, 4_096, 64, 16_384);
  }
}
