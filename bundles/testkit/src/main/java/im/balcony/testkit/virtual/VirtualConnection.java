package im.balcony.testkit.virtual;

import im.balcony.api.data.Octets;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stream with its protocol. While there is no version of the protocol, commands wait. */
final class VirtualConnection {

  private static final int PORTION = 16_384;

  private final VirtualConnections owner;
  private final String id;
  private final String protocolName;
  private final ConnectionSpec spec;
  private final VirtualStream stream;
  private final ArrayDeque<Command> waiting = new ArrayDeque<>();
  private @Nullable Protocol protocol;
  private @Nullable ConnectionState parked;
  private VirtualTime.@Nullable Timer deadline;
  private boolean wanted = true;
  private boolean writableWanted;
  private int unwritten;
  private boolean closing;
  private boolean isGone;

  VirtualConnection(
      VirtualConnections owner,
      String id,
      String protocolName,
      ConnectionSpec spec,
      VirtualStream stream) {
    this.owner = owner;
    this.id = id;
    this.protocolName = protocolName;
    this.spec = spec;
    this.stream = stream;
  }

  String protocolName() {
    return protocolName;
  }

  void begin(Optional<ProtocolFactory> factory) {
    stream.reader(
        octets -> owner.process().perform(protocolName + " octets read", () -> received(octets)),
        reason -> owner.process().perform(protocolName + " stream ended", () -> gone(reason)));
    factory.ifPresentOrElse(this::serve, this::park);
  }

  void serve(ProtocolFactory factory) {
    if (protocol != null) {
      release();
    }
    var state = parked;
    if (state == null) {
      var fresh = factory.open(spec);
      protocol = fresh;
      apply(fresh.opened(now(), owner.ids()));
    } else {
      var next = factory.resume(spec, state);
      parked = null;
      protocol = next;
      apply(next.deadline(now(), owner.ids()));
    }
    while (protocol != null && !waiting.isEmpty()) {
      apply(protocol.command(waiting.remove(), now(), owner.ids()));
    }
    ask();
    read();
  }

  void park() {
    if (protocol != null) {
      release();
    }
    read();
  }

  private void release() {
    cancel();
    if (protocol != null) {
      parked = protocol.release();
      protocol = null;
    }
  }

  private void read() {
    stream.reading(protocol != null && protocol.mayReceive() && wanted);
  }

  void reading(boolean on) {
    wanted = on;
    read();
  }

  private long now() {
    return owner.process().now();
  }

  void command(Command command) {
    if (protocol == null) {
      waiting.add(command);
    } else {
      apply(protocol.command(command, now(), owner.ids()));
    }
  }

  private void received(byte[] octets) {
    if (protocol != null && !closing) {
      apply(protocol.received(ByteBuffer.wrap(octets), now(), owner.ids()));
    } else if (parked != null) {
      // It was on its way before reading stopped.
      var before = parked.unread().toArray();
      var joined = Arrays.copyOf(before, before.length + octets.length);
      System.arraycopy(octets, 0, joined, before.length, octets.length);
      parked =
          new ConnectionState(parked.schema(), parked.facts(), Octets.of(joined), parked.pending());
    }
  }

  private void apply(Output output) {
    for (var bytes : output.bytes()) {
      var octets = new byte[bytes.remaining()];
      bytes.get(octets);
      owner.process().point(Kinds.written(protocolName, octets));
      unwritten++;
      stream.write(
          octets, () -> owner.process().perform(protocolName + " socket free", this::written));
    }
    cancel();
    output.deadline().ifPresent(at -> deadline = timer(at));
    output.records().forEach(record -> owner.record(id, record));
    writableWanted = output.wantsWritable();
    if (output.close()) {
      closing = true;
      close();
    } else {
      ask();
      read();
    }
  }

  private VirtualTime.Timer timer(long at) {
    return owner.process().at(Math.max(at, now()), protocolName + " timer", this::due);
  }

  private void due() {
    if (protocol != null) {
      apply(protocol.deadline(now(), owner.ids()));
    }
  }

  private void written() {
    unwritten--;
    ask();
  }

  private void ask() {
    if (writableWanted && unwritten == 0) {
      owner
          .process()
          .execute(
              protocolName + " goes on writing",
              () -> {
                if (protocol != null && writableWanted && unwritten == 0 && !closing) {
                  writableWanted = false;
                  apply(protocol.writable(PORTION, now(), owner.ids()));
                }
              });
    }
  }

  void close() {
    stream.close();
    owner.process().execute("stream closed", () -> gone("closed by the gateway"));
  }

  private void gone(String reason) {
    cancel();
    waiting.clear();
    stream.abandon();
    if (protocol != null) {
      var last = protocol.closed(reason, now(), owner.ids());
      protocol = null;
      last.records().forEach(record -> owner.record(id, record));
    }
    if (!isGone) {
      isGone = true;
      owner.closed(
          new ConnectionEvent(
              id, protocolName, ConnectionEvent.Kind.CLOSED, spec.remote(), reason));
    }
  }

  /** The process died: the operating system closes its sockets. */
  void die() {
    stream.abandon();
    stream.close();
  }

  private void cancel() {
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }
}
