package im.balcony.sip;

import im.balcony.api.sip.Leftovers;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipPort;
import im.balcony.api.sip.SipSource;
import im.balcony.api.wire.Reading;
import java.util.List;

/** An edge whose ports are open, as the router knows it: it is closed when no call is under way. */
final class OpenEdge implements SipPort, AutoCloseable {

  private final InFlight calls = new InFlight();
  private final SipEdge edge;

  OpenEdge(SipEdge edge) {
    this.edge = edge;
  }

  @Override
  public PreparedRequest prepare(SipCommand.Request request) {
    return calls.call(() -> edge.prepare(request));
  }

  @Override
  public int size(SipCommand.Request request) {
    return calls.call(() -> edge.size(request));
  }

  @Override
  public void send(PreparedRequest request) {
    calls.run(() -> edge.send(request));
  }

  @Override
  public void send(SipCommand command) {
    calls.run(() -> edge.send(command));
  }

  @Override
  public Reading read(String text, SipSource source) {
    return calls.call(() -> edge.read(text, source));
  }

  @Override
  public Leftovers leftovers(String text) {
    return calls.call(() -> edge.leftovers(text));
  }

  @Override
  public List<String> listeners() {
    return edge.listeners();
  }

  @Override
  public void close() {
    calls.await();
    edge.close();
  }
}
