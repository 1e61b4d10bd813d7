package im.balcony.players.chaos;

import im.balcony.players.Appliance;
import im.balcony.players.Management;
import java.io.IOException;
import javax.management.JMException;

/**
 * Exchanges bundles of the appliance by its management, over one connection for each life of it: a
 * login at its console takes a core 50 ms, which messages would be seen to wait for.
 */
final class Bundles implements AutoCloseable {

  private final Appliance appliance;
  private Management management;

  Bundles(Appliance appliance) throws IOException, InterruptedException {
    this.appliance = appliance;
    this.management = appliance.manage();
  }

  /** The appliance was started again; the connection to its last life ended with that. */
  void restarted() throws IOException, InterruptedException {
    management = appliance.manage();
  }

  /** {@code bundle:update}: the same bundle from this file. */
  void update(String part, String file) throws IOException {
    tried(() -> management.update("im.balcony." + part, file));
  }

  /** {@code bundle:install -s}. Returns its number. */
  String install(String url) throws IOException {
    try {
      return management.install(url);
    } catch (JMException e) {
      throw new IOException(url + " cannot be installed", e);
    }
  }

  /** {@code bundle:uninstall}. */
  void uninstall(String number) throws IOException {
    tried(() -> management.uninstall(number));
  }

  private interface Managed {
    void run() throws IOException, JMException;
  }

  private static void tried(Managed work) throws IOException {
    try {
      work.run();
    } catch (JMException e) {
      throw new IOException("the management refuses", e);
    }
  }

  @Override
  public void close() throws IOException {
    management.close();
  }
}
