package im.balcony.router.slot;

import im.balcony.api.mapping.MappingRules;
import im.balcony.api.msrp.Formats;
import im.balcony.api.session.Conversations;
import im.balcony.api.sip.SipPort;
import im.balcony.router.bounds.RouterLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The slots of all exchangeable services that the router calls. */
public final class Parts {

  private final Slot<MappingRules> mapping;
  private final Slot<Conversations> session;
  private final Slot<Formats> formats;
  private final Slot<SipPort> sip;

  /** All empty; {@code exhausted} tells whether no thread may be lost any more. */
  public Parts(RouterLimits limits, BooleanSupplier exhausted) {
    mapping = new Slot<>("mapping", limits.drainWait(), exhausted);
    session = new Slot<>("session", limits.drainWait(), exhausted);
    formats = new Slot<>("formats", limits.drainWait(), exhausted);
    sip = new Slot<>("sip", limits.drainWait(), exhausted);
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

  /** All slots. */
  public List<Slot<?>> all() {
    return List.of(mapping, session, formats, sip);
  }

  /** The names of the slots that are empty. */
  public List<String> empty() {
    var empty = new ArrayList<String>();
    for (var slot : all()) {
      if (slot.isEmpty()) {
        empty.add(slot.name());
      }
    }
    return empty;
  }
}
