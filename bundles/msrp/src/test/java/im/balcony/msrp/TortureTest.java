package im.balcony.msrp;

import static im.balcony.msrp.Peer.THEM;
import static im.balcony.msrp.Peer.US;
import static im.balcony.msrp.Peer.bodiless;
import static im.balcony.msrp.Peer.frame;
import static im.balcony.msrp.Peer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that a hostile or broken peer sends: each has its answer, and life goes on behind it. */
class TortureTest {

  private static final String CLOSED = "closed";
  private static final String NOTHING = "";

  /** Frames by what is wrong with them, with how the answer to the last begins. */
  private static Map<String, String[]> cases() {
    var all = new LinkedHashMap<String, String[]>();
    put(
        all,
        "end-line of another transaction",
        text("t1", "m", "1-2/2", "Hi", '$').replace("-------t1", "-------t2")
            + "\r\n-------t1$\r\n",
        "delivered");
    put(
        all,
        "end-line with an unknown flag",
        text("t1", "m", "1-2/2", "Hi", '!') + "\r\n-------t1$\r\n",
        "delivered");
    put(
        all,
        "end-line with six hyphens",
        text("t1", "m", "1-2/2", "x\r\n------t1$", '$'),
        "delivered");
    put(
        all,
        "end-line with eight hyphens",
        text("t1", "m", "1-2/2", "x\r\n--------t1$\r\n", '$'),
        CLOSED);
    put(all, "end-line inside the body", text("t1", "m", "1-2/2", "x-------t1+\r\ny", '$'), CLOSED);
    put(
        all,
        "end-line with bare LF",
        text("t1", "m", "1-2/2", "x\n-------t1$\ny", '$'),
        "delivered");
    put(all, "range start after its end", text("t1", "m", "5-3/10", "abc", '+'), "MSRP t1 200");
    put(all, "range end after the total", text("t1", "m", "1-99/3", "abc", '$'), "delivered");
    put(all, "total of stars", text("t1", "m", "1-*/*", "abc", '$'), "delivered");
    put(all, "zero length with a range", text("t1", "m", "1-5/5", "", '$'), "delivered");
    put(
        all,
        "gap",
        text("t1", "m", "1-3/9", "abc", '+') + text("t2", "m", "7-9/9", "ghi", '$'),
        "MSRP t2 200");
    put(all, "start 2^31", text("t1", "m", "2147483648-*/*", "abc", '$'), "MSRP t1 413");
    put(all, "start 2^63", text("t1", "m", "9223372036854775808-*/*", "abc", '$'), "MSRP t1 413");
    put(all, "total 2^63", text("t1", "m", "1-*/9223372036854775808", "abc", '$'), "MSRP t1 413");
    put(all, "start 0", text("t1", "m", "0-3/3", "abc", '$'), "MSRP t1 400");
    put(all, "negative start", text("t1", "m", "-1-3/3", "abc", '$'), "MSRP t1 400");
    put(all, "abort of an unknown message", text("t1", "m", "1-3/3", "abc", '#'), "MSRP t1 200");
    put(all, "bodiless with plus", frame("t1", "SEND", "Message-ID: m\r\n", '+'), "MSRP t1 200");
    put(
        all,
        "blank line but no type",
        frame("t1", "SEND", "Message-ID: m\r\n\r\n\r\n", '$'),
        "MSRP t1 200");
    put(
        all,
        "body but no type",
        frame("t1", "SEND", "Message-ID: m\r\n\r\nabc\r\n", '$'),
        "MSRP t1 400");
    put(all, "unknown method", frame("t1", "FROB", "", '$'), "MSRP t1 501");
    put(
        all,
        "report for an unknown message",
        frame("t1", "REPORT", "Message-ID: nobody\r\nStatus: 000 200 OK\r\n", '$'),
        NOTHING);
    put(all, "response to nothing", frame("t1", "200 OK", "", '$'), NOTHING);
    put(
        all,
        "response with a body",
        frame("t1", "200 OK", "Content-Type: a/b\r\n\r\nx\r\n", '$'),
        NOTHING);
    put(
        all,
        "two To-Path headers",
        bodiless("t1").replace("Message-ID", "To-Path: " + US + "\r\nMessage-ID"),
        "MSRP t1 400");
    put(all, "To-Path that is no URI", bodiless("t1").replace(US, "http://x/"), "MSRP t1 400");
    put(
        all,
        "To-Path without a session",
        bodiless("t1").replace(US, "msrp://gateway.example.com:2855;tcp"),
        "MSRP t1 481");
    put(all, "From-Path that is no URI", bodiless("t1").replace(THEM, "nobody"), "MSRP t1 400");
    put(
        all,
        "From-Path with a password",
        bodiless("t1").replace("msrp://romeo", "msrp://a:b@romeo"),
        "MSRP t1 400");
    put(
        all,
        "From-Path over IPv6",
        bodiless("t1").replace("romeo.example.net", "[2001:db8::7]"),
        "MSRP t1 200");
    put(
        all,
        "From-Path of 50 URIs",
        bodiless("t1")
            .replace(
                "From-Path: ", "From-Path: " + "msrp://relay.example.net:2855/r;tcp ".repeat(49)),
        "MSRP t1 200");
    put(all, "Message-ID of 255", text("t1", "m".repeat(255), "1-2/2", "Hi", '$'), "delivered");
    put(all, "Message-ID of 256", text("t1", "m".repeat(256), "1-2/2", "Hi", '$'), "MSRP t1 400");
    put(all, "type that is none", text("t1", "m", "1-2/2", "", "text", "Hi", '$'), "MSRP t1 415");
    put(all, "NUL in a header", bodiless("t1").replace("m-t1", "m\0t1"), "MSRP t1 400");
    put(
        all,
        "malformed UTF-8 in a header",
        bodiless("t1").replace("Message-ID", "X: \u00c3\u0028\u00ff\r\nMessage-ID"),
        "MSRP t1 200");
    put(
        all,
        "no space behind the colon",
        bodiless("t1").replace("Message-ID: ", "Message-ID:"),
        "MSRP t1 200");
    put(all, "method in front of a header", "MSRP t1 SEND Message-ID: m\r\n", CLOSED);
    put(all, "an HTTP request", "POST / HTTP/1.1\r\nHost: x\r\n\r\n", CLOSED);
    return all;
  }

  private static void put(Map<String, String[]> all, String name, String frames, String answer) {
    all.put(name, new String[] {frames, answer});
  }

  static Stream<String> names() {
    return cases().keySet().stream();
  }

  private static String outcome(Peer peer) {
    if (peer.close) {
      return CLOSED;
    }
    var wire = peer.heard();
    var last = wire.lastIndexOf("MSRP ");
    var answer = last < 0 ? NOTHING : wire.substring(last, Math.min(wire.length(), last + 11));
    return peer.delivered().isEmpty() ? answer : "delivered" + answer;
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachHasItsAnswer(String name) {
    var test = cases().get(name);
    var peer = Peer.established().say(test[0]);
    assertThat(outcome(peer)).isEqualTo(test[1]);

    var slow = Peer.established();
    for (var octet : test[0].getBytes(StandardCharsets.ISO_8859_1)) {
      slow.say(new byte[] {octet});
    }
    assertThat(outcome(slow)).isEqualTo(test[1]);

    if (!peer.close) {
      peer.say(bodiless("after"));
      assertThat(peer.heard()).startsWith("MSRP after 200");
    }
  }

  @Test
  @Tag("broad")
  void tenThousandMessagesAtOnceKeepMemoryBounded() {
    var peer = Peer.established();
    for (var i = 0; i < 10_000; i++) {
      peer.say(text("t" + i, "m" + i, "1-*/*", "x".repeat(10), '+'));
    }
    var state = peer.protocol.release().facts().list("sessions").get(0);
    assertThat(state.list("partials")).hasSize(32);
    assertThat(state.list("refused")).hasSizeLessThanOrEqualTo(64);
  }

  @Test
  void answersThatNobodyGivesAreBounded() {
    var peer = Peer.established();
    for (var i = 0; i < 1024; i++) {
      peer.say(text("t" + i, "m" + i, "1-2/2", "Hi", '$'));
    }
    assertThat(peer.heard()).isEmpty();
    peer.say(text("more", "mm", "1-2/2", "Hi", '$'));
    assertThat(peer.heard()).startsWith("MSRP more 413");
    assertThat(peer.delivered()).hasSize(1024);
  }

  @Test
  @Tag("broad")
  void mutatedFramesNeverThrow() {
    var good =
        text("t1", "m1", "1-5/5", "Hello", '$')
            + frame(
                "r1", "REPORT", "Message-ID: m\r\nByte-Range: 1-2/2\r\nStatus: 000 200 OK\r\n", '$')
            + text(
                "t2",
                "m2",
                "1-*/*",
                "",
                "message/cpim",
                "From: <sip:a@b>\r\n\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--",
                '$')
            + bodiless("t3");
    var octets = good.getBytes(StandardCharsets.ISO_8859_1);
    for (var seed = 0; seed < 20_000; seed++) {
      var random = new Random(seed);
      var bad = octets.clone();
      for (var i = 1 + random.nextInt(6); i > 0; i--) {
        bad[random.nextInt(bad.length)] =
            (byte) "\r\n -:;$+#/0aA\0\u00ff".charAt(random.nextInt(15));
      }
      var peer = Peer.established().say(bad).after(100_000).closed();
      assertThat(peer.close).isTrue();
    }
  }
}
