package im.balcony.benchmarks.beside;

import im.balcony.players.Appliance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The built appliance with one tenant. */
final class Balcony implements Gateway {

  private static final String DOMAIN = "example.net";

  private final Appliance appliance;
  private final Peers peers;

  /** Starts the appliance of this archive. */
  Balcony(Path archive, Path directory, String durability)
      throws IOException, InterruptedException {
    appliance = new Appliance(archive, directory);
    peers = new Peers(appliance.sipPort());
    appliance.tenant(
        "bench",
        "bench-secret",
        Map.of(
            "sip.domains",
            DOMAIN,
            "xmpp.domains",
            "example.com",
            "xmpp.port",
            String.valueOf(peers.xmpp.port()),
            "sip.next-hop",
            "sip:127.0.0.1:" + peers.sip.port() + ";lr",
            "sip.trusted-peers",
            "127.0.0.0/8",
            "rate.source",
            "100000/s",
            "durability",
            durability));
    appliance.start();
    peers.xmpp.await(1);
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public String name() {
    return "Balcony";
  }

  @Override
  public void pageToXmpp(int user, String text) {
    peers.sip.message(
        "r" + user + '@' + DOMAIN, "j" + user + "@example.com", text, peers.traffic.answered(text));
  }

  @Override
  public void pageToSip(int user, String text) {
    peers.xmpp.message(DOMAIN, "j" + user + "@example.com", "r" + user + '@' + DOMAIN, text);
  }

  @Override
  public Duration cpu() {
    return Gateway.cpu(appliance.pid());
  }

  @Override
  public void close() throws IOException {
    appliance.close();
    peers.close();
  }
}
