package im.balcony.msrp.transfer;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.msrp.frame.ByteRange;
import im.balcony.msrp.frame.Head;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A message of which some octets are still missing (RFC 4975 §7.3.1): chunks may come in any order
 * and overlap, and the last one wins. Memory grows with the octets that arrived, never with what a
 * header announced; the owner checks {@code maxSize} before it writes.
 */
final class PartialMessage {

  final String messageId;
  final String contentType;
  final boolean successReport;
  final FailureReport failureReport;

  /** The From-Path of its last chunk as written. */
  List<String> fromPath = List.of();

  /** The Content-Language of its first chunk as written; empty if there is none. */
  String language = "";

  /** The Content-Disposition of its first chunk as written; empty if there is none. */
  String disposition = "";

  /** When its last chunk began. */
  long touched;

  private byte[] octets = {};
  private final BitSet present = new BitSet();
  private int count;
  private int length = -1;

  /** What the last chunk said of the total; never believed, only repeated. */
  private long total = ByteRange.UNKNOWN;

  PartialMessage(String messageId, String contentType, boolean success, FailureReport failure) {
    this.messageId = messageId;
    this.contentType = contentType;
    this.successReport = success;
    this.failureReport = failure;
  }

  PartialMessage(Head head) {
    this(
        head.value("message-id"),
        head.value("content-type"),
        head.successReport(),
        head.failureReport());
    language = head.value("content-language");
    disposition = head.value("content-disposition");
  }

  /** A chunk of it begins. */
  void chunk(Head head, ByteRange range, long now) {
    fromPath = head.rawPath("from-path");
    total = range.total();
    touched = now;
  }

  /** Puts octets at {@code offset}, counted from 0. */
  void write(int offset, byte[] bytes, int from, int to) {
    var size = to - from;
    if (offset + size > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(offset + size, roomy(octets.length, offset + size)));
    }
    System.arraycopy(bytes, from, octets, offset, size);
    mark(offset, offset + size);
  }

  private static int roomy(int old, int needed) {
    return old == 0 ? needed : (int) Math.min(Integer.MAX_VALUE - 8, (long) old * 2);
  }

  private void mark(int start, int end) {
    if (present.length() <= start) {
      count += end - start;
    } else {
      count += end - start - present.get(start, end).cardinality();
    }
    present.set(start, end);
  }

  /** The chunk with the last octet ended at {@code end}, counted from 0, exclusive. */
  void endsAt(int end) {
    length = end;
  }

  /** Whether the end is known and no octet before it is missing. */
  boolean isComplete() {
    return length >= 0 && count >= length && present.nextClearBit(0) >= length;
  }

  /** What arrived, from its first octet to the first gap (MSRP-68). */
  ByteRange range() {
    var first = Math.max(0, present.nextSetBit(0));
    return new ByteRange(first + 1L, present.nextClearBit(first), total);
  }

  /** How many octets arrived. */
  int count() {
    return count;
  }

  /** The complete message. */
  MsrpMessage message() {
    return new MsrpMessage(
        messageId,
        contentType,
        Octets.of(ByteBuffer.wrap(octets, 0, length)),
        successReport,
        failureReport,
        Optional.of(language).filter(l -> !l.isEmpty()));
  }

  Facts facts() {
    var all = new LinkedHashMap<String, Object>();
    all.put("id", messageId);
    all.put("type", contentType);
    all.put("success", successReport);
    all.put("failure", failureReport.name());
    all.put("from", fromPath);
    if (!language.isEmpty()) {
      all.put("language", language);
    }
    if (!disposition.isEmpty()) {
      all.put("disposition", disposition);
    }
    all.put("touched", touched);
    all.put("length", length);
    all.put("total", total);
    all.put("present", runs());
    all.put("octets", new String(octets, 0, present.length(), StandardCharsets.ISO_8859_1));
    return Facts.of(all);
  }

  private List<String> runs() {
    var runs = new ArrayList<String>();
    for (var start = present.nextSetBit(0); start >= 0; ) {
      var end = present.nextClearBit(start);
      runs.add(start + "-" + end);
      start = present.nextSetBit(end);
    }
    return runs;
  }

  static PartialMessage of(Facts facts) {
    var partial =
        new PartialMessage(
            facts.text("id", ""),
            facts.text("type", ""),
            facts.flag("success"),
            FailureReport.valueOf(facts.text("failure", "YES")));
    partial.fromPath = facts.texts("from");
    partial.language = facts.text("language", "");
    partial.disposition = facts.text("disposition", "");
    partial.touched = facts.number("touched", 0);
    partial.total = facts.number("total", ByteRange.UNKNOWN);
    partial.length = (int) facts.number("length", -1);
    partial.octets = facts.text("octets", "").getBytes(StandardCharsets.ISO_8859_1);
    for (var run : facts.texts("present")) {
      var dash = run.indexOf('-');
      partial.mark(
          Integer.parseInt(run.substring(0, dash)), Integer.parseInt(run.substring(dash + 1)));
    }
    return partial;
  }
}
