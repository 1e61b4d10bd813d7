package im.balcony.store;

import im.balcony.api.config.Settings;
import im.balcony.api.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shell around {@link GroupStore}. */
@Component(immediate = true, service = Store.class, configurationPid = StoreConfiguration.PID)
@Designate(ocd = StoreConfiguration.class)
public final class StoreComponent implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(StoreComponent.class);
  private static final Keys KEYS =
      new Keys(new Settings(StoreConfiguration.PID, StoreConfiguration.class, LOG::error));

  private final GroupStore store;
  private volatile Bounds bounds;

  /**
   * Opens the file and starts the store.
   *
   * @throws IOException if the file cannot be opened; nothing can be accepted without it
   */
  @Activate
  public StoreComponent(StoreConfiguration configuration) throws IOException {
    var folder = KEYS.folder(configuration);
    bounds = KEYS.bounds(configuration);
    var disk = new Disk(folder, Disk.real(), bounds.free());
    store = new GroupStore(() -> StoreFile.open(folder), disk, bounds, System::currentTimeMillis);
  }

  /** New bounds; what is kept stays, and a bound that is refused stays as it was. */
  @Modified
  public void modified(StoreConfiguration configuration) {
    bounds = KEYS.bounds(configuration);
    store.bounds(bounds);
  }

  /** Commits what waits and stops. */
  @Deactivate
  public void stop() {
    store.close();
  }

  @Override
  public CompletionStage<Void> commit(Batch batch) {
    return store.commit(batch);
  }

  @Override
  public CompletionStage<Optional<Seen>> seen(String duplicateKey, long now) {
    return store.seen(duplicateKey, now);
  }

  @Override
  public CompletionStage<Optional<Journal>> journal(String ref) {
    return store.journal(ref);
  }

  @Override
  public CompletionStage<List<Journal>> recent(String tenant, long since, int count) {
    return store.recent(tenant, since, count);
  }

  @Override
  public CompletionStage<List<Journal>> named(String name, int count) {
    return store.named(name, count);
  }

  @Override
  public CompletionStage<Recovered> recover(String tenant) {
    return store.recover(tenant);
  }

  @Override
  public CompletionStage<Void> release(String tenant, long epoch) {
    return store.release(tenant, epoch);
  }

  @Override
  public CompletionStage<Set<String>> tenants() {
    return store.tenants();
  }

  @Override
  public Usage usage() {
    return store.usage();
  }
}
