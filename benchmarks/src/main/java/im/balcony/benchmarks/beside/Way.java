package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.peers.Traffic;

/** Which way page messages go; users take turns. */
enum Way {
  TO_XMPP("page SIP to XMPP"),
  TO_SIP("page XMPP to SIP");

  /** Pairs of users. */
  static final int USERS = 100;

  private final String text;

  Way(String text) {
    this.text = text;
  }

  /** What tables call it. */
  String text() {
    return text;
  }

  /** Messages that go this way through a gateway. */
  Traffic.Way of(Gateway gateway) {
    return this == TO_XMPP
        ? (number, text) -> gateway.pageToXmpp(number % USERS, text)
        : (number, text) -> gateway.pageToSip(number % USERS, text);
  }
}
