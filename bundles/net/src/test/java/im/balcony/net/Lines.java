package im.balcony.net;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.Octets;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.WireRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A protocol of lines: each that comes is a record and is said back with the version's name. Behind
 * the line {@code enough} it wants no more until the next command. A polite one says {@code bye}
 * before it leaves, and ends at the peer's {@code bye}.
 */
record Lines(String name, String version, AtomicInteger octets, boolean polite)
    implements ProtocolFactory {

  Lines(String name, String version) {
    this(name, version, new AtomicInteger(), false);
  }

  static Lines polite(String name, String version) {
    return new Lines(name, version, new AtomicInteger(), true);
  }

  /** A line that was heard. */
  record Heard(String version, String text) implements WireRecord {}

  /** Octets to be written. */
  record Say(byte[] octets) implements Command {}

  /** The end of the connection is wanted. */
  record Bye() implements Command {}

  @Override
  public Protocol open(ConnectionSpec spec) {
    return new Instance(new byte[0], List.of());
  }

  @Override
  public Protocol resume(ConnectionSpec spec, ConnectionState state) {
    return new Instance(state.unread().toArray(), state.pending());
  }

  @Override
  public int size(WireRecord record) {
    return record instanceof Say say ? say.octets.length : 0;
  }

  private final class Instance implements Protocol {
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private final List<Command> pending;
    private boolean full;

    Instance(byte[] unread, List<Command> pending) {
      this.unread.writeBytes(unread);
      this.pending = pending;
    }

    private Output output(List<ByteBuffer> bytes, List<WireRecord> records) {
      return new Output(bytes, records, OptionalLong.empty(), false, false);
    }

    @Override
    public Output opened(long now, Ids ids) {
      return output(List.of(), List.of());
    }

    @Override
    public Output received(ByteBuffer bytes, long now, Ids ids) {
      var out = new ArrayList<ByteBuffer>();
      var records = new ArrayList<WireRecord>();
      while (bytes.hasRemaining()) {
        var octet = bytes.get();
        octets.incrementAndGet();
        if (octet == '\n') {
          var text = unread.toString(StandardCharsets.UTF_8);
          unread.reset();
          records.add(new Heard(version, text));
          full |= text.equals("enough");
          out.add(StandardCharsets.UTF_8.encode(version + ":" + text + "\n"));
        } else {
          unread.write(octet);
        }
      }
      var bye = polite && records.contains(new Heard(version, "bye"));
      return new Output(out, records, OptionalLong.empty(), false, bye);
    }

    @Override
    public boolean mayReceive() {
      return !full;
    }

    @Override
    public Output command(Command command, long now, Ids ids) {
      full = false;
      return command instanceof Say say
          ? output(List.of(ByteBuffer.wrap(say.octets)), List.of())
          : new Output(List.of(), List.of(), OptionalLong.empty(), false, command instanceof Bye);
    }

    @Override
    public Output writable(int octets, long now, Ids ids) {
      return output(List.of(), List.of());
    }

    @Override
    public Output deadline(long now, Ids ids) {
      return output(List.of(), List.of());
    }

    @Override
    public Optional<Output> leaving(long now, Ids ids) {
      return polite
          ? Optional.of(output(List.of(StandardCharsets.UTF_8.encode("bye\n")), List.of()))
          : Optional.empty();
    }

    @Override
    public Output closed(String reason, long now, Ids ids) {
      return output(List.of(), List.of());
    }

    @Override
    public ConnectionState release() {
      return new ConnectionState(1, Facts.NONE, Octets.of(unread.toByteArray()), pending);
    }
  }
}
