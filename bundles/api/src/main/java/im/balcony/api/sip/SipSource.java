package im.balcony.api.sip;

import java.util.Optional;

/**
 * Where a request came from.
 *
 * @param transport what carried it
 * @param address the numeric address
 * @param port the port
 * @param admittedTo the id of the tenant whose demand for credentials the request has met, if any
 */
public record SipSource(
    Transport transport, String address, int port, Optional<String> admittedTo) {

  /** One that has shown no credentials. */
  public SipSource(Transport transport, String address, int port) {
    this(transport, address, port, Optional.empty());
  }
}
