package im.balcony.sip;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Sparing;
import im.balcony.sip.raw.Glance;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.text.ResponseWriter;
import im.balcony.sip.time.Timers;
import im.balcony.sip.value.TopVia;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests from addresses that no tenant trusts. They are refused without a transaction (RFC 3261
 * §8.2.7): only what the refusal copies is read, nothing is kept, the log gets one line a source
 * and minute, and no datagram is answered with more octets than it has itself.
 */
final class Strangers {

  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

  /** Milliseconds in which a source is told of once. */
  private static final long SPAN = 60_000;

  /** Lines in that time, whatever the number of sources. */
  private static final int LINES = 60;

  private final Responses answers;
  private final Timers timers;
  private final Sparing lines = new Sparing(SPAN, LINES);

  Strangers(Responses answers, Timers timers) {
    this.answers = answers;
    this.timers = timers;
  }

  /**
   * Refuses a request, or says nothing.
   *
   * @param from where the request begins
   * @param facts makes what an answer needs
   */
  void refuse(byte[] octets, int from, Peer peer, BiFunction<RawMessage, Peer, Facts> facts) {
    var glance = Glance.request(octets, from);
    if (glance.isEmpty()) {
      return;
    }
    try {
      TopVia.read(glance.get());
    } catch (MalformedMessageException e) {
      // Nobody knows where an answer would go.
      return;
    }
    tell(peer.address());
    var method = glance.get().startLine().split(" ", 2)[0];
    if (method.equals("ACK")) {
      return;
    }
    // A CANCEL finds nothing, for no INVITE of a stranger is kept.
    var refusal = ResponseWriter.own(method.equals("CANCEL") ? 481 : 403);
    var known = facts.apply(glance.get(), peer);
    var response = ResponseWriter.write(known, refusal);
    if (peer.reliable()) {
      answers.sendNow(response, peer);
    } else if (response.length() <= octets.length - from) {
      answers.send(known, response);
    }
  }

  private void tell(String source) {
    switch (lines.about(source, timers.now())) {
      case SAY -> LOG.info("403 to {}: no tenant trusts it", source);
      case SAY_LAST ->
          LOG.info("403 to {}: no tenant trusts it; no more such lines for a while", source);
      case HUSH -> {
        // It was said already.
      }
    }
  }
}
