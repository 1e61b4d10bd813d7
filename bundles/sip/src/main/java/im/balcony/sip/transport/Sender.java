package im.balcony.sip.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Sends without ever holding up its caller. */
public final class Sender {

  private final Transports transports;
  private final Lanes lanes;

  /** Sends through these transports and lanes. */
  public Sender(Transports transports, Lanes lanes) {
    this.transports = transports;
    this.lanes = lanes;
  }

  /**
   * Sends a message to a hop.
   *
   * @param failed called with a reason fit for people if it could not be sent, by any thread
   */
  public void send(Hop hop, byte[] octets, Consumer<String> failed) {
    if (Endpoint.isNumeric(hop.host())) {
      attempt(hop, octets, failed);
    } else if (!lanes.submit(hop, () -> attempt(hop, octets, failed))) {
      // Only a name has to be looked up, and that may block.
      failed.accept("too many requests wait for the next hop");
    }
  }

  /**
   * Asks whether anybody listens at a hop, where the transport can find that out.
   *
   * @param deaf called if nobody does, by any thread
   */
  public void probe(Hop hop, Runnable deaf) {
    if (Endpoint.isNumeric(hop.host())) {
      transports.probe(hop, deaf);
    } else {
      lanes.submit(hop, () -> transports.probe(hop, deaf));
    }
  }

  private void attempt(Hop hop, byte[] octets, Consumer<String> failed) {
    transports.send(hop, octets, cause -> failed.accept(reason(cause)));
  }

  private static String reason(IOException e) {
    if (e instanceof SSLException) {
      return "there is no TLS with the next hop: " + e.getMessage();
    } else if (e instanceof UnknownHostException) {
      return "the name of the next hop is not known";
    } else if (e instanceof SocketTimeoutException) {
      return "the next hop did not take the connection in time";
    } else if (e instanceof NoRouteToHostException) {
      return "there is no route to the next hop";
    }
    return e instanceof ConnectException
        ? "the next hop refused the connection"
        : "the next hop cannot be reached";
  }

  /**
   * Sends a response to where its request came from (RFC 3261 §18.2.2): the same connection, else a
   * new one to the same address and the port of the Via.
   *
   * @param hop address of the source, and the port to answer to if the connection is gone
   * @param connection the name of the connection, empty for UDP
   */
  public void answer(Hop hop, String connection, byte[] octets) {
    if (hop.reliable() && transports.answer(connection, octets)) {
      return;
    }
    send(hop, octets, reason -> {});
  }
}
