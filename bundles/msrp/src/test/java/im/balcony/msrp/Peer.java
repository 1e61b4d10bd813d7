package im.balcony.msrp;

import im.balcony.api.address.AddressException;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.TlsPeer;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.WireRecord;
import im.balcony.testkit.SeededIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One protocol instance with everything that it said; the test plays its socket and its router.
 * Octets are shown as ISO 8859-1.
 */
final class Peer {

  static final String US = "msrp://gateway.example.com:2855/us0123456789abcd;tcp";
  static final String THEM = "msrp://romeo.example.net:9000/them0123456789ab;tcp";
  static final String OTHER_US = "msrp://gateway.example.com:2855/us2;tcp";
  static final String OTHER_THEM = "msrp://romeo.example.net:9000/them2;tcp";
  static final String ID = "us0123456789abcd";

  final Ids ids = new SeededIds(7);
  final StringBuilder wire = new StringBuilder();
  final List<WireRecord> records = new ArrayList<>();
  Protocol protocol;
  final ConnectionSpec spec;
  long now = 1_000_000;
  OptionalLong deadline = OptionalLong.empty();
  boolean wantsWritable;
  boolean close;

  /** Whether {@link #writable} is called as soon as it is wanted. */
  boolean eager = true;

  private int shown;

  Peer(boolean outgoing) {
    this(outgoing, Facts.NONE);
  }

  Peer(boolean outgoing, Facts settings) {
    this(new ConnectionSpec(outgoing, "192.0.2.1:2855", "192.0.2.2:9000", settings));
  }

  /** A connection of TLS, with what TLS found out about its other end. */
  static Peer withTls(boolean outgoing, String fault, Fingerprint... shown) {
    var peer = new TlsPeer(fault, List.of(shown));
    return new Peer(
        new ConnectionSpec(
            outgoing, "192.0.2.1:2855", "192.0.2.2:9000", Optional.of(peer), Facts.NONE));
  }

  private Peer(ConnectionSpec spec) {
    this.spec = spec;
    protocol = new MsrpFactory().open(spec);
    take(protocol.opened(now, ids));
  }

  /** An accepted connection with the usual session bound and heard. */
  static Peer established() {
    return established(session());
  }

  static Peer established(MsrpSession session) {
    var peer = new Peer(false);
    peer.say(bodiless("hello1"));
    peer.tell(new MsrpCommand.Bind(session));
    peer.heard();
    peer.records.clear();
    return peer;
  }

  static MsrpSession session() {
    return session(false, 65_536, 2048, 32, 0);
  }

  static MsrpSession session(
      boolean speaksFirst, int maxSize, int chunkSize, int partials, long keepAlive) {
    return new MsrpSession(
        uri(US),
        List.of(uri(THEM)),
        speaksFirst,
        List.of("message/cpim", "text/plain", "application/im-iscomposing+xml"),
        List.of("text/html"),
        maxSize,
        chunkSize,
        partials,
        60_000,
        keepAlive);
  }

  static MsrpSession other(boolean speaksFirst) {
    return new MsrpSession(
        uri(OTHER_US),
        List.of(uri(OTHER_THEM)),
        speaksFirst,
        List.of("text/plain"),
        List.of(),
        65_536,
        2048,
        32,
        60_000,
        0);
  }

  static MsrpUri uri(String text) {
    try {
      return MsrpUri.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String bodiless(String id) {
    return frame(id, "SEND", "Message-ID: m-" + id + "\r\nByte-Range: 1-0/0\r\n", '$');
  }

  /** A frame to us without a body; {@code headers} with their line ends. */
  static String frame(String id, String method, String headers, char flag) {
    return "MSRP "
        + id
        + " "
        + method
        + "\r\nTo-Path: "
        + US
        + "\r\nFrom-Path: "
        + THEM
        + "\r\n"
        + headers
        + "-------"
        + id
        + flag
        + "\r\n";
  }

  /** A text/plain SEND to us. */
  static String text(String id, String messageId, String range, String body, char flag) {
    return text(id, messageId, range, "", "text/plain", body, flag);
  }

  static String text(
      String id, String messageId, String range, String more, String type, String body, char flag) {
    return "MSRP "
        + id
        + " SEND\r\nTo-Path: "
        + US
        + "\r\nFrom-Path: "
        + THEM
        + "\r\nMessage-ID: "
        + messageId
        + (range.isEmpty() ? "" : "\r\nByte-Range: " + range)
        + "\r\n"
        + more
        + "Content-Type: "
        + type
        + "\r\n\r\n"
        + body
        + "\r\n-------"
        + id
        + flag
        + "\r\n";
  }

  /** The response of the peer to one of our SENDs. */
  static String answer(String id, String status) {
    return frame(id, status, "", '$');
  }

  static MsrpCommand.Send send(String effect, String body) {
    return send(effect, ID, body, false, FailureReport.YES);
  }

  static MsrpCommand.Send send(
      String effect, String session, String body, boolean success, FailureReport failure) {
    return new MsrpCommand.Send(
        effect,
        session,
        new MsrpMessage("mid-" + effect, "text/plain", octets(body), success, failure));
  }

  static Octets octets(String latin1) {
    return Octets.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  Peer say(String octets) {
    return say(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  Peer say(byte[] octets) {
    take(protocol.received(ByteBuffer.wrap(octets), now, ids));
    return this;
  }

  Peer tell(Command command) {
    take(protocol.command(command, now, ids));
    return this;
  }

  Peer writable(int octets) {
    wantsWritable = false;
    take(protocol.writable(octets, now, ids));
    return this;
  }

  Peer after(long millis) {
    now += millis;
    while (!close && deadline.isPresent() && deadline.getAsLong() <= now) {
      take(protocol.deadline(now, ids));
    }
    return this;
  }

  boolean mayReceive() {
    return protocol.mayReceive();
  }

  Peer closed() {
    take(protocol.closed("reset", now, ids));
    return this;
  }

  /** Another instance goes on. */
  Peer exchange() {
    protocol = new MsrpFactory().resume(spec, protocol.release());
    return this;
  }

  private void take(Output output) {
    for (var bytes : output.bytes()) {
      wire.append(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()));
    }
    records.addAll(output.records());
    deadline = output.deadline();
    wantsWritable = output.wantsWritable();
    close |= output.close();
    if (eager && wantsWritable && !close) {
      writable(65_536);
    }
  }

  /** What it wrote since the last call. */
  String heard() {
    var text = wire.substring(shown);
    shown = wire.length();
    return text;
  }

  <T extends WireRecord> List<T> records(Class<T> kind) {
    return records.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The texts delivered so far. */
  List<String> delivered() {
    return records(MsrpEvent.Received.class).stream()
        .map(r -> new String(r.wrapped().body().toArray(), StandardCharsets.ISO_8859_1))
        .toList();
  }

  MsrpEvent.Received received() {
    var all = records(MsrpEvent.Received.class);
    return all.get(all.size() - 1);
  }
}
