package im.balcony.router.waiting;

import im.balcony.api.control.Gateway;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Strands;
import im.balcony.router.turn.Effects;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tenants that an operator has taken out of service: they finish what they have and take nothing
 * new. A restart puts them into service again.
 */
public final class Drains {

  private final Strands strands;
  private final Effects effects;
  private final Parking parking;
  private final Scheduler scheduler;

  /** By tenant the conversations that were told to end. */
  private final Map<String, Set<ConversationKey>> told = new ConcurrentHashMap<>();

  /** No tenant drains yet. */
  public Drains(Strands strands, Effects effects, Parking parking, Scheduler scheduler) {
    this.strands = strands;
    this.effects = effects;
    this.parking = parking;
    this.scheduler = scheduler;
  }

  /** Whether this is new work that a drained tenant does not take: all outside of sessions. */
  public boolean refuses(String tenant, WireRecord record) {
    return told.containsKey(tenant) && !isInSession(record);
  }

  private static boolean isInSession(WireRecord record) {
    return record instanceof MsrpEvent
        || (record instanceof SipEvent.Received received
            && received.request().to().tag().isPresent());
  }

  /** Whether the tenant was told to end. */
  public boolean isDrained(String tenant) {
    return told.containsKey(tenant);
  }

  /** Tells all conversations to end that were not told yet, and what is left of them. */
  public Gateway.Left drain(Tenant tenant) {
    var mine = told.computeIfAbsent(tenant.id(), id -> ConcurrentHashMap.newKeySet());
    var all = strands.ofTenant(tenant.id());
    mine.retainAll(all.stream().map(Conversation::key).collect(Collectors.toSet()));
    for (var conversation : all) {
      if (mine.add(conversation.key())) {
        var event = new Event.EndWanted("the tenant is drained");
        strands.tell(conversation.key(), new Input.Told(event, scheduler.now()));
      }
    }
    return left(tenant);
  }

  private Gateway.Left left(Tenant tenant) {
    var inFlight = new HashSet<ConversationKey>();
    effects.all().forEach(flight -> inFlight.add(flight.owed().key()));
    var busy =
        strands.ofTenant(tenant.id()).stream()
            .filter(c -> c.isBusy() || c.unfinished() > 0 || inFlight.contains(c.key()))
            .toList();
    return new Gateway.Left(
        tenant.limits().drainLimit(),
        busy.size(),
        busy.stream().mapToInt(Conversation::unfinished).sum(),
        parking.size(tenant.id()));
  }

  /** Into service again; false if it was not out of it. */
  public boolean end(String tenant) {
    return told.remove(tenant) != null;
  }
}
