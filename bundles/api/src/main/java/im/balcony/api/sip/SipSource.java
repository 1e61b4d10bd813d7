package im.balcony.api.sip;

import java.util.List;
import java.util.Optional;

/**
 * Where a request came from.
 *
 * @param transport what carried it
 * @param address the numeric address
 * @param port the port
 * @param names the domains that the peer's certificate names (RFC 5922 §7.1), in lower case; none
 *     without TLS, or where it showed none
 * @param admittedTo the id of the tenant whose demand for credentials the request has met, if any
 */
public record SipSource(
    Transport transport,
    String address,
    int port,
    List<String> names,
    Optional<String> admittedTo) {

  /** Copies the names. */
  public SipSource {
    names = List.copyOf(names);
  }

  /** One that has shown no credentials. */
  public SipSource(Transport transport, String address, int port) {
    this(transport, address, port, List.of(), Optional.empty());
  }
}
