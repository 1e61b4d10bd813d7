package im.balcony.router;

import im.balcony.api.mapping.MappingRules;
import im.balcony.api.msrp.Formats;
import im.balcony.api.session.Conversations;
import im.balcony.api.sip.SipPort;
import java.util.ArrayList;
import java.util.List;

/** The slots of all exchangeable services that the router calls. */
public final class Parts {

  private final Slot<MappingRules> mapping;
  private final Slot<Conversations> session;
  private final Slot<Formats> formats;
  private final Slot<SipPort> sip;

  /** All empty. */
  public Parts(RouterLimits limits) {
    mapping = new Slot<>("mapping", limits.drainWait());
    session = new Slot<>("session", limits.drainWait());
    formats = new Slot<>("formats", limits.drainWait());
    sip = new Slot<>("sip", limits.drainWait());
  }

  /** The rules, several versions side by side. */
  public Slot<MappingRules> mapping() {
    return mapping;
  }

  /** The machine. */
  public Slot<Conversations> session() {
    return session;
  }

  /** The message formats. */
  public Slot<Formats> formats() {
    return formats;
  }

  /** The SIP edge. */
  public Slot<SipPort> sip() {
    return sip;
  }

  /** The names of the slots that are empty. */
  List<String> empty() {
    var empty = new ArrayList<String>();
    for (var slot : List.of(mapping, session, formats, sip)) {
      if (slot.isEmpty()) {
        empty.add(slot.name());
      }
    }
    return empty;
  }
}
