package im.balcony.router.journal;

import im.balcony.api.observe.GatewayObserver;
import im.balcony.api.observe.Trace;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who watches; one that throws is not asked again. */
public final class Observers {

  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final List<GatewayObserver> observers = new CopyOnWriteArrayList<>();

  /** Adds an observer. */
  public void add(GatewayObserver observer) {
    observers.add(observer);
  }

  /** Removes an observer. */
  public void remove(GatewayObserver observer) {
    observers.remove(observer);
  }

  void tell(Trace trace) {
    for (var observer : List.copyOf(observers)) {
      try {
        observer.observed(trace);
      } catch (RuntimeException | LinkageError e) {
        observers.remove(observer);
        LOG.warn("observer {} failed and is dismissed", observer.getClass().getName(), e);
      }
    }
  }
}
