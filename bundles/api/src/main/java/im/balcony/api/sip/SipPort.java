package im.balcony.api.sip;

import im.balcony.api.wire.Reading;
import java.util.List;

/** The SIP edge. All methods return at once and may be called by any thread. */
public interface SipPort {

  /**
   * Makes a request ready without any I/O: Via with branch and sent-by, transport by size (RFC 3261
   * §18.1.1), routes.
   *
   * @throws IllegalArgumentException if the request cannot be written (an illegal URI), or, as
   *     {@link UnsendableException}, for the reason that it names
   */
  PreparedRequest prepare(SipCommand.Request request);

  /**
   * How many octets the request takes on the wire, over whichever next hop it may go, and with the
   * credentials that a next hop may ask for.
   *
   * @throws IllegalArgumentException as {@link #prepare}
   */
  int size(SipCommand.Request request);

  /** Sends or re-sends a prepared request; its results come back to the router's intake. */
  void send(PreparedRequest request);

  /** Sends an ACK, a CANCEL or a response, or has a request absorbed. */
  void send(SipCommand command);

  /**
   * What the edge would make of a text that came from {@code source} in a datagram.
   *
   * @param text the message; its lines may end with LF
   */
  default Reading read(String text, SipSource source) {
    return Reading.nothing("this SIP edge does not tell what it makes of a text");
  }

  /**
   * What is left of a request that {@link #read} reads without each of its parts; an edge that does
   * not cut it has none.
   *
   * @param text the request; its lines may end with LF
   */
  default Leftovers leftovers(String text) {
    return new Leftovers(text, List.of());
  }

  /** The listening points that are open, as {@code transport host:port}. */
  List<String> listeners();
}
