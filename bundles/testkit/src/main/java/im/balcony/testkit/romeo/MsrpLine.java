package im.balcony.testkit.romeo;

import im.balcony.testkit.Inbox;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Violations;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Romeo's end of an MSRP session on one connection: joins chunks, answers SENDs, notes violations.
 */
public final class MsrpLine implements AutoCloseable {

  private final Socket socket;
  private final OutputStream out;
  private final String ownUri;
  private final List<String> peerPath;
  private final Ladder ladder;
  private final Violations violations;
  private final SeededIds ids;
  private final Map<String, ByteArrayOutputStream> partial = new ConcurrentHashMap<>();
  private final Map<String, Integer> chunks = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Map<String, MsrpLine> lines;
  private final MsrpAnswers answers;

  /** Whole messages with text, as they were completed. */
  public final Inbox<Message> texts = new Inbox<>("MSRP message", Message::text);

  /** isComposing documents. */
  public final Inbox<String> composing = new Inbox<>("isComposing document");

  /** REPORTs. */
  public final Inbox<MsrpFrame> reports = new Inbox<>("REPORT");

  /** SENDs without a body, the one that binds the connection left out. */
  public final Inbox<MsrpFrame> keepAlives = new Inbox<>("SEND without a body");

  /** Responses that answer no SEND of this end, or answer it a second time, or refuse it. */
  public final Inbox<MsrpFrame> oddResponses = new Inbox<>("MSRP response");

  /** Every frame. */
  public final Inbox<MsrpFrame> frames = new Inbox<>("MSRP frame");

  /** Says which status answers a SEND; 0 for none. */
  public volatile Function<MsrpFrame, Integer> answer = frame -> 200;

  /** Whether a SEND with {@code Success-Report: yes} is reported when its message is complete. */
  public volatile boolean reporting = true;

  private final IdentityHashMap<String, MsrpFrame> documents = new IdentityHashMap<>();
  private boolean bound;
  private volatile boolean closed;

  /**
   * A whole message.
   *
   * @param id its Message-ID
   * @param contentType its Content-Type
   * @param body its octets
   * @param chunks in how many SENDs it came
   * @param last its last SEND
   */
  public record Message(String id, String contentType, byte[] body, int chunks, MsrpFrame last) {

    /** The body as UTF-8. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * Speaks MSRP on a connection that somebody made.
   *
   * @param ownUri Romeo's end
   * @param peerPath the path of the other side, leftmost URI first
   */
  public MsrpLine(
      Socket socket, String ownUri, List<String> peerPath, Ladder ladder, Violations violations)
      throws IOException {
    this(
        socket,
        socket.getOutputStream(),
        new ConcurrentHashMap<>(),
        ownUri,
        peerPath,
        ladder,
        violations);
    socket.setTcpNoDelay(true);
    var reader = new Thread(this::read, "romeo-msrp");
    reader.setDaemon(true);
    reader.start();
  }

  private MsrpLine(
      Socket socket,
      OutputStream out,
      Map<String, MsrpLine> lines,
      String ownUri,
      List<String> peerPath,
      Ladder ladder,
      Violations violations) {
    this.socket = socket;
    this.out = out;
    this.lines = lines;
    this.ownUri = ownUri;
    this.peerPath = peerPath;
    this.ladder = ladder;
    this.violations = violations;
    this.ids = new SeededIds(System.nanoTime());
    this.answers = new MsrpAnswers(oddResponses);
    watch();
    lines.put(ownUri, this);
  }

  private void watch() {
    texts.alsoIn(frames, Message::last);
    composing.alsoIn(frames, this::frameOf);
    reports.alsoIn(frames, frame -> frame);
    keepAlives.alsoIn(frames, frame -> frame);
    oddResponses.alsoIn(frames, frame -> frame);
    List.of(texts, composing, reports, keepAlives, oddResponses).forEach(violations::watch);
  }

  private @Nullable MsrpFrame frameOf(String document) {
    synchronized (documents) {
      return documents.get(document);
    }
  }

  /** Another session on the same connection. */
  MsrpLine share(String uri, List<String> path) {
    return new MsrpLine(socket, out, lines, uri, path, ladder, violations);
  }

  private void read() {
    try (var in = new BufferedInputStream(socket.getInputStream(), 65536)) {
      for (var next = MsrpFrame.read(in, violations);
          next.isPresent();
          next = MsrpFrame.read(in, violations)) {
        var frame = next.get();
        ladder.sip(false, frame.toString());
        lines.getOrDefault(frame.header("To-Path").orElse(""), this).take(frame);
      }
    } catch (IOException e) {
      violations.check(closed, "RFC 4975 §5.4", "connection broke: " + e.getMessage());
    }
    lines.values().forEach(line -> line.closed = true);
  }

  private void take(MsrpFrame frame) throws IOException {
    frame.check(ownUri, peerPath, violations);
    frames.put(frame);
    if (frame.isResponse()) {
      answers.arrived(frame);
    } else if (frame.method().equals("REPORT")) {
      reports.put(frame);
    } else {
      receive(frame);
    }
  }

  private void receive(MsrpFrame frame) throws IOException {
    var status = answer.apply(frame);
    if (status != 0 && !frame.header("Failure-Report").filter("no"::equals).isPresent()) {
      respond(frame, status);
    }
    var id = frame.header("Message-ID").orElse("");
    if (frame.header("Content-Type").isEmpty()) {
      if (bound) {
        keepAlives.put(frame);
      }
      bound = true;
      return;
    }
    if (status >= 300) {
      refused.add(id);
      partial.remove(id);
    }
    // What was refused midway is no message, whatever still comes of it.
    if (refused.contains(id)) {
      return;
    }
    partial.computeIfAbsent(id, key -> new ByteArrayOutputStream()).write(frame.body);
    chunks.merge(id, 1, Integer::sum);
    if (frame.flag() == '#') {
      partial.remove(id);
    }
    if (frame.flag() != '$') {
      return;
    }
    var joined = partial.remove(id);
    var body = joined == null ? new byte[0] : joined.toByteArray();
    var type = frame.header("Content-Type").orElse("");
    if (type.startsWith("application/im-iscomposing+xml")) {
      var document = new String(body, StandardCharsets.UTF_8);
      synchronized (documents) {
        documents.put(document, frame);
      }
      composing.put(document);
      return;
    }
    texts.put(new Message(id, type, body, chunks.getOrDefault(id, 1), frame));
    if (reporting && frame.header("Success-Report").filter("yes"::equals).isPresent()) {
      report(id, body.length, "000 200 OK");
    }
  }

  private void respond(MsrpFrame request, int status) throws IOException {
    var from = request.header("From-Path").orElse("");
    var first = from.split(" ")[0];
    write(
        "MSRP " + request.id() + " " + status + (status == 200 ? " OK" : " No"),
        List.of("To-Path: " + first, "From-Path: " + ownUri.split(" ")[0]),
        new byte[0],
        request.id(),
        '$');
  }

  /** Sends a REPORT over {@code length} octets. */
  public void report(String messageId, int length, String status) throws IOException {
    report(messageId, "1-" + length + "/" + length, status);
  }

  /** Sends a REPORT over this Byte-Range. */
  public void report(String messageId, String range, String status) throws IOException {
    var id = ids.token(12);
    write(
        "MSRP " + id + " REPORT",
        List.of(
            "To-Path: " + String.join(" ", peerPath),
            "From-Path: " + ownUri,
            "Message-ID: " + messageId,
            "Byte-Range: " + range,
            "Status: " + status),
        new byte[0],
        id,
        '$');
  }

  /** Sends a bodiless SEND, which binds the connection. */
  public String bind() throws IOException {
    var id = ids.token(12);
    write(
        "MSRP " + id + " SEND",
        List.of(
            "To-Path: " + String.join(" ", peerPath),
            "From-Path: " + ownUri,
            "Message-ID: " + ids.token(12),
            "Byte-Range: 1-0/0"),
        new byte[0],
        id,
        '$');
    return id;
  }

  /** Sends a text in one SEND and gives its transact-id. */
  public String send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8), "text/plain", Integer.MAX_VALUE, List.of());
  }

  /**
   * Sends a message in chunks and gives the transact-id of the last.
   *
   * @param headers further headers, such as {@code Success-Report: yes}
   */
  public String send(byte[] body, String type, int chunkSize, List<String> headers)
      throws IOException {
    var messageId = ids.token(12);
    var id = "";
    var position = 0;
    do {
      var end = (int) Math.min(body.length, (long) position + chunkSize);
      id = chunk(messageId, body, position, end, type, end == body.length ? '$' : '+', headers);
      position = end;
    } while (position < body.length);
    return id;
  }

  /**
   * Sends one chunk of octets {@code start} (inclusive) to {@code end} (exclusive) and gives its
   * transact-id.
   */
  public String chunk(
      String messageId,
      byte[] body,
      int start,
      int end,
      String type,
      char flag,
      List<String> headers)
      throws IOException {
    var id = ids.token(12);
    var all =
        new ArrayList<>(
            List.of(
                "To-Path: " + String.join(" ", peerPath),
                "From-Path: " + ownUri,
                "Message-ID: " + messageId,
                "Byte-Range: " + (start + 1) + "-" + end + "/" + body.length));
    all.addAll(headers);
    all.add("Content-Type: " + type);
    all.add("");
    write("MSRP " + id + " SEND", all, java.util.Arrays.copyOfRange(body, start, end), id, flag);
    return id;
  }

  /** Sends an isComposing document. */
  public String composing(String state) throws IOException {
    var document =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\"><state>"
            + state
            + "</state><contenttype>text/plain</contenttype></isComposing>";
    return send(
        document.getBytes(StandardCharsets.UTF_8),
        "application/im-iscomposing+xml",
        Integer.MAX_VALUE,
        List.of());
  }

  /** Writes octets as they are: for broken input. */
  public void raw(byte[] octets) throws IOException {
    answers.asked(octets);
    synchronized (socket) {
      out.write(octets);
      out.flush();
    }
  }

  private void write(String start, List<String> headers, byte[] body, String id, char flag)
      throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.writeBytes((start + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (var header : headers) {
      frame.writeBytes((header + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
    frame.writeBytes(body);
    var hasBody = headers.get(headers.size() - 1).isEmpty();
    frame.writeBytes(
        ((hasBody ? "\r\n" : "") + "-------" + id + flag + "\r\n")
            .getBytes(StandardCharsets.UTF_8));
    ladder.sip(
        true,
        start.replaceFirst("MSRP \\S+", "MSRP")
            + (body.length > 0 ? " " + body.length : "")
            + flag);
    raw(frame.toByteArray());
  }

  /** The response to the request with this transact-id. */
  public MsrpFrame response(String id, Duration wait) {
    return answers.next(id, wait);
  }

  /** Whether the connection is gone. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    socket.close();
  }
}
