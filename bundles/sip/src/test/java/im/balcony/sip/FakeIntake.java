package im.balcony.sip;

import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The router as the edge sees it: takes events, and answers only what a test tells it to. */
final class FakeIntake implements Upward {

  private final LinkedBlockingQueue<SipEvent> events = new LinkedBlockingQueue<>();
  private volatile Consumer<SipEvent> reaction = event -> {};
  private volatile boolean present = true;
  private volatile String tenant = "";
  private final Set<String> strangers = ConcurrentHashMap.newKeySet();

  @Override
  public boolean bring(SipEvent event) {
    if (present) {
      events.add(event);
      reaction.accept(event);
    }
    return present;
  }

  @Override
  public boolean trusts(String address) {
    return !strangers.contains(address);
  }

  @Override
  public Optional<String> tenantOf(SipRequest request) {
    return Optional.of(tenant).filter(id -> !id.isEmpty());
  }

  /** All requests are this tenant's from now on. */
  void belongsTo(String id) {
    tenant = id;
  }

  /** Nobody trusts this address from now on. */
  void distrust(String address) {
    strangers.add(address);
  }

  void react(Consumer<SipEvent> reaction) {
    this.reaction = reaction;
  }

  void present(boolean present) {
    this.present = present;
  }

  <T extends SipEvent> T next(Class<T> type) {
    try {
      var event = events.poll(10, TimeUnit.SECONDS);
      if (!type.isInstance(event)) {
        throw new AssertionError("expected " + type.getSimpleName() + ", got " + event);
      }
      return type.cast(event);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  SipEvent.Received received() {
    return next(SipEvent.Received.class);
  }

  SipEvent.Answered answered() {
    return next(SipEvent.Answered.class);
  }

  void hearsNothing() {
    try {
      var event = events.poll(150, TimeUnit.MILLISECONDS);
      if (event != null) {
        throw new AssertionError("heard " + event);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  int waiting() {
    return events.size();
  }
}
