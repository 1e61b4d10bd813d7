package im.balcony.testkit.server;

import im.balcony.testkit.Violations;
import im.balcony.testkit.virtual.VirtualNetwork;
import im.balcony.testkit.virtual.VirtualStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.w3c.dom.Element;

/**
 * The component side of an XMPP server (XEP-0114) on a virtual network: it takes handshakes, sends
 * components' stanzas to themselves back, and gives those for its own users to these.
 */
public final class VirtualServer {

  private final VirtualNetwork network;
  private final String address;
  private final Map<String, String> secrets;
  private final Map<String, VirtualLink> links = new HashMap<>();
  private final Map<String, Consumer<Element>> users = new HashMap<>();
  private int streams;
  final Violations violations;

  /** A server that listens at {@code address} and knows these domains and secrets. */
  public VirtualServer(
      VirtualNetwork network, String address, Map<String, String> secrets, Violations violations) {
    this.network = network;
    this.address = address;
    this.secrets = Map.copyOf(secrets);
    this.violations = violations;
    start();
  }

  /** Accepts connections, from now on. */
  public void start() {
    network.accept(address, this::accept);
  }

  /** Accepts none any more; those that are stay. */
  public void stop() {
    network.refuse(address);
  }

  private void accept(VirtualStream stream) {
    new VirtualLink(this, stream, "stream-" + ++streams).begin();
  }

  String secretOf(String domain) {
    return secrets.getOrDefault(domain, "");
  }

  void up(String domain, VirtualLink link) {
    // The last one counts: a component that connects again has lost its stream.
    var before = links.put(domain, link);
    if (before != null) {
      before.stream().close();
    }
  }

  void down(VirtualLink link) {
    links.values().remove(link);
  }

  /** Who gets the stanzas for a bare address. */
  public void user(String bare, Consumer<Element> inbox) {
    users.put(bare, inbox);
  }

  void route(Element stanza, String raw, String from) {
    var to = stanza.getAttribute("to");
    StrictStanza.check(stanza, from, violations);
    var other = links.get(StrictStanza.domainOf(to));
    if (other != null) {
      other.stream().write(ComponentServer.utf8(raw));
      return;
    }
    if (secrets.containsKey(StrictStanza.domainOf(to))) {
      // A component that is not there just now: its last octets may come behind its end.
      return;
    }
    var user = users.get(to.replaceFirst("/.*", ""));
    if (user != null) {
      user.accept(stanza);
    } else {
      violations.check(false, "RFC 6120 §10", "stanza to an unknown user");
    }
  }

  /** Whether the component of {@code domain} is there. */
  public boolean isUp(String domain) {
    return links.containsKey(domain);
  }

  /**
   * Sends a stanza, as text, to the component of {@code domain}; false if it is not there.
   *
   * @param taken runs when the component has read all of it
   */
  public boolean send(String domain, String stanza, Runnable taken) {
    var link = links.get(domain);
    if (link == null) {
      return false;
    }
    link.stream().write(ComponentServer.utf8(stanza), taken);
    return true;
  }

  /** Cuts the stream of a component. */
  public void cut(String domain) {
    var link = links.remove(domain);
    if (link != null) {
      link.stream().cut();
    }
  }

  /** The stream of a component carries nothing any more, and neither side is told. */
  public void silence(String domain) {
    var link = links.get(domain);
    if (link != null) {
      link.stream().silence();
    }
  }

  /** Stops or resumes reading from a component: what it writes waits. */
  public void reading(String domain, boolean on) {
    var link = links.get(domain);
    if (link != null) {
      link.stream().reading(on);
    }
  }
}
