package im.balcony.testkit.romeo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The MSRP end of a call. What was not answered when the connection broke is said again on the next
 * one, with the same Message-ID.
 */
final class CrowdMedia {

  private record Said(String messageId, String text, boolean report) {}

  private final Crowd crowd;
  private final CrowdCall call;
  private final Map<String, Said> unanswered = new LinkedHashMap<>();
  private final Map<String, ByteArrayOutputStream> partial = new HashMap<>();
  private List<String> peerPath = List.of();
  private Optional<CrowdStream> stream = Optional.empty();
  private boolean bound;
  private String binding = "";

  CrowdMedia(Crowd crowd, CrowdCall call) {
    this.crowd = crowd;
    this.call = call;
  }

  void peerPath(List<String> path) {
    peerPath = path;
  }

  boolean isOn(CrowdStream other) {
    return stream.filter(other::equals).isPresent();
  }

  boolean isUp() {
    return bound && stream.filter(CrowdStream::isOpen).isPresent();
  }

  Optional<CrowdStream> stream() {
    return stream;
  }

  /** We connect, and bind the connection with an empty SEND. */
  void connect() throws IOException {
    var made = crowd.connect(peerPath.get(0));
    stream = Optional.of(made);
    bound = false;
    binding = send(made, crowd.ids.token(12), "", "", List.of());
  }

  void lost() {
    stream = Optional.empty();
    var wasBound = bound;
    bound = false;
    partial.clear();
    call.lost(wasBound);
  }

  void close() {
    var open = stream;
    stream = Optional.empty();
    bound = false;
    // What is under way is still answered.
    open.ifPresent(s -> crowd.loop.in(2_000, s::close));
  }

  private void bound(CrowdStream on) {
    stream = Optional.of(on);
    bound = true;
    var again = List.copyOf(unanswered.values());
    unanswered.clear();
    again.forEach(this::say);
    crowd.listener.talking(call);
  }

  void frame(CrowdStream on, MsrpFrame frame) {
    frame.check(call.ownUri(), peerPath, crowd.violations);
    if (frame.isResponse()) {
      response(on, frame);
    } else if (frame.method().equals("REPORT")) {
      crowd.listener.reported(
          call,
          frame.header("Message-ID").orElse(""),
          Integer.parseInt(frame.header("Status").orElse("000 000").substring(4, 7)));
    } else {
      receive(on, frame);
      if (!isOn(on)) {
        bound(on);
      }
    }
  }

  private void response(CrowdStream on, MsrpFrame frame) {
    if (frame.id().equals(binding)) {
      binding = "";
      if (frame.status() == 200) {
        bound(on);
      } else {
        call.bye("bind " + frame.status());
      }
      return;
    }
    var said = unanswered.remove(frame.id());
    if (said != null) {
      crowd.listener.told(call, said.messageId, frame.status());
    }
  }

  private void receive(CrowdStream on, MsrpFrame frame) {
    var id = frame.header("Message-ID").orElse("");
    if (frame.header("Failure-Report").filter("no"::equals).isEmpty()) {
      respond(on, frame);
    }
    var type = frame.header("Content-Type");
    if (type.isEmpty()) {
      return;
    }
    partial.computeIfAbsent(id, key -> new ByteArrayOutputStream()).writeBytes(frame.body);
    if (frame.flag() == '+') {
      return;
    }
    var body = Optional.ofNullable(partial.remove(id)).orElseGet(ByteArrayOutputStream::new);
    if (frame.flag() == '$' && type.get().startsWith("text/plain")) {
      crowd.listener.heard(call, id, body.toString(StandardCharsets.UTF_8));
      if (frame.header("Success-Report").filter("yes"::equals).isPresent()) {
        report(on, id, body.size());
      }
    }
  }

  private void respond(CrowdStream on, MsrpFrame request) {
    var first = request.header("From-Path").orElse("").split(" ")[0];
    var headers = List.of("To-Path: " + first, "From-Path: " + call.ownUri());
    write(on, "MSRP " + request.id() + " 200 OK", headers, "", request.id());
  }

  private void report(CrowdStream on, String messageId, int length) {
    var id = crowd.ids.token(16);
    write(
        on,
        "MSRP " + id + " REPORT",
        List.of(
            "To-Path: " + String.join(" ", peerPath),
            "From-Path: " + call.ownUri(),
            "Message-ID: " + messageId,
            "Byte-Range: 1-" + length + "/" + length,
            "Status: 000 200 OK"),
        "",
        id);
  }

  void says(String messageId, String text, boolean report) {
    say(new Said(messageId, text, report));
  }

  private void say(Said said) {
    stream.ifPresent(
        on ->
            unanswered.put(
                send(
                    on,
                    said.messageId,
                    said.text,
                    "text/plain",
                    said.report ? List.of("Success-Report: yes") : List.of()),
                said));
  }

  /** Begins a SEND and breaks the connection inside of it. */
  void breakInside(String messageId, String text) {
    var open = stream;
    if (open.isPresent()) {
      var id = crowd.ids.token(16);
      unanswered.put(id, new Said(messageId, text, false));
      var frame = frame(id, messageId, text, "text/plain", List.of());
      open.get().write(java.util.Arrays.copyOf(frame, frame.length / 2));
      open.get().close();
    }
  }

  private String send(
      CrowdStream on, String messageId, String body, String type, List<String> headers) {
    var id = crowd.ids.token(16);
    on.write(frame(id, messageId, body, type, headers));
    return id;
  }

  private byte[] frame(
      String id, String messageId, String body, String type, List<String> headers) {
    var length = body.getBytes(StandardCharsets.UTF_8).length;
    var all =
        new ArrayList<>(
            List.of(
                "To-Path: " + String.join(" ", peerPath),
                "From-Path: " + call.ownUri(),
                "Message-ID: " + messageId,
                "Byte-Range: 1-" + length + "/" + length));
    all.addAll(headers);
    if (!type.isEmpty()) {
      all.add("Content-Type: " + type);
      all.add("");
    }
    return octets("MSRP " + id + " SEND", all, body, id);
  }

  private static void write(
      CrowdStream on, String start, List<String> headers, String body, String id) {
    on.write(octets(start, headers, body, id));
  }

  private static byte[] octets(String start, List<String> headers, String body, String id) {
    var hasBody = headers.get(headers.size() - 1).isEmpty();
    return (start
            + "\r\n"
            + String.join("\r\n", headers)
            + "\r\n"
            + body
            + (hasBody ? "\r\n" : "")
            + "-------"
            + id
            + "$\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
