package im.balcony.itests.fuzz;

import im.balcony.api.data.Ids;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.WireRecord;
import im.balcony.testkit.SeededIds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A connection's protocol that is fed with octets; what it says and tells is kept. */
final class Fed {

  private static final long NOW = 1_000_000;

  /** What is said and told between two octets may not grow without bound. */
  private static final int MOST = 50_000_000;

  private final ProtocolFactory factory;
  private final ConnectionSpec spec;
  private final Ids ids = new SeededIds(7);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<WireRecord> told = new ArrayList<>();
  private Protocol protocol;
  private boolean closed;

  Fed(ProtocolFactory factory, ConnectionSpec spec) {
    this.factory = factory;
    this.spec = spec;
    protocol = factory.open(spec);
    take(protocol.opened(NOW, ids));
  }

  private void take(Output output) {
    for (var bytes : output.bytes()) {
      var octets = new byte[bytes.remaining()];
      bytes.get(octets);
      said.writeBytes(octets);
    }
    told.addAll(output.records());
    closed |= output.close();
    if (said.size() > MOST) {
      throw new AssertionError("says more than it can have been asked");
    }
  }

  /** Octets arrive at once; none after the connection was closed. */
  Fed hears(byte[] octets) {
    if (!closed) {
      take(protocol.received(ByteBuffer.wrap(octets).asReadOnlyBuffer(), NOW, ids));
    }
    return this;
  }

  /** Octets arrive in pieces of this size. */
  Fed hears(byte[] octets, int piece) {
    for (var at = 0; at < octets.length; at += piece) {
      hears(Arrays.copyOfRange(octets, at, Math.min(octets.length, at + piece)));
    }
    return this;
  }

  /** The router wants something. */
  Fed does(Command command) {
    take(protocol.command(command, NOW, ids));
    return this;
  }

  /** Another version goes on in this place. */
  Fed exchanged() {
    if (!closed) {
      protocol = factory.resume(spec, protocol.release());
    }
    return this;
  }

  /** What was said so far. */
  byte[] said() {
    return said.toByteArray();
  }

  /** What was said and told so far, as one text. */
  String all() {
    return said.toString(StandardCharsets.ISO_8859_1) + '\n' + told;
  }

  /** What was told so far. */
  List<WireRecord> told() {
    return told;
  }

  boolean isClosed() {
    return closed;
  }
}
