package im.balcony.msrp;

import static im.balcony.msrp.Peer.ID;
import static im.balcony.msrp.Peer.THEM;
import static im.balcony.msrp.Peer.US;
import static im.balcony.msrp.Peer.answer;
import static im.balcony.msrp.Peer.bodiless;
import static im.balcony.msrp.Peer.frame;
import static im.balcony.msrp.Peer.send;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.msrp.frame.Frames;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.SeededIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write, and what becomes of it. */
class SendingTest {

  /** A SEND as it stands on the wire. */
  record Sent(String id, String messageId, String range, String body, char flag) {}

  private static final Pattern SEND =
      Pattern.compile(
          "MSRP (\\w+) SEND\r\n(?:[^\r]+\r\n)*?Message-ID: ([^\r]+)\r\n(?:[^\r]+\r\n)*?"
              + "Byte-Range: ([^\r]+)\r\n(?:[^\r]+\r\n)*?\r\n(.*?)\r\n-------\\1([$+#])\r\n",
          Pattern.DOTALL);

  static List<Sent> sends(String wire) {
    var all = new ArrayList<Sent>();
    var m = SEND.matcher(wire);
    while (m.find()) {
      all.add(new Sent(m.group(1), m.group(2), m.group(3), m.group(4), m.group(5).charAt(0)));
    }
    return all;
  }

  private static List<Sent> sends(Peer peer) {
    return sends(peer.heard());
  }

  private static String id(String wire) {
    return wire.substring(5, wire.indexOf(' ', 5));
  }

  @Test
  @Requirement({"MSRP-37", "MSRP-04"})
  void theActiveSideSpeaksAtOnceWithoutABody() {
    var peer = new Peer(true);
    peer.tell(new MsrpCommand.Bind(Peer.session(true, 65_536, 2048, 32, 0)));
    var wire = peer.heard();
    assertThat(wire)
        .matches(
            "MSRP (\\w{12}) SEND\r\nTo-Path: "
                + Pattern.quote(THEM)
                + "\r\nFrom-Path: "
                + Pattern.quote(US)
                + "\r\nMessage-ID: \\w{22}\r\nByte-Range: 1-0/0\r\n-------\\1\\$\r\n");
    assertThat(peer.records).isEmpty();
    peer.say(answer(id(wire), "200 OK"));
    assertThat(peer.records).containsExactly(new MsrpEvent.Bound(ID));
  }

  @ParameterizedTest
  @CsvSource({"200 OK,true", "481 gone,false", "506 elsewhere,false"})
  void theFirstSendDecidesWhetherTheSessionIsUp(String status, boolean up) {
    var peer = new Peer(true);
    peer.tell(new MsrpCommand.Bind(Peer.session(true, 65_536, 2048, 32, 0)));
    peer.say(answer(id(peer.heard()), status));
    assertThat(peer.records(MsrpEvent.Bound.class)).hasSize(up ? 1 : 0);
    assertThat(peer.records(MsrpEvent.Broken.class)).hasSize(up ? 0 : 1);
  }

  @Test
  @Requirement({"MSRP-17", "MSRP-02", "MSRP-03"})
  void aShortTextIsOneChunkWithItsExactRange() {
    var peer = Peer.established().tell(send("e1", "Art thou not Romeo, and a Montague?"));
    assertThat(peer.heard())
        .matches(
            "MSRP (\\w{12}) SEND\r\nTo-Path: "
                + Pattern.quote(THEM)
                + "\r\nFrom-Path: "
                + Pattern.quote(US)
                + "\r\nMessage-ID: mid-e1\r\nByte-Range: 1-35/35\r\nContent-Type: text/plain\r\n\r\n"
                + "Art thou not Romeo, and a Montague\\?\r\n-------\\1\\$\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2047, 2048, 2049, 4096, 4097, 5000})
  @Requirement({"MSRP-03", "MSRP-20", "MSRP-24", "MSRP-25"})
  void chunksAreOf2048AndOnlyTheLastIsSmaller(int size) {
    var body = "0123456789".repeat(600).substring(0, size);
    var sends = sends(Peer.established().tell(send("e1", body)));
    assertThat(String.join("", sends.stream().map(Sent::body).toList())).isEqualTo(body);
    assertThat(sends).hasSize(Math.max(1, (size + 2047) / 2048));
    for (var i = 0; i < sends.size(); i++) {
      var last = i == sends.size() - 1;
      var start = i * 2048 + 1;
      assertThat(sends.get(i).messageId()).isEqualTo("mid-e1");
      assertThat(sends.get(i).flag()).isEqualTo(last ? '$' : '+');
      assertThat(sends.get(i).body()).hasSize(last ? size - i * 2048 : 2048);
      assertThat(sends.get(i).range()).isEqualTo(start + "-" + (last ? size : "*") + "/" + size);
    }
  }

  @Test
  @Requirement({"MSRP-19"})
  void aChunkThatMayBeInterruptedDoesNotAnnounceItsEnd() {
    var session = Peer.session(false, 65_536, 1_000_000, 32, 0);
    var sends = sends(Peer.established(session).tell(send("e1", "x".repeat(5000))));
    assertThat(sends).hasSize(1);
    assertThat(sends.get(0).range()).isEqualTo("1-*/5000");
    assertThat(sends.get(0).body()).hasSize(5000);
  }

  @Test
  @Requirement("RCPT-01")
  void everyChunkAsksForTheReport() {
    var peer = Peer.established();
    peer.tell(send("e1", ID, "x".repeat(6000), true, FailureReport.YES));
    assertThat(peer.heard().split("Success-Report: yes\r\n", -1)).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(FailureReport.class)
  void theFailureReportIsWrittenUnlessItIsYes(FailureReport wanted) {
    var peer = Peer.established().tell(send("e1", ID, "Hi", false, wanted));
    var wire = peer.heard();
    if (wanted == FailureReport.YES) {
      assertThat(wire).doesNotContain("Failure-Report");
    } else {
      assertThat(wire).contains("Failure-Report: " + wanted.name().toLowerCase() + "\r\n");
    }
  }

  @Test
  @Requirement({"MSRP-21", "MSRP-22"})
  void aResponseInterruptsALongSend() {
    var peer = Peer.established(Peer.session(false, 65_536, 1_000_000, 32, 0));
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(1_000_000)));
    for (var i = 0; i < 20; i++) {
      peer.writable(2048);
    }
    var before = peer.heard().length();
    peer.say(bodiless("hello2"));
    peer.writable(4096);
    var wire = peer.heard();
    var end = wire.indexOf("+\r\nMSRP hello2 200 OK\r\n");
    assertThat(end).isBetween(0, 2100);
    var rest = wire.substring(end);
    var next = Pattern.compile("Byte-Range: (\\d+)-\\*/1000000\r\n").matcher(rest);
    assertThat(next.find()).isTrue();
    var handed = before + wire.indexOf("\r\n-------");
    assertThat(Integer.parseInt(next.group(1)))
        .isEqualTo(sends(peer.wire.toString()).get(0).body().length() + 1)
        .isLessThan(handed);
  }

  @Test
  @Requirement({"MSRP-21", "MSRP-23"})
  void twoSessionsShareTheConnection() {
    var peer = Peer.established(Peer.session(false, 65_536, 1_000_000, 32, 0));
    peer.tell(new MsrpCommand.Bind(Peer.other(false)));
    peer.say(bodiless("hello2").replace(US, Peer.OTHER_US).replace(THEM, Peer.OTHER_THEM));
    peer.heard();
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(250_000)));
    peer.tell(send("e2", "us2", "y".repeat(250_000), false, FailureReport.YES));
    while (peer.wantsWritable) {
      peer.writable(4096);
    }
    var sends = sends(peer);
    assertThat(sends.stream().map(Sent::messageId).limit(100))
        .containsSubsequence("mid-e1", "mid-e2", "mid-e1", "mid-e2");
    var x = 0;
    var y = 0;
    for (var sent : sends.subList(5, 200)) {
      x += sent.messageId().equals("mid-e1") ? sent.body().length() : 0;
      y += sent.messageId().equals("mid-e2") ? sent.body().length() : 0;
    }
    assertThat(Math.abs(x - y)).isLessThan(5000);
    assertThat(sends.stream().mapToInt(s -> s.body().length()).sum()).isEqualTo(500_000);
  }

  @Test
  @Requirement("MSRP-06")
  void aTransactionIdInTheBodyIsNotUsed() {
    var first = new SeededIds(7);
    // The instance under test draws the same ids; the bind took none.
    var id = first.token(12);
    var peer = Peer.established().tell(send("e1", "a-------" + id + "$b\r\n-------" + id + "$"));
    var sent = sends(peer);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).id()).isNotEqualTo(id).isEqualTo(first.token(12));
  }

  @Test
  @Requirement({"MSRP-05", "MSRP-15"})
  @Tag("broad")
  void identifiersAreLongLegalAndNeverTheSame() {
    var seen = new HashSet<String>();
    var ids = new SeededIds(1);
    for (var i = 0; i < 1_000_000; i++) {
      var id = ids.token(Frames.ID_LENGTH);
      if (!seen.add(id) || id.length() < 11 || !Character.isLetterOrDigit(id.charAt(0))) {
        throw new AssertionError(id);
      }
    }
  }

  @Test
  void anAnsweredMessageIsReported() {
    var peer = Peer.established().tell(send("e1", "x".repeat(3000)));
    var sends = sends(peer);
    peer.say(answer(sends.get(0).id(), "200 OK"));
    assertThat(peer.records).isEmpty();
    peer.say(answer(sends.get(1).id(), "200 OK"));
    assertThat(peer.records).containsExactly(new MsrpEvent.Sent(ID, "e1", 200, "", true));
    peer.say(answer(sends.get(1).id(), "481 gone")).after(60_000).closed();
    assertThat(peer.records).hasSize(1);
  }

  @Test
  @Requirement(
      value = {"MSRP-49", "MSRP-50"},
      partial = "the error stanza that follows")
  void withoutAnAnswerForThirtySecondsItFailed() {
    var peer = Peer.established().tell(send("e1", "Hello"));
    var id = sends(peer).get(0).id();
    peer.after(29_999);
    assertThat(peer.records).isEmpty();
    peer.after(1);
    assertThat(peer.records).containsExactly(new MsrpEvent.Sent(ID, "e1", 408, "no answer", true));
    peer.say(answer(id, "200 OK"));
    assertThat(peer.records).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureReport.class,
      names = {"NO", "PARTIAL"})
  void silenceIsGoodWhereNoReportWasWanted(FailureReport wanted) {
    var peer = Peer.established().tell(send("e1", ID, "x".repeat(3000), false, wanted));
    peer.after(29_999);
    assertThat(peer.records).isEmpty();
    peer.after(1);
    assertThat(peer.records).containsExactly(new MsrpEvent.Sent(ID, "e1", 200, "", true));

    var lost = Peer.established().tell(send("e1", ID, "Hi", false, wanted)).after(29_999).closed();
    assertThat(lost.records).containsExactly(new MsrpEvent.Sent(ID, "e1", 0, "reset", true));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 413, 415, 423})
  @Requirement({"MSRP-51", "MSRP-57"})
  void aRefusalStopsTheMessageMidChunk(int status) {
    var peer = Peer.established(Peer.session(false, 65_536, 8192, 32, 0));
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(80_000)));
    while (!peer.wire.toString().contains("-------")) {
      peer.writable(3000);
    }
    peer.writable(3000);
    peer.say(answer(sends(peer.wire.toString()).get(0).id(), status + " no"));
    peer.writable(100_000);
    var sends = sends(peer.wire.toString().substring(peer.wire.indexOf("Byte-Range: 1-")));
    assertThat(peer.records(MsrpEvent.Sent.class))
        .containsExactly(new MsrpEvent.Sent(ID, "e1", status, "no", true));
    assertThat(peer.wire.toString()).endsWith("#\r\n");
    assertThat(sends.size()).isLessThan(4);
    peer.writable(100_000);
    assertThat(peer.wire.toString()).endsWith("#\r\n");
    peer.tell(send("e2", "next"));
    assertThat(peer.wire.toString()).contains("\r\n\r\nnext\r\n-------");
  }

  @Test
  @Requirement(value = "RCPT-13", partial = "the error stanza that follows")
  void aFailureReportStopsTheMessageToo() {
    var peer = Peer.established(Peer.session(false, 65_536, 1_000_000, 32, 0));
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(80_000)));
    var report = "Message-ID: mid-e1\r\nByte-Range: 1-2048/80000\r\nStatus: 000 413 big\r\n";
    peer.say(frame("r1", "REPORT", report, '$'));
    peer.writable(100_000);
    assertThat(peer.records)
        .containsExactly(
            new MsrpEvent.Report(ID, "mid-e1", 1, 2048, 80_000, 413, "big"),
            new MsrpEvent.Sent(ID, "e1", 413, "big", true));
    assertThat(peer.heard()).endsWith("#\r\n").doesNotContain("r1");
  }

  @ParameterizedTest
  @ValueSource(ints = {481, 506})
  @Requirement(
      value = {"MSRP-53", "MSRP-54"},
      partial = "the BYE that follows")
  void afterASessionIsGoneNothingMoreIsSentForIt(int status) {
    var peer = Peer.established().tell(send("e1", "Hello"));
    peer.say(answer(sends(peer).get(0).id(), status + " x"));
    peer.tell(send("e2", "more"));
    assertThat(peer.heard()).isEmpty();
    assertThat(peer.records)
        .containsExactly(
            new MsrpEvent.Sent(ID, "e1", status, "x", true),
            new MsrpEvent.Broken(ID, status + " x"));
    peer.tell(new MsrpCommand.Unbind(ID));
    assertThat(peer.records).contains(new MsrpEvent.Sent(ID, "e2", 0, "session is unbound", false));
  }

  private static MsrpCommand.Send patient(String effect, String body, long millis) {
    var send = send(effect, body);
    return new MsrpCommand.Send(effect, send.sessionId(), send.message(), millis);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsBehindASlowMessageIsGivenUpInTime(boolean exchanged) {
    var peer = Peer.established();
    peer.eager = false;
    peer.tell(patient("slow", "x".repeat(40_000), 5_000))
        .tell(patient("e2", "two", 10_000))
        .tell(send("e3", "three"));
    peer.after(5_000).writable(2048);
    assertThat(peer.records(MsrpEvent.Sent.class)).isEmpty();
    if (exchanged) {
      peer.exchange().after(0);
    }
    peer.after(4_999);
    assertThat(peer.records(MsrpEvent.Sent.class)).isEmpty();
    peer.after(1);
    assertThat(peer.records(MsrpEvent.Sent.class))
        .containsExactly(new MsrpEvent.Sent(ID, "e2", 408, "waited too long", false));
    peer.eager = true;
    peer.writable(65_536);
    assertThat(sends(peer)).extracting(Sent::body).contains("three").doesNotContain("two");
  }

  @Test
  void abortTakesBackWhatWasSent() {
    var peer = Peer.established(Peer.session(false, 65_536, 1_000_000, 32, 0));
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(80_000))).tell(send("e2", "y".repeat(3000)));
    peer.tell(new MsrpCommand.Abort(ID, "e2")).tell(new MsrpCommand.Abort(ID, "e1"));
    peer.writable(100_000);
    assertThat(peer.records)
        .containsExactly(
            new MsrpEvent.Sent(ID, "e2", 0, "aborted", false),
            new MsrpEvent.Sent(ID, "e1", 0, "aborted", true));
    assertThat(peer.heard()).endsWith("#\r\n").doesNotContain("yyy");
  }

  @Test
  void abortBetweenTwoChunksIsSaidInAnEmptyOne() {
    var peer = Peer.established();
    peer.tell(new MsrpCommand.Bind(Peer.other(false)));
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(80_000)));
    peer.say(bodiless("hello9"));
    peer.tell(new MsrpCommand.Abort(ID, "e1"));
    peer.writable(100_000);
    var sends = sends(peer);
    var last = sends.get(sends.size() - 1);
    assertThat(last.flag()).isEqualTo('#');
    assertThat(last.body()).isEmpty();
  }

  @Test
  @Requirement("MSRP-70")
  void aLostConnectionReportsAllThatIsOpen() {
    var peer = Peer.established();
    peer.eager = false;
    peer.tell(send("e1", "Hello")).tell(send("e2", "x".repeat(50_000))).tell(send("e3", "z"));
    peer.closed();
    assertThat(peer.records)
        .containsExactly(
            new MsrpEvent.Sent(ID, "e1", 0, "reset", true),
            new MsrpEvent.Sent(ID, "e2", 0, "reset", true),
            new MsrpEvent.Sent(ID, "e3", 0, "reset", false));
  }

  @Test
  void aSendForAnUnknownSessionFailsAtOnce() {
    var peer = Peer.established().tell(send("e1", "nobody", "Hi", false, FailureReport.YES));
    assertThat(peer.records)
        .containsExactly(new MsrpEvent.Sent("nobody", "e1", 0, "session is not bound", false));
  }

  @Test
  @Requirement("MSRP-74")
  void idleSessionsAreKeptAlive() {
    var peer = Peer.established(Peer.session(false, 65_536, 2048, 32, 20_000));
    peer.after(19_999);
    assertThat(peer.heard()).isEmpty();
    peer.after(1);
    var wire = peer.heard();
    assertThat(wire).contains("Byte-Range: 1-0/0\r\n-------").doesNotContain("Content-Type");
    peer.say(answer(id(wire), "200 OK")).after(10_000).say(bodiless("busy")).after(19_999);
    assertThat(peer.heard()).startsWith("MSRP busy 200").doesNotContain("SEND");
    assertThat(peer.records).isEmpty();
    var dead =
        Peer.established(Peer.session(false, 65_536, 2048, 32, 20_000)).after(20_000).after(30_000);
    assertThat(dead.records(MsrpEvent.Broken.class)).hasSize(1);
  }

  @Test
  @Requirement({"MSRP-67"})
  void aReportNamesTheWholeMessageAndNothingElse() {
    var peer = Peer.established();
    var path = List.of(Peer.uri("msrp://relay:1/r;tcp"), Peer.uri(THEM));
    peer.tell(new MsrpCommand.Report(ID, path, "m1", 27, 200, "OK"));
    assertThat(peer.heard())
        .matches(
            "MSRP (\\w+) REPORT\r\nTo-Path: msrp://relay:1/r;tcp "
                + Pattern.quote(THEM)
                + "\r\nFrom-Path: "
                + Pattern.quote(US)
                + "\r\nMessage-ID: m1\r\nByte-Range: 1-27/27\r\nStatus: 000 200 OK\r\n"
                + "-------\\1\\$\r\n");
    peer.tell(new MsrpCommand.Unbind(ID));
    peer.tell(new MsrpCommand.Report(ID, path, "m1", 27, 200, "OK"));
    assertThat(peer.heard()).isEmpty();
  }

  @Test
  void noMoreIsHandedOutThanTheSocketTakes() {
    var peer = Peer.established();
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(100_000)));
    peer.heard();
    for (var octets : List.of(1, 10, 500, 2048, 4096, 10_000)) {
      assertThat(peer.writable(octets).heard()).hasSize(octets);
      assertThat(peer.wantsWritable).isTrue();
    }
  }

  @Test
  @Requirement(value = "MSRP-72", partial = "other connections are not in play here")
  void aPeerThatReadsNothingIsGivenUp() {
    var peer = Peer.established();
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(60_000)));
    peer.after(29_999);
    assertThat(peer.close).isFalse();
    peer.after(1);
    assertThat(peer.close).isTrue();

    var flood = Peer.established();
    flood.eager = false;
    for (var i = 0; i < 10_000 && !flood.close; i++) {
      flood.say(bodiless("hello" + i));
    }
    assertThat(flood.close).isTrue();
  }

  @Test
  void nothingInAnOutputFieldBreaksOutOfItsLine() {
    var peer = Peer.established();
    peer.tell(
        new MsrpCommand.Send(
            "e1",
            ID,
            new im.balcony.api.msrp.MsrpMessage(
                "m\r\nX: 1", "text/plain\r\nY: 2", Peer.octets("Hi"), false, FailureReport.YES)));
    peer.say(Peer.text("t1", "m1", "1-2/2", "Hi", '$'));
    peer.tell(new MsrpCommand.Respond(ID, "t1", 413, "a\r\nZ: 3"));
    assertThat(peer.heard()).doesNotContain("\nX:").doesNotContain("\nY:").doesNotContain("\nZ:");
  }
}
