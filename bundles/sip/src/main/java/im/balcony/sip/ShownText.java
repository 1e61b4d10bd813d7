package im.balcony.sip;

import im.balcony.api.data.RandomIds;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.Transport;
import im.balcony.api.wire.Reading;
import im.balcony.api.wire.WireRecord;
import im.balcony.sip.admission.Doorkeeper;
import im.balcony.sip.digest.Gate;
import im.balcony.sip.digest.Logins;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.time.Timers;
import im.balcony.sip.transaction.ClientTransactions;
import im.balcony.sip.transaction.HopHealth;
import im.balcony.sip.transaction.ServerTransactions;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Lanes;
import im.balcony.sip.transport.Sender;
import im.balcony.sip.transport.Transports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Brings a text that an operator shows the way of a datagram, through the very classes that
 * datagrams go through, on transactions of its own and a network that leads nowhere.
 */
final class ShownText {

  private static final String VIA = "Via: SIP/2.0/UDP 192.0.2.0;branch=z9hG4bKshown";
  private static final Pattern HAS_VIA = Pattern.compile("(?im)^(via|v)[ \\t]*:");
  private static final Pattern LENGTH =
      Pattern.compile("(?im)^(?:content-length|l)[ \\t]*:[ \\t]*([0-9]{1,9})[ \\t]*\\r?$");

  private final List<WireRecord> records = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private ShownText() {}

  /** What would come of {@code text} from {@code source}; {@code host} as in {@link Inbound}. */
  static Reading read(String text, SipSource source, String host) {
    if (text.isBlank()) {
      return Reading.nothing("no SIP: it is dropped");
    }
    var shown = new ShownText();
    var octets = shown.octets(text.stripLeading());
    try (var lanes = new Lanes()) {
      shown.bring(octets, source, host, lanes);
    }
    if (shown.records.isEmpty() && shown.answers.isEmpty()) {
      shown.remarks.add(
          text.stripLeading().startsWith("SIP/2.0 ")
              ? "a response, which goes to the request that it answers"
              : "no SIP that is answered: it is dropped");
    }
    return new Reading(shown.records, shown.answers, shown.remarks);
  }

  private void bring(byte[] octets, SipSource source, String host, Lanes lanes) {
    var nowhere = new Nowhere();
    var sender = new Sender(nowhere, lanes);
    var out = new Responses(sender, nowhere);
    var never = new Never();
    new Inbound(
            new ServerTransactions(never, out::send, 1),
            new ClientTransactions(
                never,
                SipEdge.sending(sender),
                event -> {},
                new HopHealth(never),
                new Logins(id -> Optional.empty(), new RandomIds())),
            out,
            new Strangers(out, never),
            this::heard,
            new Doorkeeper(
                new Gate(new RandomIds(), never::now), List::of, request -> Optional.empty()),
            host)
        .message(octets, new Peer(Transport.UDP, source.address(), source.port(), ""));
  }

  private boolean heard(SipEvent event) {
    records.add(event);
    return true;
  }

  /** Editors end lines with LF, and leave out what a stack would add. */
  private byte[] octets(String text) {
    var crlf = text.contains("\r\n");
    var border = text.indexOf(crlf ? "\r\n\r\n" : "\n\n");
    var head = border < 0 ? text.stripTrailing() : text.substring(0, border);
    var body = border < 0 ? "" : text.substring(border + (crlf ? 4 : 2));
    if (border < 0) {
      remarks.add("the empty line behind the header was added");
    }
    if (!HAS_VIA.matcher(head).find()) {
      var line = head.indexOf('\n');
      head =
          line < 0
              ? head + "\n" + VIA
              : head.substring(0, line + 1) + VIA + "\n" + head.substring(line + 1);
      remarks.add("a Via was added; without one it would be no SIP");
    }
    var whole = crlf(head) + "\r\n\r\n" + (crlf ? body : measured(head, body));
    return whole.getBytes(StandardCharsets.UTF_8);
  }

  /** The lines of a body end as its Content-Length counted them. */
  private static String measured(String head, String body) {
    var declared = LENGTH.matcher(head);
    return declared.find()
            && Integer.parseInt(declared.group(1)) > body.getBytes(StandardCharsets.UTF_8).length
        ? crlf(body)
        : body;
  }

  private static String crlf(String text) {
    return text.replace("\r\n", "\n").replace("\n", "\r\n");
  }

  /** A network that takes answers down. */
  private final class Nowhere implements Transports {
    @Override
    public void start() {}

    @Override
    public Optional<InetSocketAddress> udp() {
      return Optional.empty();
    }

    @Override
    public Optional<InetSocketAddress> tcp() {
      return Optional.empty();
    }

    @Override
    public void send(Hop hop, byte[] octets, Consumer<IOException> failed) {
      answers.add(new String(octets, StandardCharsets.UTF_8));
    }

    @Override
    public boolean answer(String connection, byte[] octets) {
      answers.add(new String(octets, StandardCharsets.UTF_8));
      return true;
    }

    @Override
    public void close() {}
  }

  /** A time that does not pass. */
  private static final class Never implements Timers {
    @Override
    public long now() {
      return 0;
    }

    @Override
    public Timer at(long time, Runnable task) {
      return () -> {};
    }
  }
}
