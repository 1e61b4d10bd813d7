package im.balcony.itests.gateway;

import im.balcony.testkit.Violations;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test during which something came to an endpoint that no assertion took: an extra
 * stanza, a response too many. Called after every test of this module by JUnit, before what the
 * test's class does after it; and by what closes a scene before its end.
 */
public final class Untaken implements AfterTestExecutionCallback, AfterAllCallback {

  /** So long nothing more has to arrive. */
  private static final Duration QUIET = Duration.ofMillis(250);

  private static final Set<Violations> OPEN = ConcurrentHashMap.newKeySet();

  /** From now on each test is asked what it left with these endpoints. */
  static void watch(Violations violations) {
    OPEN.add(violations);
  }

  /** Asks a last time. */
  static void end(Violations violations) throws InterruptedException {
    if (OPEN.remove(violations)) {
      ask(violations);
    }
  }

  private static void ask(Violations violations) throws InterruptedException {
    var untaken = violations.untaken(QUIET);
    if (!untaken.isEmpty()) {
      throw new AssertionError("nobody waited for\n  " + String.join("\n  ", untaken));
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws Exception {
    for (var violations : OPEN) {
      ask(violations);
    }
  }

  /** A scene that a failed test left open is no other class's. */
  @Override
  public void afterAll(ExtensionContext context) {
    OPEN.clear();
  }
}
