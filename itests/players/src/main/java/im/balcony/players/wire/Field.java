package im.balcony.players.wire;

/**
 * A field as tshark decoded it.
 *
 * @param name its name, such as {@code msrp.to.path}
 * @param text how tshark shows its value
 * @param start where it starts in the frame, in octets
 * @param size its length in octets
 */
record Field(String name, String text, int start, int size) {

  /** The octet behind it. */
  int end() {
    return start + size;
  }
}
