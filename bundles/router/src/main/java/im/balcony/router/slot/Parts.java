package im.balcony.router.slot;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.msrp.Formats;
import im.balcony.api.session.Conversations;
import im.balcony.api.sip.SipPort;
import im.balcony.router.bounds.RouterLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Version;

/** The slots of all exchangeable services that the router calls. */
public final class Parts {

  private static final String SESSION = "session";

  private final RouterLimits limits;
  private final BooleanSupplier exhausted;
  private final Slot<MappingRules> mapping;
  private final Slot<Formats> formats;
  private final Slot<SipPort> sip;

  // By topic; as many as there were machines for.
  private final Map<String, Slot<Conversations>> sessions = new ConcurrentHashMap<>();
  private volatile Runnable sessionFilled = () -> {};

  /** All empty; {@code exhausted} tells whether no thread may be lost any more. */
  public Parts(RouterLimits limits, BooleanSupplier exhausted) {
    this.limits = limits;
    this.exhausted = exhausted;
    mapping = slot("mapping");
    formats = slot("formats");
    sip = slot("sip");
    sessions.put(ConversationKey.CHAT, sessionSlot(ConversationKey.CHAT));
  }

  private <T> Slot<T> slot(String name) {
    return new Slot<>(name, limits.drainWait(), exhausted);
  }

  private Slot<Conversations> sessionSlot(String topic) {
    var name = topic.equals(ConversationKey.CHAT) ? SESSION : SESSION + '/' + topic;
    var slot = this.<Conversations>slot(name);
    slot.whenFilled(() -> sessionFilled.run());
    return slot;
  }

  /** The rules, several versions side by side. */
  public Slot<MappingRules> mapping() {
    return mapping;
  }

  /** The machine of a topic's conversations; nobody fills it where there was never one. */
  public Slot<Conversations> session(String topic) {
    var known = sessions.get(topic);
    return known == null ? sessionSlot(topic) : known;
  }

  /** Puts the machine of a topic's conversations in. */
  public void bindSession(String topic, Conversations machine, Version version, String bundle) {
    sessions.computeIfAbsent(topic, this::sessionSlot).bindNewest(machine, version, bundle);
  }

  /** Takes a machine out, whatever its topic. */
  public void unbindSession(Conversations machine) {
    sessions.values().forEach(slot -> slot.unbind(machine));
  }

  /** Whom to tell when a machine was bound. */
  public void whenSessionFilled(Runnable listener) {
    sessionFilled = listener;
  }

  /** The message formats. */
  public Slot<Formats> formats() {
    return formats;
  }

  /** The SIP edge. */
  public Slot<SipPort> sip() {
    return sip;
  }

  /** The slots without which nobody can chat. */
  public List<Slot<?>> required() {
    return List.of(mapping, session(ConversationKey.CHAT), formats, sip);
  }

  /**
   * The same and the machines' of other topics: those that are there, and those of {@code wanted}.
   */
  public List<Slot<?>> with(Collection<String> wanted) {
    var topics = new TreeSet<>(wanted);
    sessions.forEach(
        (topic, slot) -> {
          if (!slot.uses().isEmpty()) {
            topics.add(topic);
          }
        });
    topics.remove(ConversationKey.CHAT);
    var all = new ArrayList<>(required());
    all.addAll(all.indexOf(formats), topics.stream().map(this::session).toList());
    return all;
  }

  /** The names of those that are empty. */
  public static List<String> empty(List<Slot<?>> slots) {
    return slots.stream().filter(Slot::isEmpty).map(Slot::name).toList();
  }
}
