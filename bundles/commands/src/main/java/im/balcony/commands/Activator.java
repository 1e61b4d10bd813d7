package im.balcony.commands;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** Keeps company with Karaf's features, where there are any: see {@link ExchangeKeeper}. */
public final class Activator implements BundleActivator {

  // By name: its package is an optional import, for commands work without features, too.
  private static final String FEATURES = "org.apache.karaf.features.FeaturesService";

  @SuppressWarnings("NullAway.Init") // start() comes first.
  private ServiceTracker<Object, AutoCloseable> tracker;

  @Override
  public void start(BundleContext context) {
    tracker = new ServiceTracker<>(context, FEATURES, new Customizer(context));
    tracker.open();
  }

  @Override
  public void stop(BundleContext context) {
    tracker.close();
  }

  private record Customizer(BundleContext context)
      implements ServiceTrackerCustomizer<Object, AutoCloseable> {

    @Override
    public AutoCloseable addingService(ServiceReference<Object> reference) {
      return ExchangeKeeper.open(context, context.getService(reference));
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, AutoCloseable keeper) {
      // Its properties say nothing to us.
    }

    @Override
    public void removedService(ServiceReference<Object> reference, AutoCloseable keeper) {
      ((ExchangeKeeper) keeper).close();
      context.ungetService(reference);
    }
  }
}
