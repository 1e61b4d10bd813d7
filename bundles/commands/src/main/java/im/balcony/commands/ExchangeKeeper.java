package im.balcony.commands;

import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.features.DeploymentEvent;
import org.apache.karaf.features.DeploymentListener;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.Repository;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Karaf's features what an operator did to a part by hand. Karaf makes everything again as
 * its features list it, whenever any feature is installed or uninstalled: an old part that was
 * uninstalled would come back. So the feature of a part that goes by hand is required no more, and
 * that is so when the call that uninstalls the part returns, or the log says why not.
 *
 * <p>The thread that uninstalls waits for Karaf's thread of features meanwhile. It holds no lock
 * then: the framework tells that a bundle is uninstalled after it released the bundle's lock, and
 * Karaf's own thread, which would wait for itself, is passed over.
 *
 * <p>For a part that was updated by hand or is only stopped there is no such way; the log says so
 * when it happens.
 */
final class ExchangeKeeper implements SynchronousBundleListener, DeploymentListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ExchangeKeeper.class);

  /** How often the requirements are changed anew if Karaf did not take them. */
  private static final int ATTEMPTS = 3;

  /** How Karaf names its thread of features, of which there may have been no event yet. */
  private static final String KARAFS_THREADS = "features-";

  /** How one attempt ended. */
  private enum End {
    DONE,
    /** A feature that is not ours needs it. */
    NEEDED,
    /** The requirements are others than before and than they should be. */
    OVERTAKEN,
    /** The requirements are what they were. */
    REFUSED
  }

  private record Outcome(String feature, End end) {}

  private final BundleContext context;
  private final FeaturesService features;

  /** Between the start and the end of a deployment; a failed one has no end. */
  private volatile boolean deploying = true;

  /** Karaf's thread of features, once one of its events was heard when it happened. */
  private volatile @Nullable Thread deployer;

  private volatile boolean listening;

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
    // Hears of the last event at once, in this thread.
    keeper.features.registerListener(keeper);
    keeper.listening = true;
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
    deployer = listening ? Thread.currentThread() : null;
  }

  /** Whether what happens in this thread is Karaf's own doing; if it is, it must not wait. */
  private boolean isKaraf() {
    var current = Thread.currentThread();
    var known = deployer;
    return current == known
        || current.getName().startsWith(KARAFS_THREADS)
        || (deploying && known == null);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    var bundle = event.getBundle();
    if (isKaraf() || !Required.isPart(bundle.getSymbolicName())) {
      return;
    }
    if (event.getType() == BundleEvent.UNINSTALLED) {
      uninstalled(bundle);
    } else if (event.getType() == BundleEvent.UPDATED) {
      updated(bundle);
    }
  }

  private void uninstalled(Bundle bundle) {
    var what = bundle.getSymbolicName() + " " + bundle.getVersion() + " was uninstalled by hand";
    try {
      for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
        var outcome = release(bundle.getLocation());
        if (outcome.isEmpty()) {
          return;
        }
        switch (outcome.get().end()) {
          case DONE -> {
            LOG.info("{}: feature {} is required no more", what, outcome.get().feature());
            return;
          }
          case NEEDED -> {
            LOG.warn(
                "{}, but a feature that is not ours requires {}: the next change of features brings"
                    + " it back",
                what,
                outcome.get().feature());
            return;
          }
          case OVERTAKEN ->
              LOG.info(
                  "{}: another change of features came between, attempt {} of {}",
                  what,
                  attempt,
                  ATTEMPTS);
          case REFUSED ->
              LOG.info(
                  "{}: Karaf did not make the change of features (its standard output says why),"
                      + " attempt {} of {}",
                  what,
                  attempt,
                  ATTEMPTS);
        }
      }
      LOG.warn(
          "{}, but the next change of features brings it back: {} attempts failed, see above",
          what,
          ATTEMPTS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{}; whether the next change of features brings it back is not known", what);
    } catch (Exception e) { // What Karaf's interface declares.
      LOG.warn("{}, but the next change of features brings it back: {}", what, e.toString());
    }
  }

  /**
   * One attempt to have the feature of a part required no more.
   *
   * @return empty if no feature brought the part
   */
  private Optional<Outcome> release(String location) throws Exception {
    awaitChanges();
    var installed = List.of(features.listInstalledFeatures());
    var required = features.listRequirements();
    var root = required.getOrDefault(FeaturesService.ROOT_REGION, Set.of());
    var feature = Required.featureOf(location, installed);
    if (feature.isEmpty()) {
      return Optional.empty();
    }
    var name = feature.get().getName();
    var without = Required.without(feature.get(), root, installed);
    if (without.isEmpty()) {
      return Optional.of(new Outcome(name, End.NEEDED));
    }
    var next = new HashMap<>(required);
    next.put(FeaturesService.ROOT_REGION, without.get());
    features.updateReposAndRequirements(
        new HashSet<>(repositories()),
        next,
        EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
    awaitChanges();
    var now = features.listRequirements().getOrDefault(FeaturesService.ROOT_REGION, Set.of());
    if (now.equals(without.get())) {
      return Optional.of(new Outcome(name, End.DONE));
    }
    return Optional.of(new Outcome(name, now.equals(root) ? End.REFUSED : End.OVERTAKEN));
  }

  /**
   * Returns when Karaf has made the changes of features that were asked for before. It makes them
   * in one thread, one after the other, and its call that changes the requirements at once does not
   * wait for that thread; a simulated change does, and changes nothing.
   */
  private void awaitChanges() throws InterruptedException {
    try {
      features.updateFeaturesState(Map.of(), EnumSet.of(FeaturesService.Option.Simulate));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) { // What Karaf's interface declares.
      // Its turn came, and what the features are is asked next.
      LOG.debug("the features as they are cannot be simulated", e);
    }
  }

  private List<URI> repositories() throws Exception {
    return Arrays.stream(features.listRequiredRepositories()).map(Repository::getURI).toList();
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
