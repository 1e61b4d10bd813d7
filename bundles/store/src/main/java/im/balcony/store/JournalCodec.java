package im.balcony.store;

import im.balcony.api.data.Word;
import im.balcony.api.message.Outcome;
import im.balcony.api.store.Store.Journal;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Journal entries as octets: a head of a fixed size (a tag, a letter for the outcome, the place in
 * the order of the last changes, the time), which is all that a commit looks at in an entry that is
 * there, and then the texts. Octets behind what is known are left unread, so that a later version
 * can add to them. Rows of schema 1 are {@link im.balcony.api.data.Facts}; they are read still.
 */
final class JournalCodec {

  private static final byte TAG = 'j';
  private static final int OUTCOME = 1;
  private static final int PLACE = 2;
  private static final int AT = PLACE + Long.BYTES;
  private static final int TEXTS = AT + Long.BYTES;

  /** An outcome of which this version knows nothing. */
  private static final byte OTHER = '?';

  private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

  private static final VarHandle NUMBER =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private JournalCodec() {}

  /** An entry that has no place yet. */
  static byte[] write(RowBuffer out, Journal entry) {
    out.clear();
    var outcome = entry.kind().map(JournalCodec::letter).orElse(OTHER);
    out.octet(TAG);
    out.octet(outcome);
    out.number(0L);
    out.number(entry.at());
    if (outcome == OTHER) {
      out.text(entry.outcome());
    }
    out.text(entry.tenant());
    out.text(entry.direction());
    out.text(entry.why());
    texts(out, entry.hops());
    texts(out, entry.names());
    return out.toArray();
  }

  private static void texts(RowBuffer out, List<String> texts) {
    out.number(texts.size());
    texts.forEach(out::text);
  }

  /** The letter of an outcome on disk, which never changes. */
  private static byte letter(Outcome.Kind outcome) {
    return switch (outcome) {
      case PENDING -> 'p';
      case HANDED_OVER -> 'h';
      case DELIVERED -> 'd';
      case FAILED -> 'f';
      case EXPIRED -> 'e';
    };
  }

  private static Optional<Outcome.Kind> kind(byte letter) {
    for (var kind : KINDS) {
      if (letter(kind) == letter) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The outcome of a row, if this version knows it. */
  private static Optional<Outcome.Kind> kind(byte[] row) {
    return hasHead(row)
        ? kind(row[OUTCOME])
        : Word.of(Outcome.Kind.class, RowCodec.facts(row).text("outcome", ""));
  }

  static Journal read(String ref, byte[] row) throws IOException {
    if (!hasHead(row)) {
      return former(ref, row);
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(row))) {
      in.skipNBytes(TEXTS);
      var kind = kind(row[OUTCOME]);
      var outcome = kind.isPresent() ? kind.get().word() : FactsCodec.text(in);
      return new Journal(
          ref,
          FactsCodec.text(in),
          FactsCodec.text(in),
          outcome,
          FactsCodec.text(in),
          at(row),
          texts(in),
          texts(in));
    }
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    var size = FactsCodec.size(in);
    var texts = new ArrayList<String>(size);
    for (var i = 0; i < size; i++) {
      texts.add(FactsCodec.text(in));
    }
    return texts;
  }

  private static Journal former(String ref, byte[] row) throws IOException {
    var facts = FactsCodec.read(row);
    return new Journal(
        ref,
        facts.text("tenant", ""),
        facts.text("direction", ""),
        facts.text("outcome", ""),
        facts.text("why", ""),
        facts.number("at", 0),
        facts.texts("hops"),
        facts.texts("names"));
  }

  private static boolean hasHead(byte[] row) {
    return row.length >= TEXTS && row[0] == TAG;
  }

  /** Whether that is the outcome. */
  static boolean is(byte[] row, Outcome.Kind kind) {
    return kind(row).filter(kind::equals).isPresent();
  }

  /** Whether the outcome never changes any more. */
  static boolean isFinal(byte[] row) {
    return kind(row).filter(Outcome.Kind::isFinal).isPresent();
  }

  /** When the outcome was recorded. */
  static long at(byte[] row) {
    return hasHead(row) ? (long) NUMBER.get(row, AT) : RowCodec.facts(row).number("at", 0);
  }

  /** The place in the order of the last changes. */
  static long place(byte[] row) {
    return hasHead(row) ? (long) NUMBER.get(row, PLACE) : RowCodec.facts(row).number("place", 0);
  }

  /** Gives a row that {@link #write} wrote its place. */
  static void place(byte[] row, long place) {
    NUMBER.set(row, PLACE, place);
  }
}
