package im.balcony.router.bounds;

import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.util.List;

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
      return FRAME + of(stanza.children());
    }
    return FRAME;
  }

  private static long of(List<Element> elements) {
    var weight = 0L;
    for (var element : elements) {
      weight += element.text().length() + of(element.children());
      for (var value : element.attributes().values()) {
        weight += value.length();
      }
    }
    return weight;
  }
}
