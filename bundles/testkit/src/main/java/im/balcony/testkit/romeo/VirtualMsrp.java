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

  private static final String COMPOSING = "application/im-iscomposing+xml";

  private final VirtualPhone phone;
  private final VirtualStream stream;
  private final String ownUri;
  private final List<String> peerPath;
  private final Map<String, ByteArrayOutputStream> partial = new HashMap<>();
  private final Map<String, String> sent = new LinkedHashMap<>();
  private byte[] unread = new byte[0];

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
    return !stream.isOver();
  }

  void close() {
    stream.close();
    lost();
  }

  private void lost() {
    sent.values().forEach(text -> told(text, Ledger.Word.SILENCE, "connection lost"));
    sent.clear();
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

  private void receive(MsrpFrame frame) {
    frame.check(ownUri, peerPath, phone.violations);
    if (frame.isResponse()) {
      var text = sent.remove(frame.id());
      if (text != null) {
        told(
            text,
            frame.status() < 300 ? Ledger.Word.ACCEPTED : Ledger.Word.FAILED,
            "MSRP " + frame.status());
      }
    } else if (frame.method().equals("REPORT")) {
      reported(frame);
    } else if (phone.media) {
      send(frame);
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
    var first = request.header("From-Path").orElse("").split(" ")[0];
    var status = request.header("Content-Type").isPresent() ? phone.answer : 200;
    write(
        "MSRP " + request.id() + " " + status + (status == 200 ? " OK" : " No"),
        List.of("To-Path: " + first, "From-Path: " + ownUri),
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
    var headers = receipt ? List.of("Success-Report: yes") : List.<String>of();
    var id = phone.ids.token(12);
    phone.ledger.said(new Ledger.Said(phone.time.now(), ownUri, id, text, receipt));
    phone.texts.put(id, text);
    sent.put(send(id, text, "text/plain", headers), text);
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
    stream.write(frame.getBytes(StandardCharsets.UTF_8));
  }
}
