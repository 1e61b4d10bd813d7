package im.balcony.router.strand;

import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;

/** Something that waits in a conversation's strand. */
public sealed interface Input {

  /** When it came, milliseconds of the gateway's clock. */
  long at();

  /**
   * A record of an edge.
   *
   * @param fresh whether it is new work, which may be refused; results never are
   * @param duplicateKey under which copies of it are absorbed until it is answered; may be empty
   */
  record Wire(WireRecord record, boolean fresh, String duplicateKey, long at) implements Input {}

  /** Something that the router itself tells the machine. */
  record Told(Event event, long at) implements Input {}

  /** At least one deadline of the snapshot is due. */
  record Due(long at) implements Input {}

  /**
   * Whether a peer sent it by itself, be it new work or not: a request, a stanza, a report. There
   * may be any number of them.
   */
  default boolean isOfPeer() {
    return this instanceof Wire wire
        && (wire.record() instanceof SipEvent.Received
            || wire.record() instanceof Stanza
            || wire.record() instanceof MsrpEvent.Report);
  }

  /** Whether it is new work. */
  default boolean isFresh() {
    return this instanceof Wire wire && wire.fresh();
  }
}
