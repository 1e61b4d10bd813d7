package im.balcony.commands;

import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.apache.karaf.features.DeploymentEvent;
import org.apache.karaf.features.DeploymentListener;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Karaf's features what an operator did to a part by hand. Karaf makes everything again as
 * its features list it, whenever any feature is installed or uninstalled: an old part that was
 * uninstalled would come back. So the feature of a part that goes by hand is required no more.
 * Karaf does that in a thread of its own, a moment after the call that uninstalls the part
 * returned.
 *
 * <p>For a part that was updated by hand or is only stopped there is no such way; the log says so
 * when it happens.
 */
final class ExchangeKeeper implements SynchronousBundleListener, DeploymentListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ExchangeKeeper.class);

  private final BundleContext context;
  private final FeaturesService features;

  /** Between the start and the end of a deployment it is Karaf whose doing the events are. */
  private volatile boolean deploying = true;

  private ExchangeKeeper(BundleContext context, FeaturesService features) {
    this.context = context;
    this.features = features;
  }

  /**
   * Begins to listen.
   *
   * @param features Karaf's {@code FeaturesService}
   */
  static ExchangeKeeper open(BundleContext context, Object features) {
    var keeper = new ExchangeKeeper(context, (FeaturesService) features);
    context.addBundleListener(keeper);
    // Hears of the last event at once.
    keeper.features.registerListener(keeper);
    return keeper;
  }

  @Override
  public void close() {
    features.unregisterListener(this);
    context.removeBundleListener(this);
  }

  @Override
  public void deploymentEvent(DeploymentEvent event) {
    deploying = event != DeploymentEvent.DEPLOYMENT_FINISHED;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    var bundle = event.getBundle();
    if (deploying || !Required.isPart(bundle.getSymbolicName())) {
      return;
    }
    if (event.getType() == BundleEvent.UNINSTALLED) {
      uninstalled(bundle);
    } else if (event.getType() == BundleEvent.UPDATED) {
      updated(bundle);
    }
  }

  private void uninstalled(Bundle bundle) {
    try {
      var installed = List.of(features.listInstalledFeatures());
      var required = features.listRequirements();
      var root = required.getOrDefault(FeaturesService.ROOT_REGION, new HashSet<>());
      var feature = Required.featureOf(bundle.getLocation(), installed);
      if (feature.isEmpty()) {
        return;
      }
      var without = Required.without(feature.get(), root, installed);
      if (without.isEmpty()) {
        LOG.warn(
            "{} {} was uninstalled by hand, but a feature that is not ours requires {}: the next"
                + " change of features brings it back",
            bundle.getSymbolicName(),
            bundle.getVersion(),
            feature.get().getName());
        return;
      }
      var next = new HashMap<>(required);
      next.put(FeaturesService.ROOT_REGION, without.get());
      features.updateReposAndRequirements(
          new HashSet<>(repositories()),
          next,
          EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
      LOG.info(
          "{} {} was uninstalled by hand: feature {} is required no more",
          bundle.getSymbolicName(),
          bundle.getVersion(),
          feature.get().getName());
    } catch (Exception e) { // What Karaf's interface declares.
      LOG.warn(
          "{} {} was uninstalled by hand, but the next change of features brings it back: {}",
          bundle.getSymbolicName(),
          bundle.getVersion(),
          e.toString());
    }
  }

  private List<URI> repositories() throws Exception {
    return Arrays.stream(features.listRequiredRepositories()).map(r -> r.getURI()).toList();
  }

  private void updated(Bundle bundle) {
    try {
      var listed =
          Required.featureOf(bundle.getLocation(), List.of(features.listInstalledFeatures()));
      if (listed.isPresent() && !Required.isVersion(bundle.getLocation(), bundle.getVersion())) {
        LOG.warn(
            "{} was updated by hand to {}: the next change of features undoes it, for feature {}"
                + " brings another version; to keep it, install it beside and uninstall the old one",
            bundle.getSymbolicName(),
            bundle.getVersion(),
            listed.get().getName());
      }
    } catch (Exception e) { // What Karaf's interface declares.
      LOG.warn("the features cannot be asked: {}", e.toString());
    }
  }
}
