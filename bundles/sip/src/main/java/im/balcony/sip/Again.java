package im.balcony.sip;

import java.time.Duration;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.ComponentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another try for a component whose activation failed. DS itself waits for a change of its
 * configuration or of what it refers to, and a port that becomes free is neither.
 */
final class Again {

  private static final Logger LOG = LoggerFactory.getLogger(Again.class);

  private Again() {}

  /** Switches the component off and on again after a while. */
  static void in(Duration delay, ComponentContext component) {
    var name = String.valueOf(component.getProperties().get(ComponentConstants.COMPONENT_NAME));
    var thread = new Thread(() -> restart(delay, component, name), "balcony-sip-again");
    thread.setDaemon(true);
    thread.start();
  }

  private static void restart(Duration delay, ComponentContext component, String name) {
    try {
      Thread.sleep(delay.toMillis());
      component.disableComponent(name);
      component.enableComponent(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("the bundle was stopped in the meantime: {}", e.getClass().getName());
    }
  }
}
