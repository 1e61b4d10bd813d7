package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.config.SecretFile;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenancyServiceTest {

  private static final String PID = "im.balcony.tenant~verona";

  @TempDir Path folder;
  private final BlockingQueue<List<Tenant>> heard = new LinkedBlockingQueue<>();
  private TenancyService service;

  @BeforeEach
  void start() {
    service =
        new TenancyService(
            new Registry(Configs.READER, new LastGood(folder), System::currentTimeMillis),
            Executors.newSingleThreadScheduledExecutor(),
            System::currentTimeMillis);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private List<Tenant> next() throws InterruptedException {
    var tenants = heard.poll(5, TimeUnit.SECONDS);
    assertThat(tenants).isNotNull();
    return tenants;
  }

  @Test
  void listenersHearOfEveryChangeOnceItIsInForce() throws Exception {
    service.add(
        tenants -> {
          throw new IllegalStateException("a listener that fails");
        });
    service.add(heard::add);
    assertThat(next()).isEmpty();

    service.update(PID, Configs.of());
    assertThat(next()).extracting(Tenant::id).containsExactly("verona");
    assertThat(service.bySipDomain("example.net")).isPresent();
    assertThat(service.bySipDomain("example.org")).isEmpty();
    assertThat(service.byId("verona")).isPresent();

    service.update(PID, Configs.of());
    service.update(PID, Configs.of("page.parts", "99"));
    service.update(PID, Configs.of("page.parts", "9"));
    assertThat(next().get(0).limits().pageParts()).isEqualTo(9);
  }

  @Test
  void aRemovedTenantIsForgottenWhenItsTimeIsOver() throws Exception {
    service.update(PID, Configs.of("drain-limit", "300ms"));
    service.add(heard::add);
    service.remove(PID);

    var seen = next();
    while (!seen.isEmpty()) {
      assertThat(seen).hasSize(1);
      seen = next();
    }
    assertThat(service.all()).isEmpty();
  }

  @Test
  void aRemovedTenantIsForgottenWhenItIsDone() throws Exception {
    service.update(PID, Configs.of("drain-limit", "1h"));
    service.remove(PID);
    service.drained("verona");
    service.add(heard::add);

    var seen = next();
    while (!seen.isEmpty()) {
      assertThat(seen.get(0).draining()).isTrue();
      seen = next();
    }
    assertThat(service.all()).isEmpty();
  }

  @Test
  void aTenantRefusedForItsSecretFileComesWhenTheFileIsMended() throws Exception {
    var file = folder.resolve("secret");
    service.close();
    service =
        new TenancyService(
            new Registry(
                new TenantReader(SecretFile::fault),
                new LastGood(folder.resolve("saved")),
                System::currentTimeMillis),
            Executors.newSingleThreadScheduledExecutor(),
            System::currentTimeMillis);
    service.add(heard::add);
    assertThat(next()).isEmpty();

    service.update(PID, Configs.of("xmpp.secret-file", file.toString()));
    assertThat(service.refusals().get(0).allowed()).contains("no such file");
    // As an editor does it: too open first, and then right.
    Files.writeString(file, "x".repeat(2000));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    awaitRefusal("its mode is rw-r--r--");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    awaitRefusal("its size is 2000 octets");
    Files.writeString(file, "secret");

    assertThat(heard.poll(30, TimeUnit.SECONDS)).extracting(Tenant::id).containsExactly("verona");
    assertThat(service.refusals()).isEmpty();
  }

  private void awaitRefusal(String reason) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!service.refusals().get(0).allowed().contains(reason)) {
      assertThat(System.nanoTime()).as(service.refusals().toString()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  @Test
  void aListenerThatLeftHearsNothing() throws Exception {
    Tenants.Listener listener = heard::add;
    service.add(listener);
    next();
    service.remove(listener);
    service.update(PID, Map.copyOf(Configs.of()));
    var other = new LinkedBlockingQueue<List<Tenant>>();
    service.add(other::add);
    assertThat(other.poll(5, TimeUnit.SECONDS)).hasSize(1);
    assertThat(heard).isEmpty();
  }
}
