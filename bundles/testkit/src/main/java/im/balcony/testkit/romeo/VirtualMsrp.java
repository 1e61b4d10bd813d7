package im.balcony.testkit.romeo;

import im.balcony.testkit.virtual.Ledger;
import im.balcony.testkit.virtual.VirtualStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Romeo's end of an MSRP session on a virtual stream. */
final class VirtualMsrp {

  /** Octets of a text in one SEND; texts are ASCII. */
  private static final int CHUNK = 2_000;

  /** Octets behind the body of a chunk. */
  private static final int TAIL = 24;

  /** How long it takes at most until what was written has arrived, in milliseconds. */
  private static final long ON_THE_WAY = 200;

  /** A chunk on its way; a text is told of once, by its last chunk or by the first refused. */
  private record Chunk(Text text, boolean last) {}

  private static final class Text {
    private final String words;
    private boolean told;

    Text(String words) {
      this.words = words;
    }
  }

  private static final String COMPOSING = "application/im-iscomposing+xml";

  private final VirtualPhone phone;
  private final VirtualStream stream;
  private String ownUri;
  private final List<String> peerPath;
  private final Map<String, ByteArrayOutputStream> partial = new HashMap<>();
  private final Map<String, Chunk> sent = new LinkedHashMap<>();
  private byte[] unread = new byte[0];
  private boolean broken;

  VirtualMsrp(VirtualPhone phone, VirtualStream stream, String ownUri, List<String> peerPath) {
    this.phone = phone;
    this.stream = stream;
    this.ownUri = ownUri;
    this.peerPath = peerPath;
    stream.reader(this::read, reason -> lost());
  }

  VirtualStream stream() {
    return stream;
  }

  boolean isUp() {
    return !stream.isOver() && !broken;
  }

  void close() {
    stream.close();
    lost();
  }

  private void lost() {
    sent.values().forEach(chunk -> told(chunk.text, Ledger.Word.SILENCE, "connection lost"));
    sent.clear();
  }

  private void told(Text text, Ledger.Word word, String detail) {
    if (!text.told) {
      text.told = true;
      told(text.words, word, detail);
    }
  }

  private void told(String text, Ledger.Word word, String detail) {
    phone.ledger.told(new Ledger.Told(phone.time.now(), text, word, detail));
  }

  private void read(byte[] octets) {
    var joined = Arrays.copyOf(unread, unread.length + octets.length);
    System.arraycopy(octets, 0, joined, unread.length, octets.length);
    unread = joined;
    for (var frame = next(); frame.isPresent(); frame = next()) {
      receive(frame.get());
    }
  }

  private Optional<MsrpFrame> next() {
    var in = new ByteArrayInputStream(unread);
    try {
      var frame = MsrpFrame.read(in, phone.violations);
      unread = in.readAllBytes();
      return frame;
    } catch (EOFException e) {
      return Optional.empty();
    } catch (IOException e) {
      phone.violations.check(false, "RFC 4975 §9", String.valueOf(e.getMessage()));
      unread = new byte[0];
      return Optional.empty();
    }
  }

  /**
   * A REPORT goes to the From-Path of its SEND (RFC 4975 §7.1.2), which is that of an earlier
   * session where its owner has invited again meanwhile.
   */
  private String addressee(MsrpFrame frame) {
    var to = frame.header("To-Path").orElse("");
    if (phone.offered.contains(to)) {
      // The answer to his offer is still on its way, but the gateway has taken it.
      ownUri = to;
    }
    var isReport = !frame.isResponse() && frame.method().equals("REPORT");
    return isReport && phone.paths.contains(to) ? to : ownUri;
  }

  /** Whether a request was written before the gateway could know that its session is no more. */
  private boolean isLate(MsrpFrame frame) {
    var left = phone.former.get(frame.header("To-Path").orElse(""));
    return left != null
        && !frame.isResponse()
        && frame.method().equals("SEND")
        && phone.time.now() - left < ON_THE_WAY;
  }

  private void receive(MsrpFrame frame) {
    if (isLate(frame)) {
      respond(frame, frame.header("To-Path").orElse(""), 481);
      return;
    }
    frame.check(addressee(frame), peerPath, phone.violations);
    if (frame.isResponse()) {
      var chunk = sent.remove(frame.id());
      if (chunk != null && (chunk.last || frame.status() >= 300)) {
        told(
            chunk.text,
            frame.status() < 300 ? Ledger.Word.ACCEPTED : Ledger.Word.FAILED,
            "MSRP " + frame.status());
      }
    } else if (frame.method().equals("REPORT")) {
      reported(frame);
    } else if (phone.media) {
      send(frame);
    } else {
      phone.unanswered.add(() -> respond(frame));
    }
  }

  private void reported(MsrpFrame report) {
    var text = phone.texts.getOrDefault(report.header("Message-ID").orElse(""), "");
    phone.violations.check(!text.isEmpty(), "RFC 4975 §7.1.2", "REPORT on an unknown message");
    var status = report.header("Status").orElse("");
    told(
        text,
        status.startsWith("000 200") ? Ledger.Word.DELIVERED : Ledger.Word.FAILED,
        "REPORT " + status);
  }

  private void send(MsrpFrame frame) {
    if (!frame.header("Failure-Report").filter("no"::equals).isPresent()) {
      respond(frame);
    }
    var id = frame.header("Message-ID").orElse("");
    if (frame.header("Content-Type").isEmpty()) {
      return;
    }
    phone.sends.add(frame);
    if (phone.answer >= 300) {
      return;
    }
    if (phone.refusingParts && frame.flag() == '+' && !partial.containsKey(id)) {
      report(id, frame.body().length, "000 413 Stop");
    }
    partial.computeIfAbsent(id, key -> new ByteArrayOutputStream()).writeBytes(frame.body());
    if (frame.flag() == '#') {
      partial.remove(id);
    }
    if (frame.flag() != '$') {
      return;
    }
    var joined = partial.remove(id);
    var body = joined == null ? new byte[0] : joined.toByteArray();
    if (frame.header("Content-Type").orElse("").startsWith(COMPOSING)) {
      phone.composing.add(
          new Ledger.Heard(phone.time.now(), id, new String(body, StandardCharsets.UTF_8)));
      return;
    }
    phone.ledger.heard(
        new Ledger.Heard(phone.time.now(), id, new String(body, StandardCharsets.UTF_8)));
    if (phone.reporting && frame.header("Success-Report").filter("yes"::equals).isPresent()) {
      report(id, body.length, "000 200 OK");
    }
  }

  private void respond(MsrpFrame request) {
    var status = request.header("Content-Type").isPresent() ? phone.answer : 200;
    respond(request, ownUri, status);
  }

  private void respond(MsrpFrame request, String own, int status) {
    var first = request.header("From-Path").orElse("").split(" ")[0];
    write(
        "MSRP " + request.id() + " " + status + (status == 200 ? " OK" : " No"),
        List.of("To-Path: " + first, "From-Path: " + own),
        "",
        request.id());
  }

  private void report(String messageId, int length, String status) {
    var id = phone.ids.token(12);
    write(
        "MSRP " + id + " REPORT",
        List.of(
            "To-Path: " + String.join(" ", peerPath),
            "From-Path: " + ownUri,
            "Message-ID: " + messageId,
            "Byte-Range: 1-" + length + "/" + length,
            "Status: " + status),
        "",
        id);
  }

  /** The first, empty SEND, which binds the connection to the session. */
  void bind() {
    send("", "", List.of());
  }

  void says(String text, boolean receipt) {
    say(text, receipt, Integer.MAX_VALUE);
  }

  /**
   * Begins to say a text, and loses the connection in the middle of its second chunk; nothing else
   * is written meanwhile.
   */
  void breaksOff(String text) {
    say(text, false, CHUNK + CHUNK / 2);
    broken = true;
    phone.time.in(ON_THE_WAY, stream::cut);
  }

  private void say(String words, boolean receipt, int most) {
    var octets = words.getBytes(StandardCharsets.UTF_8);
    var messageId = phone.ids.token(12);
    phone.paths.add(ownUri);
    phone.ledger.said(new Ledger.Said(phone.time.now(), ownUri, messageId, words, receipt));
    phone.texts.put(messageId, words);
    var text = new Text(words);
    for (var start = 0; start < octets.length && start < most; start += CHUNK) {
      var end = Math.min(octets.length, start + CHUNK);
      var id = phone.ids.token(12);
      var frame = chunk(id, messageId, octets, start, end, receipt);
      sent.put(id, new Chunk(text, end == octets.length));
      stream.write(most < end ? Arrays.copyOf(frame, frame.length - (end - most) - TAIL) : frame);
    }
  }

  private byte[] chunk(
      String id, String messageId, byte[] octets, int start, int end, boolean receipt) {
    var headers =
        new ArrayList<>(
            List.of(
                "To-Path: " + String.join(" ", peerPath),
                "From-Path: " + ownUri,
                "Message-ID: " + messageId,
                "Byte-Range: " + (start + 1) + "-" + end + "/" + octets.length));
    if (receipt) {
      headers.add("Success-Report: yes");
    }
    headers.add("Content-Type: text/plain");
    var body = new String(octets, start, end - start, StandardCharsets.UTF_8);
    var frame = "MSRP " + id + " SEND\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
    var tail = "\r\n-------" + id + (end == octets.length ? "$" : "+") + "\r\n";
    return (frame + tail).getBytes(StandardCharsets.UTF_8);
  }

  void composing(String state, String refresh) {
    send(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\"><state>"
            + state
            + "</state><contenttype>text/plain</contenttype>"
            + (refresh.isEmpty() ? "" : "<refresh>" + refresh + "</refresh>")
            + "</isComposing>",
        COMPOSING,
        List.of());
  }

  private void send(String body, String type, List<String> headers) {
    send(phone.ids.token(12), body, type, headers);
  }

  private String send(String messageId, String body, String type, List<String> headers) {
    var id = phone.ids.token(12);
    var length = body.getBytes(StandardCharsets.UTF_8).length;
    var all =
        new ArrayList<>(
            List.of(
                "To-Path: " + String.join(" ", peerPath),
                "From-Path: " + ownUri,
                "Message-ID: " + messageId,
                "Byte-Range: 1-" + length + "/" + length));
    all.addAll(headers);
    if (!type.isEmpty()) {
      all.add("Content-Type: " + type);
      all.add("");
    }
    write("MSRP " + id + " SEND", all, body, id);
    return id;
  }

  private void write(String start, List<String> headers, String body, String id) {
    var hasBody = headers.get(headers.size() - 1).isEmpty();
    var frame =
        start
            + "\r\n"
            + String.join("\r\n", headers)
            + "\r\n"
            + body
            + (hasBody ? "\r\n" : "")
            + "-------"
            + id
            + "$\r\n";
    if (!broken) {
      stream.write(frame.getBytes(StandardCharsets.UTF_8));
    }
  }
}
