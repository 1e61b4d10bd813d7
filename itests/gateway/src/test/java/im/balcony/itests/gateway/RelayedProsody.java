package im.balcony.itests.gateway;

import im.balcony.players.Ports;
import im.balcony.players.Prosody;
import im.balcony.players.Relay;
import im.balcony.players.XmppServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Prosody, whose components reach it through a relay; it can be started again. */
final class RelayedProsody implements XmppServer {

  final Path folder;
  final Relay relay;
  private final Map<String, String> components;
  private final Map<String, String> users;
  private final int port = Ports.free();
  private Prosody prosody;

  RelayedProsody(Path folder, Map<String, String> components, Map<String, String> users)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.components = components;
    this.users = users;
    this.relay = new Relay(port);
    this.prosody = new Prosody(folder, port, components, users);
  }

  void again() throws IOException, InterruptedException {
    prosody = new Prosody(folder, port, components, users);
  }

  @Override
  public int clientPort() {
    return prosody.clientPort();
  }

  @Override
  public int componentPort() {
    return relay.port();
  }

  @Override
  public void kill() {
    prosody.kill();
  }

  @Override
  public void close() {
    prosody.close();
  }
}
