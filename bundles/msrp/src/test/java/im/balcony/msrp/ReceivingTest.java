package im.balcony.msrp;

import static im.balcony.msrp.Peer.ID;
import static im.balcony.msrp.Peer.OTHER_US;
import static im.balcony.msrp.Peer.THEM;
import static im.balcony.msrp.Peer.US;
import static im.balcony.msrp.Peer.bodiless;
import static im.balcony.msrp.Peer.frame;
import static im.balcony.msrp.Peer.text;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer's requests bring about, on accepted connections. */
class ReceivingTest {

  private static String response(String id, String status) {
    return "MSRP "
        + id
        + " "
        + status
        + "\r\nTo-Path: "
        + THEM
        + "\r\nFrom-Path: "
        + US
        + "\r\n-------"
        + id
        + "$\r\n";
  }

  @Test
  @Requirement({"MSRP-38", "MSRP-48"})
  void aBodilessSendBindsIsAnsweredAndDeliversNothing() {
    var peer = new Peer(false).say(bodiless("abcd1234"));
    assertThat(peer.records).containsExactly(new MsrpEvent.Unbound(ID));
    assertThat(peer.heard()).isEmpty();

    peer.tell(new MsrpCommand.Bind(Peer.session()));

    assertThat(peer.records).contains(new MsrpEvent.Bound(ID)).hasSize(2);
    assertThat(peer.heard()).isEqualTo(response("abcd1234", "200 OK"));
  }

  @Test
  @Requirement("MSRP-48")
  void aResponseGoesToThePreviousHopOnly() {
    var peer = Peer.established();
    var relayed =
        bodiless("abcd1234").replace("From-Path: ", "From-Path: msrp://relay:2855/r;tcp ");
    peer.say(relayed);
    assertThat(peer.heard())
        .contains("To-Path: msrp://relay:2855/r;tcp\r\nFrom-Path: " + US + "\r\n");
  }

  @Test
  void aMessageIsDeliveredAndAnsweredByTheRouter() {
    var peer = Peer.established().say(text("t1234567", "m1", "1-5/5", "Hello", '$'));
    assertThat(peer.delivered()).containsExactly("Hello");
    assertThat(peer.heard()).isEmpty();
    peer.tell(new MsrpCommand.Respond(ID, "t1234567", 200, ""));
    assertThat(peer.heard()).isEqualTo(response("t1234567", "200 OK"));
    peer.tell(new MsrpCommand.Respond(ID, "t1234567", 200, ""));
    assertThat(peer.heard()).isEmpty();
  }

  @Test
  @Requirement("MSRP-46")
  void nothingIsAnsweredWithFailureReportNo() {
    var no = "Failure-Report: no\r\n";
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-5/5", no, "text/plain", "Hello", '$'));
    peer.tell(new MsrpCommand.Respond(ID, "t1", 413, ""));
    peer.say(text("t2", "m2", "1-5/5", no, "application/x-foo", "Hello", '$'));
    peer.say(text("t3", "m3", "1-5/200000", no, "text/plain", "Hello", '$'));
    peer.say(text("t4", "m4", "one", no, "text/plain", "Hello", '$'));
    peer.say(text("t5", "m5", "1-5/5", no, "text/plain", "Hello", '$').replace("/them", "/evil"));
    assertThat(peer.heard()).isEmpty();
    assertThat(peer.delivered()).containsExactly("Hello");
    assertThat(peer.received().message().failureReport()).isEqualTo(FailureReport.NO);
  }

  @Test
  @Requirement("MSRP-47")
  void onlyFailuresAreAnsweredWithFailureReportPartial() {
    var partial = "Failure-Report: partial\r\n";
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-5/5", partial, "text/plain", "Hello", '$'));
    peer.tell(new MsrpCommand.Respond(ID, "t1", 200, ""));
    peer.say(text("t2", "m2", "1-5/9", partial, "text/plain", "Hello", '+'));
    assertThat(peer.heard()).isEmpty();
    peer.say(text("t3", "m3", "1-5/5", partial, "application/x-foo", "Hello", '$'));
    assertThat(peer.heard()).startsWith("MSRP t3 415 ");
  }

  @ParameterizedTest
  @ValueSource(ints = {481, 506})
  @Requirement({"MSRP-41", "MSRP-42"})
  void anUnknownSessionIsRefusedAsTheRouterSays(int status) {
    var peer = new Peer(false).say(text("t1", "m1", "1-5/5", "Hello", '$'));
    peer.tell(new MsrpCommand.Refuse(ID, status));
    assertThat(peer.heard()).startsWith("MSRP t1 " + status + " ").contains("From-Path: " + US);
    assertThat(peer.records).containsExactly(new MsrpEvent.Unbound(ID));
    peer.say(bodiless("t2"));
    assertThat(peer.records(MsrpEvent.Unbound.class)).hasSize(2);
  }

  @Test
  @Requirement("MSRP-43")
  void aToPathOfTwoUrisIsRefused() {
    var peer = Peer.established();
    peer.say(bodiless("t1").replace("To-Path: " + US, "To-Path: " + US + " " + OTHER_US));
    assertThat(peer.heard()).startsWith("MSRP t1 481 ");
  }

  @Test
  @Requirement("MSRP-43")
  void anotherSessionOfAnotherConnectionIsRefused() {
    var peer = Peer.established();
    peer.say(bodiless("t1").replace(US, OTHER_US));
    peer.tell(new MsrpCommand.Refuse("us2", 481));
    assertThat(peer.heard()).startsWith("MSRP t1 481 ");
    peer.say(bodiless("t2"));
    assertThat(peer.heard()).startsWith("MSRP t2 200 ");
  }

  @Test
  @Requirement("MSRP-44")
  void aForeignFromPathIsRefusedButARewrittenHostIsNot() {
    var peer = Peer.established();
    peer.say(bodiless("t1").replace("/them0123456789ab", "/eve"));
    assertThat(peer.heard()).startsWith("MSRP t1 481 ");
    peer.say(bodiless("t2").replace("romeo.example.net:9000", "border.example.net:5000"));
    assertThat(peer.heard()).startsWith("MSRP t2 200 ");
  }

  @Test
  @Requirement({"MSRP-33", "MSRP-34"})
  void unknownParametersAndTransportsAreEchoedVerbatim() {
    var path = "msrp://relay:2855/a;tcp;foo=bar msrps://x.invalid:2855/them0123456789ab;ws";
    var peer = Peer.established().say(bodiless("t1").replace(THEM, path));
    assertThat(peer.heard()).contains("To-Path: msrp://relay:2855/a;tcp;foo=bar\r\n");
  }

  @Test
  @Requirement({"MSRP-10", "MSRP-13", "MSRP-02"})
  void headersOfAnyCaseOrderAndNameAreRead() {
    var peer = Peer.established();
    peer.say(
        text("t1", "m1", "1-2/2", "X-Foo: bar\r\n", "text/plain", "Hi", '$')
            .replace("To-Path:", "to-path:")
            .replace("Message-ID", "MESSAGE-id"));
    peer.say(
        "MSRP t2 SEND\r\nTo-Path: "
            + US
            + "\r\nFrom-Path: "
            + THEM
            + "\r\nX-Before: 1\r\nByte-Range: 1-2/2\r\nSuccess-Report: yes\r\nMessage-ID: m2\r\n"
            + "Content-Type: text/plain\r\n\r\nHo\r\n-------t2$\r\n");
    assertThat(peer.delivered()).containsExactly("Hi", "Ho");
    assertThat(peer.received().message().successReport()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "NICKNAME", "AUTH", "send"})
  @Requirement({"MSRP-11"})
  void unknownMethodsAreAnswered501(String method) {
    var peer = Peer.established().say(frame("abcd", method, "", '$'));
    assertThat(peer.heard()).startsWith("MSRP abcd 501 ");
    peer.say(bodiless("t2"));
    assertThat(peer.heard()).startsWith("MSRP t2 200 ");
  }

  @Test
  void lineBreaksBetweenFramesArePassedOver() {
    var peer = Peer.established();
    for (var i = 0; i < 3; i++) {
      peer.say("\r\n\r\n" + bodiless("t" + i) + "\r");
      assertThat(peer.heard()).startsWith("MSRP t" + i + " 200 ");
      peer.say("\n");
    }
    assertThat(peer.close).isFalse();
  }

  @Test
  void lineBreaksBetweenFramesAreBounded() {
    var peer = Peer.established().say("\r\n".repeat(32_768));
    assertThat(peer.close).isFalse();
    assertThat(peer.say("\r").close).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n",
        "msrp x SEND\r\n",
        "GET / HTTP/1.1\r\n",
        "MSRP  SEND\r\n",
        "MSRP t1 \r\n",
        "MSRP a/b SEND\r\n",
        "MSRP t1 20 OK\r\n",
        "\r\n\r\ngarbage\r\n",
        " \r\n",
        "\u0016\u0003\u0001"
      })
  @Requirement({"MSRP-01", "MSRP-12"})
  void anUnreadableStartLineClosesTheConnection(String line) {
    var peer = Peer.established().say(line);
    assertThat(peer.close).isTrue();
    assertThat(peer.heard()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Message-ID: m1 | X: y",
        "Message-ID: m1 | Message-ID: a b",
        "Byte-Range: 1-2/2 | Byte-Range: one",
        "Byte-Range: 1-2/2 | Byte-Range: 0-2/2",
        "Byte-Range: 1-2/2 | Byte-Range: -1-2/2",
        "Byte-Range: 1-2/2 | Byte-Range: 1-2",
        "Byte-Range: 1-2/2 | Byte Range: 1-2/2",
        "Byte-Range: 1-2/2 | : 1-2/2",
        "Byte-Range: 1-2/2 | nothing",
        "Byte-Range: 1-2/2 | Byte-Range: 1-2/2~ folded",
        "Byte-Range: 1-2/2 | Byte-Range: 1-2/2~Byte-Range: 1-2/2",
        "Byte-Range: 1-2/2 | Byte-Range: 1-2/2^X: y",
        "Byte-Range: 1-2/2 | X: @",
        "Byte-Range: 1-2/2 | X@: a",
      })
  @Requirement({"MSRP-12", "MSRP-14"})
  void malformedHeadersAreAnswered400(String right, String wrong) {
    var broken =
        text("t1", "m1", "1-2/2", "Hi", '$')
            .replace(right, wrong.replace("~", "\r\n").replace('^', '\n').replace('@', '\1'));
    var peer = Peer.established().say(broken);
    assertThat(peer.heard()).startsWith("MSRP t1 400 ");
    assertThat(peer.delivered()).isEmpty();
    peer.say(text("t2", "m2", "1-2/2", "Hi", '$'));
    assertThat(peer.delivered()).containsExactly("Hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"To-Path", "From-Path"})
  void withoutPathsThereIsNobodyToAnswer(String header) {
    var peer = Peer.established().say(bodiless("t1").replace(header, "X-Path"));
    assertThat(peer.close).isTrue();
    assertThat(peer.heard()).isEmpty();
  }

  @Test
  @Requirement("MSRP-40")
  void nothingIsSentOnAnAcceptedConnectionBeforeThePeerSpoke() {
    var peer = new Peer(false);
    peer.tell(new MsrpCommand.Bind(Peer.session()));
    peer.tell(Peer.send("e1", "Hello"));
    assertThat(peer.heard()).isEmpty();
    peer.say(bodiless("t1"));
    assertThat(peer.heard()).contains("MSRP t1 200 OK").contains("\r\n\r\nHello\r\n-------");
  }

  @Test
  @Requirement("MSRP-75")
  void aSilentConnectionIsClosed() {
    var peer = new Peer(false).after(29_999);
    assertThat(peer.close).isFalse();
    peer.after(1);
    assertThat(peer.close).isTrue();
    var busy = Peer.established().after(30_000);
    assertThat(busy.close).isFalse();
  }

  @Test
  @Requirement({"RCPT-14", "MSRP-66"})
  void aReportIsNeverAnswered() {
    var peer = Peer.established();
    var status = "Message-ID: m9\r\nByte-Range: 1-27/27\r\nStatus: 000 200 OK\r\n";
    peer.say(frame("r1", "REPORT", status, '$'));
    assertThat(peer.records).containsExactly(new MsrpEvent.Report(ID, "m9", 1, 27, 27, 200, "OK"));
    peer.records.clear();
    var big = status + "Content-Type: text/plain\r\n\r\n" + "x".repeat(20_000) + "\r\n";
    peer.say(frame("r2", "REPORT", big, '$'));
    peer.say(frame("r3", "REPORT", "Message-ID: m9\r\n", '$'));
    peer.say(frame("r4", "REPORT", status.replace("000", "001"), '$'));
    peer.say(frame("r5", "REPORT", status, '$').replace("/us0", "/else"));
    peer.say(frame("r6", "REPORT", status, '$').replace("/them0", "/eve"));
    peer.say(frame("r7", "REPORT", "folded\r\n x\r\n", '$'));
    assertThat(peer.records).isEmpty();
    assertThat(peer.heard()).isEmpty();
    assertThat(peer.close).isFalse();
    peer.say(frame("f1", "FOO", "Content-Type: a/b\r\n\r\n" + "x".repeat(20_000) + "\r\n", '$'));
    assertThat(peer.heard()).startsWith("MSRP f1 501 ");
  }

  @Test
  @Requirement("MSRP-62")
  void anUnsupportedTypeIsAnswered415() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-2/2", "", "application/x-foo", "Hi", '$'));
    assertThat(peer.heard()).startsWith("MSRP t1 415 ");
    peer.say(text("t2", "m2", "1-2/2", "", "text/html", "Hi", '$'));
    assertThat(peer.heard()).startsWith("MSRP t2 415 ");
    assertThat(peer.delivered()).isEmpty();
  }

  @Test
  @Requirement("MSRP-09")
  void anEndLineInTheBodyEndsTheSession() {
    var peer = Peer.established();
    peer.say(text("tid1", "m1", "1-*/*", "abc-------tid1$\r\nmore", '$'));
    assertThat(peer.heard()).startsWith("MSRP tid1 400 ");
    assertThat(peer.records(MsrpEvent.Broken.class)).hasSize(1);
    assertThat(peer.delivered()).isEmpty();
    assertThat(peer.close).isTrue();
  }

  @Test
  void anEndLineRightBehindTheHeadersIsAnEmptyBody() {
    var peer = Peer.established();
    peer.say(text("tid1", "m1", "1-0/0", "", '$').replace("\r\n\r\n\r\n", "\r\n\r\n"));
    assertThat(peer.delivered()).containsExactly("");
  }

  @Test
  void aSessionThatLeavesMidFrameGetsNothingMore() {
    var peer = Peer.established();
    var frame = text("t1", "m1", "1-5/5", "Hello", '$');
    peer.say(frame.substring(0, frame.length() - 12));
    peer.tell(new MsrpCommand.Unbind(ID));
    peer.say(frame.substring(frame.length() - 12));
    assertThat(peer.heard()).startsWith("MSRP t1 481 ");
    assertThat(peer.delivered()).isEmpty();
  }

  @Test
  void aMessageThatCrossesTheEndOfItsSessionIsAnswered() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-5/5", "Hello", '$'));
    assertThat(peer.heard()).isEmpty();
    peer.tell(new MsrpCommand.Unbind(ID));
    assertThat(peer.heard()).startsWith("MSRP t1 481 ");
    peer.tell(new MsrpCommand.Respond(ID, "t1", 200, ""));
    assertThat(peer.heard()).isEmpty();
  }
}
