package im.balcony.router.tenants;

import java.io.IOException;

/** Reads a component's secret at the moment it is needed; it is never kept. */
public interface Secrets {

  /**
   * The secret in {@code file}, without white space around it.
   *
   * @throws IOException with a reason fit for operators if it cannot be used
   */
  String read(String file) throws IOException;
}
