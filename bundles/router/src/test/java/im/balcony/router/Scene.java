package im.balcony.router;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.observe.Trace;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.strand.Scheduler;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Version;

/** A whole router among fakes, in one thread. */
final class Scene {

  final VirtualScheduler time = new VirtualScheduler();
  final Fakes.Book tenants = new Fakes.Book();
  final Fakes.Disk disk;
  final Fakes.Net net = new Fakes.Net(time);
  final Fakes.Sip sip = new Fakes.Sip();
  final ScriptRules rules = new ScriptRules("1");
  final ScriptMachine machine = new ScriptMachine();
  final Fakes.NoFormats formats = new Fakes.NoFormats();
  final List<Trace> traces = new CopyOnWriteArrayList<>();
  final Router router;
  String secret = "s3cret";

  Scene() {
    this(new Fakes.Disk(), RouterLimits.DEFAULT, Tenants.verona());
  }

  Scene(Fakes.Disk disk, RouterLimits limits, Tenant... who) {
    this(Optional.empty(), disk, limits, who);
  }

  /** With {@code threads} if there are any; then what happens happens by itself. */
  Scene(Optional<Scheduler> threads, Fakes.Disk disk, RouterLimits limits, Tenant... who) {
    this.disk = disk;
    tenants.all.addAll(List.of(who));
    router =
        new Router(
            new Router.World(
                tenants,
                disk,
                net,
                file -> secret,
                threads.orElse(time),
                new SeededIds(7),
                limits,
                "0.1.0"));
    router.observers().add(traces::add);
  }

  /** Everything is there and all links are up. */
  Scene up() {
    fill();
    router.start();
    linksUp();
    return this;
  }

  void fill() {
    router.parts().mapping().bind(rules, new Version("1.0.0"));
    router.parts().session(ConversationKey.CHAT).bind(machine, Version.emptyVersion);
    router.parts().formats().bind(formats, Version.emptyVersion);
    router.parts().sip().bind(sip, Version.emptyVersion);
  }

  void linksUp() {
    for (var connect : List.copyOf(net.connects)) {
      if (connect.protocol().equals("xmpp")) {
        router.record(connect.id(), new XmppEvent.Up(OptionalLong.empty()));
      }
    }
    time.run();
  }

  String link() {
    return net.last("xmpp").id();
  }

  static Jid jid(String text) {
    try {
      return Jid.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Stanza text(String from, String to, String id, String body) {
    return ScriptRules.stanza(jid(from), jid(to), id, body, "chat");
  }

  /** Juliet writes to Romeo. */
  void juliet(String id, String body) {
    router.record(link(), text("juliet@example.com/balcony", "romeo@example.net", id, body));
    time.run();
  }

  static SipEvent.Received message(String transaction, String call, long cseq, String body) {
    return message(transaction, call, cseq, body, "romeo@example.net", "juliet@example.com");
  }

  static SipEvent.Received message(
      String transaction, String call, long cseq, String body, String from, String to) {
    return request("MESSAGE", transaction, call, cseq, body, from, to, "127.0.0.1");
  }

  static SipEvent.Received request(
      String method,
      String transaction,
      String call,
      long cseq,
      String body,
      String from,
      String to,
      String source) {
    return request(method, transaction, call, cseq, body, Optional.empty(), from, to, source);
  }

  /** Romeo invites Juliet with this description. */
  static SipEvent.Received invite(SessionDescription sdp) {
    return request(
        "INVITE",
        "t1",
        "c1",
        1,
        "",
        Optional.of(sdp),
        "romeo@example.net",
        "juliet@example.com",
        "127.0.0.1");
  }

  private static SipEvent.Received request(
      String method,
      String transaction,
      String call,
      long cseq,
      String body,
      Optional<SessionDescription> sdp,
      String from,
      String to,
      String source) {
    return new SipEvent.Received(
        new SipTransaction(transaction, Facts.NONE),
        new SipSource(Transport.UDP, source, 5060),
        new SipRequest(
            method,
            "sip:" + to,
            new SipParty("sip:" + from, Optional.empty(), Map.of("tag", "t1")),
            SipParty.of("sip:" + to),
            call,
            cseq,
            70,
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.of("text/plain"),
            Octets.utf8(body),
            sdp));
  }

  /** Romeo writes to Juliet. */
  void romeo(String transaction, String call, String body) {
    router.sip(message(transaction, call, 1, body));
    time.run();
  }

  /** The answer to the request that was sent last. */
  void answer(int status) {
    answer(sip.requests.get(sip.requests.size() - 1).effectId(), status);
  }

  void answer(String effectId, int status) {
    router.sip(new SipEvent.Answered(effectId, SipResponse.of(status, "")));
    time.run();
  }

  List<String> stanzas() {
    return net.told(XmppCommand.Send.class).stream()
        .map(s -> s.stanza().children().get(0).text())
        .toList();
  }

  static MsrpSession session(String id) {
    try {
      return new MsrpSession(
          MsrpUri.parse("msrp://192.0.2.1:2855/" + id + ";tcp"),
          List.of(MsrpUri.parse("msrp://198.51.100.7:7000/peer" + id + ";tcp")),
          true,
          List.of("text/plain"),
          List.of(),
          10_000,
          2048,
          32,
          60_000,
          0);
    } catch (AddressException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
