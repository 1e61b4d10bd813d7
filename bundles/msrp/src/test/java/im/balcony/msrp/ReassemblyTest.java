package im.balcony.msrp;

import static im.balcony.msrp.Peer.ID;
import static im.balcony.msrp.Peer.text;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chunks become messages, or are given up. */
class ReassemblyTest {

  @Test
  @Requirement({"MSRP-26", "MSRP-77"})
  void rangesThatLieAreMeasured() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-25/25", "Art thou not Romeo, and a Montague?", '$'));
    assertThat(peer.delivered()).containsExactly("Art thou not Romeo, and a Montague?");
    for (var i = 0; i < 10; i++) {
      peer.say(text("u" + i, "m2", i * 2 + 1 + "-*/20", "ab", i == 9 ? '$' : '+'));
    }
    assertThat(peer.delivered()).hasSize(2).endsWith("ab".repeat(10));
  }

  @Test
  @Requirement({"MSRP-27"})
  void theLastChunkMayComeFirst() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "5-8/8", "EFGH", '$'));
    assertThat(peer.delivered()).isEmpty();
    assertThat(peer.heard()).startsWith("MSRP t1 200 ");
    peer.say(text("t2", "m1", "1-4/8", "abcd", '+'));
    assertThat(peer.delivered()).containsExactly("abcdEFGH");
    assertThat(peer.heard()).isEmpty();
    peer.tell(new MsrpCommand.Respond(ID, "t2", 200, ""));
    assertThat(peer.heard()).startsWith("MSRP t2 200 ");
  }

  @Test
  @Requirement("MSRP-28")
  void theLengthOfAChunkIsWhatArrived() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-100/200", "a".repeat(60), '+'));
    peer.say(text("t2", "m1", "61-100/200", "b".repeat(40), '$'));
    assertThat(peer.delivered()).containsExactly("a".repeat(60) + "b".repeat(40));
  }

  @Test
  @Requirement("MSRP-29")
  void overlapsAreWonByTheLast() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-100/150", "a".repeat(100), '+'));
    peer.say(text("t2", "m1", "50-150/150", "b".repeat(101), '$'));
    assertThat(peer.delivered()).containsExactly("a".repeat(49) + "b".repeat(101));
  }

  @Test
  @Requirement("MSRP-18")
  void aFirstChunkMayLackItsRangeALaterOneMayNot() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "", "abc", '+'));
    assertThat(peer.heard()).startsWith("MSRP t1 200 ");
    peer.say(text("t2", "m1", "", "def", '+'));
    assertThat(peer.heard()).startsWith("MSRP t2 400 ");
    peer.say(text("t3", "m1", "4-6/6", "def", '$'));
    assertThat(peer.delivered()).containsExactly("abcdef");
  }

  @Test
  @Requirement("MSRP-59")
  void anAbortedMessageIsNotDelivered() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-*/9", "abc", '+')).heard();
    peer.say(text("t2", "m1", "4-*/9", "de", '#'));
    assertThat(peer.heard()).startsWith("MSRP t2 200 ");
    peer.say(text("t3", "m1", "4-9/9", "defghi", '$'));
    assertThat(peer.delivered()).isEmpty();
  }

  @Test
  @Requirement("MSRP-16")
  void longMessageIdsAreTakenAndEchoed() {
    var id = "54C6F4F1-A39C-47D6-8718-FA65B3D0414A";
    var peer = Peer.established().say(text("t1", id, "1-2/2", "Hi", '$'));
    assertThat(peer.received().message().messageId()).isEqualTo(id);
    peer.tell(new MsrpCommand.Report(ID, peer.received().fromPath(), id, 2, 200, ""));
    assertThat(peer.heard()).contains("Message-ID: " + id + "\r\n");
  }

  @Test
  @Requirement("MSRP-39")
  void anEmptyMessageIsDeliveredAsSuch() {
    var peer = Peer.established();
    var ask = "Success-Report: yes\r\n";
    peer.say(text("t1", "m1", "1-0/0", ask, "text/plain", "", '$'));
    assertThat(peer.delivered()).containsExactly("");
    assertThat(peer.received().message().successReport()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1-10/99,99,200", "1-10/100,100,200", "1-10/101,101,413", "1-10/99999999999999999999,2,413",
    "1-*/9223372036854775807,2,413", "1-*/2147483648,2,413", "100-*/*,1,200", "101-*/*,1,413",
    "2147483648-*/*,1,413", "9223372036854775807-*/*,1,413", "99999999999999999999-*/*,1,413"
  })
  @Requirement({"SIZE-14", "SIZE-18"})
  void theFirstChunkThatAnnouncesTooMuchIsRefused(String range, int ignored, int status) {
    var peer = Peer.established(Peer.session(false, 100, 2048, 32, 0));
    peer.say(text("t1", "m1", range, "x", '+'));
    assertThat(peer.heard()).startsWith("MSRP t1 " + status + " ");
  }

  @Test
  @Requirement("SIZE-14")
  void theRefusalDoesNotWaitForTheBody() {
    var peer = Peer.established();
    var frame = text("t1", "m1", "1-2048/200000", "x".repeat(2048), '+');
    peer.say(frame.substring(0, frame.indexOf("xxx")));
    assertThat(peer.heard()).startsWith("MSRP t1 413 ");
    peer.say(frame.substring(frame.indexOf("xxx")));
    peer.say(text("t2", "m1", "2049-4096/200000", "x".repeat(2048), '+'));
    assertThat(peer.heard()).startsWith("MSRP t2 413 ");
    assertThat(peer.delivered()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"49,200", "50,200", "51,413"})
  @Requirement("SIZE-15")
  void anUnknownTotalIsLimitedByWhatArrives(int second, int status) {
    var peer = Peer.established(Peer.session(false, 100, 2048, 32, 0));
    peer.say(text("t1", "m1", "1-*/*", "x".repeat(50), '+')).heard();
    peer.say(text("t2", "m1", "51-*/*", "x".repeat(second), '+'));
    assertThat(peer.heard()).startsWith("MSRP t2 " + status + " ");
    peer.say(text("t3", "m1", 51 + second + "-*/*", "", '$'));
    assertThat(peer.delivered()).hasSize(status == 413 ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({"3,0", "4,0", "5,1"})
  @Requirement({"MSRP-60", "MSRP-68"})
  void theOldestIncompleteMessageMakesRoom(int messages, int dropped) {
    var peer = Peer.established(Peer.session(false, 65_536, 2048, 4, 0));
    for (var i = 0; i < messages; i++) {
      peer.say(text("t" + i, "m" + i, "1-*/5000", "x".repeat(3000), '+'));
    }
    var wire = peer.heard();
    assertThat(wire.split(" REPORT\r\n", -1)).hasSize(dropped + 1);
    if (dropped > 0) {
      assertThat(wire).contains("Message-ID: m0\r\nByte-Range: 1-3000/5000\r\nStatus: 000 413");
      peer.say(text("t9", "m0", "3001-5000/5000", "x".repeat(2000), '$'));
      assertThat(peer.heard()).startsWith("MSRP t9 413 ");
    }
  }

  @Test
  @Requirement("MSRP-60")
  void aThousandFirstChunksLeaveOnlyTheBound() {
    var peer = Peer.established();
    for (var i = 0; i < 1000; i++) {
      peer.say(text("t" + i, "m" + i, "1-*/5000", "x".repeat(1000), '+'));
    }
    var partials =
        peer.protocol.release().facts().list("sessions").get(0).list("partials").stream()
            .map(f -> f.text("id", ""))
            .toList();
    assertThat(partials).hasSize(32).startsWith("m968").endsWith("m999");
  }

  @Test
  @Requirement("MSRP-60")
  void anIncompleteMessageIsKeptForItsTime() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-*/6", "abc", '+')).after(59_999).heard();
    peer.say(text("t2", "m1", "4-*/6", "d", '+')).after(59_999).heard();
    peer.say(text("t3", "m1", "5-6/6", "ef", '$'));
    assertThat(peer.delivered()).containsExactly("abcdef");
    peer.say(text("t4", "m2", "1-*/6", "abc", '+')).heard();
    peer.after(60_000);
    assertThat(peer.heard()).contains(" REPORT\r\n").contains("Byte-Range: 1-3/6\r\nStatus: 000 4");
    peer.say(text("t5", "m2", "4-6/6", "def", '$'));
    assertThat(peer.delivered()).hasSize(1);
    peer.say(text("t6", "m2", "1-6/6", "abcdef", '$'));
    assertThat(peer.delivered()).hasSize(2);
  }

  @Test
  void aTransactionIdThatIsStillOwedIsRefused() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-2/2", "Hi", '$')).say(text("t1", "m2", "1-2/2", "Ho", '$'));
    assertThat(peer.delivered()).containsExactly("Hi");
    assertThat(peer.heard()).startsWith("MSRP t1 400 ");
  }

  @Test
  @Requirement("MSRP-63")
  void wrappedFormatsAreUnwrapped() {
    var cpim = "From: <sip:a@b>\r\nTo: <sip:c@d>\r\n\r\nContent-Type: text/plain\r\n\r\nHi";
    var mixed = "--b\r\nContent-Type: application/x-foo\r\n\r\n?\r\n--b\r\n\r\nHo\r\n--b--\r\n";
    var signed =
        "--b\r\nContent-Type: text/plain\r\n\r\nHa\r\n--b\r\n"
            + "Content-Type: application/pkcs7-signature\r\n\r\nxyz\r\n--b--\r\n";
    var alternative =
        "--b\r\nContent-Type: text/html\r\n\r\n<b/>\r\n--b\r\nContent-Type: text/plain\r\n\r\nHe"
            + "\r\n--b--\r\n";
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-*/*", "", "message/cpim", cpim, '$'));
    peer.say(text("t2", "m2", "1-*/*", "", "multipart/mixed;boundary=b", mixed, '$'));
    peer.say(text("t3", "m3", "1-*/*", "", "multipart/signed; boundary=b", signed, '$'));
    peer.say(
        text("t4", "m4", "1-*/*", "", "multipart/alternative; boundary=\"b\"", alternative, '$'));
    assertThat(peer.delivered()).containsExactly("Hi", "Ho", "Ha", "He");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "From: <sip:a@b>~From: <sip:c@d>~~Content-Type: text/plain~~Hi|400",
        "Subject: a~Subject:;lang=fr b~~Content-Type: text/plain~~Hi|400",
        "To: <sip:a@b>~To: <sip:c@d>~cc: <sip:a@b>~cc: <sip:a@b>~~Content-Type: text/plain~~Hi|200",
        "no colon~~Content-Type: text/plain~~Hi|400",
        "Require: My.Vital~~Content-Type: text/plain~~Hi|415",
        "To: <sip:a@b>~~Content-Type: application/pkcs7-mime~~Hi|415"
      })
  @Requirement({"CPIM-11", "CPIM-19", "CPIM-18", "CPIM-07"})
  void badCpimIsAnsweredAndNotDelivered(String cpim, int status) {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-*/*", "", "message/cpim", cpim.replace("~", "\r\n"), '$'));
    assertThat(peer.records(MsrpEvent.Received.class)).hasSize(status == 200 ? 1 : 0);
    if (status != 200) {
      assertThat(peer.heard()).startsWith("MSRP t1 " + status + " ");
    }
  }

  @Test
  @Requirement("CPIM-18")
  void encryptedContentIsAnswered415() {
    var peer = Peer.established();
    peer.say(text("t1", "m1", "1-*/*", "", "application/pkcs7-mime", "xyz", '$'));
    assertThat(peer.heard()).startsWith("MSRP t1 415 ");
  }
}
