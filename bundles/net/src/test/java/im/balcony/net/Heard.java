package im.balcony.net;

import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.WireRecord;
import im.balcony.testkit.Inbox;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.Map;

/** The router's place: keeps what it is told. */
final class Heard implements Intake {

  final Inbox<WireRecord> records = new Inbox<>("record");
  final Inbox<ConnectionEvent> events = new Inbox<>("event");

  /** Whether the process is about to end. */
  volatile boolean ending;

  /** What happens while this router is told of an event. */
  volatile Runnable meanwhile = () -> {};

  /** Who knows the addresses of names. */
  volatile Dialer.Lookup names = InetAddress::getAllByName;

  /** Where the sockets look for identities that are called by name. */
  final Keyring keys = new Keyring();

  /** Sockets that tell this router, with these values of the configuration. */
  Sockets sockets(Map<String, String> values) {
    var config =
        (NetConfig)
            Proxy.newProxyInstance(
                NetConfig.class.getClassLoader(),
                new Class<?>[] {NetConfig.class},
                (proxy, method, arguments) ->
                    values.getOrDefault(
                        method.getName(), String.valueOf(method.getDefaultValue())));
    var made = new Sockets(config, keys, () -> ending, host -> names.addresses(host));
    made.bindIntake(this);
    return made;
  }

  @Override
  public void sip(WireRecord record) {
    throw new AssertionError("sockets know no SIP");
  }

  @Override
  public void record(String connectionId, WireRecord record) {
    records.put(record);
  }

  @Override
  public void connection(ConnectionEvent event) {
    meanwhile.run();
    events.put(event);
  }
}
