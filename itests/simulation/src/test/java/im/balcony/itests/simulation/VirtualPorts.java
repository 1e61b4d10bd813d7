package im.balcony.itests.simulation;

import im.balcony.api.sip.Transport;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Transports;
import im.balcony.testkit.virtual.Kinds;
import im.balcony.testkit.virtual.VirtualNetwork;
import im.balcony.testkit.virtual.VirtualProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** The SIP edge's UDP port on the virtual network; it has no TCP. */
final class VirtualPorts implements Transports {

  private final VirtualProcess process;
  private final VirtualNetwork network;
  private final Receiver receiver;

  VirtualPorts(VirtualProcess process, VirtualNetwork network, Receiver receiver) {
    this.process = process;
    this.network = network;
    this.receiver = receiver;
  }

  @Override
  public void start() {
    network.receive(
        Address.SIP,
        (from, octets) ->
            process.perform(
                "SIP datagram read",
                () ->
                    receiver.message(
                        octets,
                        new Peer(Transport.UDP, Address.host(from), Address.port(from), ""))));
  }

  @Override
  public Optional<InetSocketAddress> udp() {
    return Optional.of(new InetSocketAddress(Address.host(Address.SIP), Address.port(Address.SIP)));
  }

  @Override
  public Optional<InetSocketAddress> tcp() {
    return Optional.empty();
  }

  @Override
  public void send(Hop hop, byte[] octets, Consumer<IOException> failed) {
    process.point(Kinds.sip(octets));
    network.send(Address.SIP, hop.host() + ":" + hop.port(), octets);
  }

  @Override
  public boolean answer(String connection, byte[] octets) {
    return false;
  }

  @Override
  public void close() {
    network.deaf(Address.SIP);
  }
}
