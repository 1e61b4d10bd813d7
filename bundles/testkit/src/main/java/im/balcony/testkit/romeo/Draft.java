package im.balcony.testkit.romeo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A MESSAGE of Romeo's that a test writes as it likes, header by header. */
public final class Draft {

  private static final Duration WAIT = Duration.ofSeconds(34);

  private final Phone phone;
  private final String uri;
  private final List<String> headers = new ArrayList<>();
  private String from;
  private String to;
  private String callId;
  private long cseq = 1;
  private byte[] body = {};

  Draft(Phone phone, String uri) {
    this.phone = phone;
    this.uri = uri;
    this.to = "<" + uri + ">";
    this.from = "<" + phone.address() + ">;tag=" + phone.ids.token(8);
    this.callId = phone.ids.token(16) + "@romeo";
  }

  /** Another From, with its tag. */
  public Draft from(String party) {
    from = party;
    return this;
  }

  /** Another To than the Request-URI, with or without a tag. */
  public Draft to(String party) {
    to = party;
    return this;
  }

  /** Another Call-ID. */
  public Draft callId(String value) {
    callId = value;
    return this;
  }

  /** Another CSeq number than 1. */
  public Draft cseq(long number) {
    cseq = number;
    return this;
  }

  Draft inside(String dialog, long number, String localTag, String remoteParty) {
    return from("<" + phone.address() + ">;tag=" + localTag)
        .to(remoteParty)
        .callId(dialog)
        .cseq(number);
  }

  /** One more header line. */
  public Draft header(String line) {
    headers.add(line);
    return this;
  }

  /** A body of text/plain without a charset. */
  public Draft text(String text) {
    return body("text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A body of any type. */
  public Draft body(String contentType, byte[] octets) {
    body = octets.clone();
    return header("Content-Type: " + contentType);
  }

  /** The Call-ID, which is the thread of the stanza. */
  public String callId() {
    return callId;
  }

  /** The request with a branch of its own: each call makes another transaction. */
  public byte[] octets() {
    var head =
        new StringBuilder("MESSAGE " + uri + " SIP/2.0\r\n")
            .append("Via: " + phone.via())
            .append(";branch=z9hG4bK" + phone.ids.token(12) + ";rport\r\n")
            .append("Max-Forwards: 70\r\nFrom: " + from + "\r\nTo: " + to)
            .append("\r\nCall-ID: " + callId + "\r\nCSeq: " + cseq + " MESSAGE\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    head.append("Content-Length: " + body.length + "\r\n\r\n");
    var octets = new ByteArrayOutputStream();
    octets.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    octets.writeBytes(body);
    return octets.toByteArray();
  }

  /** Sends it and waits for the final response. */
  public SipFrame send() throws IOException {
    return phone.transact("MESSAGE", octets(), WAIT);
  }
}
