package im.balcony.testkit.romeo;

import im.balcony.api.data.Ids;
import im.balcony.testkit.Violations;
import im.balcony.testkit.virtual.Ledger;
import im.balcony.testkit.virtual.VirtualNetwork;
import im.balcony.testkit.virtual.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Romeo's SIP phone on a virtual network: strict about what it receives, with the transactions of
 * RFC 3261 §17 on both sides, so that it bears any weather.
 */
public final class VirtualPhone {

  /** How the phone answers a new request of the gateway. */
  public enum Manner {
    /** Accepts at once. */
    WILLING,
    /** Rings for a while, then accepts. */
    SLOW,
    /** Refuses: 480. */
    BUSY,
    /** Knows no sessions: 488 to an INVITE, but takes MESSAGE. */
    PAGER,
    /** Says nothing. */
    DUMB
  }

  private static final long RINGING = 3_000;

  /** How long a copy of a request may come behind it (RFC 3261 §17.1.2.2, 64*T1). */
  private static final long COPY_AGE = 30_000;

  private static final int FIRST_PORT = 7_000;
  private static final int MOST_PORTS = 1_000;

  /** A page, with what became of it so far. */
  private static final class Sent {
    private final long at;
    private final byte[] octets;
    private boolean refused;

    Sent(long at, byte[] octets) {
      this.at = at;
      this.octets = octets;
    }
  }

  final VirtualNetwork network;
  final VirtualTime time;
  final Ids ids;
  final Violations violations;
  final SipClients clients;

  /** Texts by Message-ID: a report may come after its session got another connection. */
  final Map<String, String> texts = new HashMap<>();

  /** The MSRP URIs from which he said something. */
  final Set<String> paths = new HashSet<>();

  /** The MSRP URIs that he offered in later INVITEs. */
  final Set<String> offered = new HashSet<>();

  /** The MSRP URIs that he gave up for another, and when. */
  final Map<String, Long> former = new HashMap<>();

  private final SipServers servers;
  private final String address;
  private final String gateway;
  private final String user;
  private final String domain;
  private final Map<String, VirtualCall> calls = new LinkedHashMap<>();
  private final List<Sent> pages = new ArrayList<>();
  private int ports;

  /** What he said, heard and was told. */
  public final Ledger ledger = new Ledger();

  /** isComposing documents that came, oldest first. */
  public final List<Ledger.Heard> composing = new ArrayList<>();

  /** Whether his MSRP end reports on messages for which a report was asked. */
  public boolean reporting = true;

  /** Whether his MSRP end refuses a message in parts, by a REPORT on the first of them. */
  public boolean refusingParts;

  /** The SENDs with content that came, oldest first. */
  public final List<MsrpFrame> sends = new ArrayList<>();

  /** How his MSRP end answers a SEND with content that wants an answer. */
  public int answer = 200;

  /** How he treats requests. */
  public Manner manner = Manner.WILLING;

  /** Whether his MSRP end answers and reports. */
  public boolean media = true;

  /** What his MSRP end would have answered, had it done so. */
  final List<Runnable> unanswered = new ArrayList<>();

  /** A phone of {@code user@domain} at {@code address} that talks to {@code gateway}. */
  public VirtualPhone(
      VirtualNetwork network,
      VirtualTime time,
      Ids ids,
      Violations violations,
      String address,
      String gateway,
      String user,
      String domain) {
    this.network = network;
    this.time = time;
    this.ids = ids;
    this.violations = violations;
    this.address = address;
    this.gateway = gateway;
    this.user = user;
    this.domain = domain;
    this.ports = FIRST_PORT + address.charAt(address.length() - 1) % 10 * MOST_PORTS;
    var timing =
        new Timing() {
          @Override
          public long now() {
            return time.now();
          }

          @Override
          public void in(long delay, Runnable work) {
            time.in(delay, work);
          }
        };
    this.clients = new SipClients(timing, this::send);
    this.servers = new SipServers(timing, this::send);
    network.receive(address, (from, octets) -> received(octets));
  }

  /** Romeo's bare address, without scheme. */
  public String address() {
    return user + "@" + domain;
  }

  String contact() {
    return "<sip:" + user + "@" + address + ">";
  }

  String own() {
    return "<sip:" + address() + ">";
  }

  String host() {
    return address.substring(0, address.lastIndexOf(':'));
  }

  int nextPort() {
    return ++ports;
  }

  void send(byte[] octets) {
    network.send(address, gateway, octets);
  }

  private void received(byte[] octets) {
    var frame = SipFrame.read(octets);
    StrictSip.check(frame, true, violations);
    if (frame.isResponse()) {
      clients.response(frame);
    } else if (frame.method().equals("ACK")) {
      servers.acknowledged(frame);
    } else if (!servers.isCopy(frame)) {
      request(frame);
    }
  }

  private void request(SipFrame frame) {
    var call = calls.get(frame.need("Call-ID"));
    switch (frame.method()) {
      case "MESSAGE" -> message(frame);
      case "INVITE" -> {
        if (call != null) {
          call.invited(frame);
        } else if (frame.tag("To").isPresent()) {
          respond(frame, "481 No such dialog", List.of(), "", ids.token(8));
        } else {
          invited(frame);
        }
      }
      case "CANCEL" -> {
        respond(frame, "200 OK", List.of(), "", ids.token(8));
        if (call != null) {
          call.cancelled();
        }
      }
      default -> {
        if (call == null) {
          respond(frame, "481 No such dialog", List.of(), "", ids.token(8));
        } else {
          call.request(frame);
        }
      }
    }
  }

  private void message(SipFrame frame) {
    switch (manner) {
      case DUMB -> servers.ignore(frame);
      case BUSY -> respond(frame, "480 Temporarily Unavailable", List.of(), "", ids.token(8));
      default -> {
        if (frame.header("Content-Type").orElse("").startsWith("text/plain")) {
          ledger.heard(
              new Ledger.Heard(time.now(), frame.branch() + frame.need("Call-ID"), frame.text()));
        }
        respond(frame, "200 OK", List.of(), "", ids.token(8));
      }
    }
  }

  private void invited(SipFrame frame) {
    switch (manner) {
      case DUMB -> servers.ignore(frame);
      case BUSY -> respond(frame, "480 Temporarily Unavailable", List.of(), "", ids.token(8));
      case PAGER -> respond(frame, "488 Not Acceptable Here", List.of(), "", ids.token(8));
      default -> {
        var call = VirtualCall.incoming(this, frame);
        calls.put(call.callId(), call);
        if (manner == Manner.SLOW) {
          call.ring();
          time.in(RINGING, call::accept);
        } else {
          call.accept();
        }
      }
    }
  }

  void respond(SipFrame request, String status, List<String> headers, String sdp, String tag) {
    servers.respond(request, status, headers, sdp, tag);
  }

  /** Sends a MESSAGE out of any dialog; what comes of it goes into the ledger. */
  public void pages(String to, String text) {
    var branch = branch();
    var octets = text.getBytes(StandardCharsets.UTF_8);
    var headers = List.of("Content-Type: text/plain", "Content-Length: " + octets.length);
    var callId = ids.token(16) + "@romeo";
    ledger.said(new Ledger.Said(time.now(), to, callId, text, false));
    var request =
        request(
                "MESSAGE",
                "sip:" + to,
                "<sip:" + to + ">",
                ids.token(8),
                callId,
                1,
                headers,
                branch)
            + "\r\n"
            + text;
    var sent = new Sent(time.now(), request.getBytes(StandardCharsets.UTF_8));
    pages.add(sent);
    clients.start(
        "MESSAGE",
        branch,
        request,
        response -> {
          sent.refused |= response.status() >= 300;
          told(text, response);
        },
        () -> ledger.told(new Ledger.Told(time.now(), text, Ledger.Word.SILENCE, "408")));
  }

  /** The network brings the latest page, which nobody refused, once more. */
  public void repeats() {
    if (!pages.isEmpty()) {
      var last = pages.get(pages.size() - 1);
      if (!last.refused && time.now() - last.at < COPY_AGE) {
        send(last.octets);
      }
    }
  }

  private void told(String text, SipFrame response) {
    if (response.status() >= 200) {
      var word = response.status() < 300 ? Ledger.Word.ACCEPTED : Ledger.Word.FAILED;
      ledger.told(new Ledger.Told(time.now(), text, word, String.valueOf(response.status())));
    }
  }

  /** His MSRP end answers after all what it has not answered. */
  public void answersLate() {
    unanswered.forEach(Runnable::run);
    unanswered.clear();
  }

  /** Invites somebody to a session. */
  public VirtualCall calls(String to) {
    var call = VirtualCall.outgoing(this, to);
    calls.put(call.callId(), call);
    call.invite();
    return call;
  }

  /** The calls that are not over, oldest first. */
  public List<VirtualCall> calls() {
    return calls.values().stream().filter(call -> !call.isOver()).toList();
  }

  String branch() {
    return "z9hG4bK" + ids.token(12);
  }

  /** The start line and headers of a request, each line ended, without the empty line. */
  String request(
      String method,
      String uri,
      String to,
      String fromTag,
      String callId,
      long cseq,
      List<String> headers,
      String branch) {
    var lines = new ArrayList<String>();
    lines.add(method + " " + uri + " SIP/2.0");
    lines.add("Via: SIP/2.0/UDP " + address + ";branch=" + branch + ";rport");
    lines.add("Max-Forwards: 70");
    lines.add("From: " + own() + ";tag=" + fromTag);
    lines.add("To: " + to);
    lines.add("Call-ID: " + callId);
    lines.add("CSeq: " + cseq + " " + method);
    lines.addAll(headers);
    return String.join("\r\n", lines) + "\r\n";
  }

  /** Transactions that are open or remembered. */
  public int transactions() {
    return clients.open() + servers.unacknowledged();
  }
}
