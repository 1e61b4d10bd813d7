package im.balcony.benchmarks.flat;

/** Which way messages go, and as what. */
enum Direction {
  PAGE_TO_XMPP("page SIP>XMPP"),
  PAGE_TO_SIP("page XMPP>SIP"),
  SEND_TO_XMPP("MSRP SIP>XMPP"),
  SEND_TO_SIP("MSRP XMPP>SIP");

  /** As it is printed. */
  final String title;

  Direction(String title) {
    this.title = title;
  }
}
