package im.balcony.testkit.virtual;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.WireRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The socket side of the gateway on a virtual network: it runs real protocol instances over virtual
 * streams and hands them over from one version to the next, as sockets would.
 */
public final class VirtualConnections implements Connections {

  private final VirtualProcess process;
  private final VirtualNetwork network;
  private final Ids ids;
  private final String msrp;
  private final Map<String, ProtocolFactory> factories = new HashMap<>();
  private final Map<String, VirtualConnection> open = new LinkedHashMap<>();
  private @Nullable Intake intake;
  private int accepted;

  /** Connections of a process that accepts MSRP at the address {@code msrp}. */
  public VirtualConnections(VirtualProcess process, VirtualNetwork network, Ids ids, String msrp) {
    this.process = process;
    this.network = network;
    this.ids = ids;
    this.msrp = msrp;
  }

  /** Who hears of everything; from now on connections are accepted. */
  public void intake(Intake router) {
    intake = router;
    network.accept(msrp, this::accept);
  }

  private void accept(VirtualStream stream) {
    if (!process.isAlive()) {
      stream.close();
      return;
    }
    var id = "in-" + ++accepted;
    process.perform("connection accepted", () -> begin(id, "msrp", false, stream, Facts.NONE));
  }

  private void begin(
      String id, String protocol, boolean outgoing, VirtualStream stream, Facts settings) {
    var spec = new ConnectionSpec(outgoing, stream.local(), stream.remote(), settings);
    var connection = new VirtualConnection(this, id, protocol, spec, stream);
    open.put(id, connection);
    tell(new ConnectionEvent(id, protocol, ConnectionEvent.Kind.OPENED, stream.remote(), ""));
    connection.begin(Optional.ofNullable(factories.get(protocol)));
  }

  /** A version of a protocol is there. */
  public void bind(ProtocolFactory factory) {
    factories.put(factory.name(), factory);
    for (var connection : List.copyOf(open.values())) {
      if (connection.protocolName().equals(factory.name())) {
        connection.serve(factory);
      }
    }
  }

  /** The version of this protocol goes; connections stay, unread. */
  public void unbind(String protocol) {
    factories.remove(protocol);
    for (var connection : List.copyOf(open.values())) {
      if (connection.protocolName().equals(protocol)) {
        connection.park();
      }
    }
  }

  @Override
  public void connect(
      String connectionId,
      String protocol,
      String host,
      int port,
      Optional<TlsCall> tls,
      Facts settings,
      List<String> allowed) {
    process.point("connection asked for");
    var place = host + ":" + port;
    network.connect(
        place,
        opened -> {
          if (!process.isAlive()) {
            opened.ifPresent(VirtualStream::close);
            return;
          }
          process.perform(
              opened.isPresent() ? "connection opened" : "connection refused",
              () ->
                  opened.ifPresentOrElse(
                      stream -> begin(connectionId, protocol, true, stream, settings),
                      () ->
                          tell(
                              new ConnectionEvent(
                                  connectionId,
                                  protocol,
                                  ConnectionEvent.Kind.FAILED,
                                  place,
                                  "connection refused"))));
        });
  }

  @Override
  public void command(String connectionId, Command command) {
    process.point("command to a connection given");
    process.execute(
        "command to a connection done",
        () -> {
          var connection = open.get(connectionId);
          if (connection != null) {
            connection.command(command);
          }
        });
  }

  @Override
  public void close(String connectionId) {
    process.point("end of a connection asked for");
    process.execute(
        "connection ended",
        () -> {
          var connection = open.get(connectionId);
          if (connection != null) {
            connection.close();
          }
        });
  }

  @Override
  public void reading(String connectionId, boolean on) {
    var connection = open.get(connectionId);
    if (connection != null) {
      connection.reading(on);
    }
  }

  @Override
  public List<Listener> listeners() {
    var colon = msrp.lastIndexOf(':');
    return List.of(
        new Listener(
            "msrp", msrp.substring(0, colon), Integer.parseInt(msrp.substring(colon + 1))));
  }

  @Override
  public int size(String protocol, WireRecord record) {
    var factory = factories.get(protocol);
    return factory == null ? 0 : factory.size(record);
  }

  /** The connections that are open, by protocol. */
  public long count(String protocol) {
    return open.values().stream().filter(c -> c.protocolName().equals(protocol)).count();
  }

  /** The process is gone: its sockets are closed by whoever cleans up behind it. */
  public void die() {
    network.refuse(msrp);
    open.values().forEach(VirtualConnection::die);
    open.clear();
  }

  // What a connection needs.

  VirtualProcess process() {
    return process;
  }

  Ids ids() {
    return ids;
  }

  void record(String connectionId, WireRecord record) {
    if (intake != null) {
      intake.record(connectionId, record);
    }
  }

  void closed(ConnectionEvent event) {
    open.remove(event.connectionId());
    tell(event);
  }

  private void tell(ConnectionEvent event) {
    if (intake != null) {
      intake.connection(event);
    }
  }
}
