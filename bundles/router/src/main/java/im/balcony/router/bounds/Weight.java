package im.balcony.router.bounds;

import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;

/** About how much memory a record takes while it waits, in octets. */
public final class Weight {

  /** What a record has besides its text: fields, addresses, its place in a queue. */
  private static final long FRAME = 1000;

  private Weight() {}

  /** The octets that are counted for a record. */
  public static long of(WireRecord record) {
    if (record instanceof SipEvent.Received received) {
      return FRAME + received.request().body().length();
    } else if (record instanceof MsrpEvent.Received message) {
      return FRAME + message.message().body().length();
    } else if (record instanceof Stanza stanza) {
      return FRAME + stanza.children().stream().mapToLong(Weight::of).sum();
    }
    return FRAME;
  }

  private static long of(Element element) {
    return element.text().length()
        + element.attributes().values().stream().mapToLong(String::length).sum()
        + element.children().stream().mapToLong(Weight::of).sum();
  }
}
