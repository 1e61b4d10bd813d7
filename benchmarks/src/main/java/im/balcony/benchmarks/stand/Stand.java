package im.balcony.benchmarks.stand;

import im.balcony.benchmarks.peers.Loop;
import im.balcony.benchmarks.peers.MsrpPeer;
import im.balcony.benchmarks.peers.SipPeer;
import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.XmppPeer;
import im.balcony.players.Appliance;
import im.balcony.players.Management;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The appliance in a process of its own, with peers in this one. */
public final class Stand implements AutoCloseable {

  /** A session, and what Juliet answers to: Romeo's address and the thread. */
  private static final class Chat {
    private final MsrpPeer.Session romeo;
    private String from = "";
    private String thread = "";

    private Chat(MsrpPeer.Session romeo) {
      this.romeo = romeo;
    }
  }

  private final Loop loop = new Loop();
  private final Traffic traffic = new Traffic(loop);
  private final SipPeer sip;
  private final XmppPeer xmpp;
  private final MsrpPeer msrp = new MsrpPeer(loop, traffic::arrived);
  // Of the loop's thread.
  private final Map<String, Chat> chats = new HashMap<>();
  private final Meter meter;
  private final Appliance appliance;
  private final Management management;
  private final String durability;
  private final Path directory = Files.createTempDirectory("balcony-bench");

  /** Starts the appliance of this archive with one tenant. */
  public Stand(Path archive, String durability) throws IOException, InterruptedException {
    this.durability = durability;
    appliance = new Appliance(archive, directory.resolve("appliance"));
    sip = new SipPeer(loop, appliance.sipPort(), traffic::arrived);
    xmpp = new XmppPeer(loop, this::stanza);
    tenant("example.net", Map.of());
    appliance.start();
    awaitLinks(1);
    management = appliance.manage();
    meter = new Meter(appliance.pid(), management);
  }

  /** What is on its way. */
  public Traffic traffic() {
    return traffic;
  }

  /** What the appliance uses. */
  public Meter meter() {
    return meter;
  }

  /** Its process. */
  public long pid() {
    return appliance.pid();
  }

  /** Octets of its heap in use when what nobody refers to is gone. */
  public long heap() throws IOException {
    var memory =
        ManagementFactory.newPlatformMXBeanProxy(
            management.connection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** A tenant with defaults, but that a sender may be as fast as he can, and many may talk. */
  public void tenant(String domain, Map<String, String> changes) throws IOException {
    var values = new TreeMap<String, String>();
    values.put("sip.domains", domain);
    values.put("xmpp.domains", "example.com");
    values.put("xmpp.port", String.valueOf(xmpp.port()));
    values.put("sip.next-hop", "sip:127.0.0.1:" + sip.port() + ";lr");
    values.put("sip.trusted-peers", "127.0.0.0/8");
    values.put("msrp.connect-allow", "127.0.0.0/8");
    values.put("rate.source", "100000/s");
    values.put("conversations.max", "50000");
    values.put("sessions.max", "50000");
    values.put("durability", durability);
    values.putAll(changes);
    appliance.tenant(domain.replace('.', '-'), "bench-secret", values);
  }

  /** Waits until so many tenants have their link. */
  public void awaitLinks(int count) throws IOException, InterruptedException {
    xmpp.await(count);
  }

  private void stanza(String stanza) {
    if (!stanza.startsWith("<message")) {
      return;
    }
    if (XmppPeer.attribute(stanza, "type").equals("error")) {
      traffic.refused(XmppPeer.attribute(stanza, "id"), "error stanza");
    } else {
      var chat = chats.get(bare(XmppPeer.attribute(stanza, "from")));
      if (chat != null && chat.from.isEmpty()) {
        chat.from = XmppPeer.attribute(stanza, "from");
        var thread = stanza.indexOf("<thread>");
        chat.thread = thread < 0 ? "" : stanza.substring(thread, stanza.indexOf("</thread>") + 9);
      }
      traffic.arrived(stanza);
    }
  }

  private static String bare(String jid) {
    var slash = jid.indexOf('/');
    return slash < 0 ? jid : jid.substring(0, slash);
  }

  /** Romeo number {@code user} of this domain sends a MESSAGE to Juliet of the same number. */
  public void pageToXmpp(String domain, int user, String text) {
    sip.message(romeo(domain, user), juliet(user), text, traffic.answered(text));
  }

  /** A request with a method that nobody has; it has arrived when it is refused. */
  public void unknown(int number, String text) {
    sip.ask(
        "BENCH",
        romeo("example.net", number),
        juliet(number),
        "",
        "",
        answer -> {
          if (SipPeer.status(answer) < 500 || answer.contains("Retry-After")) {
            traffic.refused(text, String.valueOf(SipPeer.status(answer)));
          } else {
            traffic.arrived(text);
          }
        });
  }

  /** Juliet number {@code user} sends a message, out of any chat, to Romeo of the same number. */
  public void pageToSip(String domain, int user, String text) {
    xmpp.message(domain, juliet(user), romeo(domain, user), text);
  }

  /** Romeo number {@code user} begins a session with Juliet of the same number by this text. */
  public void open(String domain, int user, String text) {
    var uri = msrp.uri();
    sip.ask(
        "INVITE",
        romeo(domain, user),
        juliet(user),
        "Contact: <sip:r"
            + user
            + "@127.0.0.1:"
            + sip.port()
            + ">\r\n"
            + "Content-Type: application/sdp\r\n",
        MsrpPeer.offer(uri),
        answer -> {
          var status = SipPeer.status(answer);
          if (status >= 300) {
            traffic.refused(text, "INVITE " + status);
          } else {
            chats.put(romeo(domain, user), new Chat(msrp.session(uri, answer)));
            sendToXmpp(domain, user, text);
          }
        });
  }

  /** Romeo number {@code user} says something in his session. */
  public void sendToXmpp(String domain, int user, String text) {
    sendToXmpp(domain, user, text, "");
  }

  /** The same, and he wants to know when it has arrived; Juliet's client never says so. */
  public void sendToXmppReported(String domain, int user, String text) {
    sendToXmpp(domain, user, text, "Success-Report: yes\r\n");
  }

  private void sendToXmpp(String domain, int user, String text, String headers) {
    var chat = chats.get(romeo(domain, user));
    if (chat == null) {
      traffic.refused(text, "no session");
    } else {
      chat.romeo.send(text, headers);
    }
  }

  /** Juliet number {@code user} says something in her session. */
  public void sendToSip(String domain, int user, String text) {
    var chat = chats.get(romeo(domain, user));
    if (chat == null || chat.from.isEmpty()) {
      traffic.refused(text, "no session");
      return;
    }
    xmpp.send(
        domain,
        "<message from='"
            + juliet(user)
            + "/b' to='"
            + chat.from
            + "' type='chat' id='"
            + text
            + "'><body>"
            + text
            + "</body>"
            + chat.thread
            + "</message>");
  }

  private static String romeo(String domain, int user) {
    return "r" + user + '@' + domain;
  }

  private static String juliet(int user) {
    return "j" + user + "@example.com";
  }

  @Override
  public void close() throws IOException {
    management.close();
    appliance.close();
    loop.close();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
