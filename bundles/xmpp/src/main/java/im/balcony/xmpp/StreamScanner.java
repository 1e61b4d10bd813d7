package im.balcony.xmpp;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the borders of the stream's children in octets that come in any pieces: counts depth, knows
 * quotes, refuses what XMPP forbids (RFC 6120 §11.1) and bad UTF-8, and holds every limit before an
 * octet is kept. It does not compare names or look into namespaces: the parser that reads each
 * whole child does.
 *
 * <p>A child past a limit is read over, however long it is, and reported as {@link Token.Skipped}:
 * its sender is a user of the server, and the stream of everybody must not end for it. One that has
 * no end holds up the ping of the stream, which then counts as dead.
 */
final class StreamScanner {

  /** Where the scanner stands; the names are part of the hand-over's schema. */
  private enum Place {
    TEXT,
    MARKUP,
    DECLARATION,
    DIRECTIVE,
    CDATA,
    TAG,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    EMPTY,
    CLOSE,
    ENDED
  }

  private static final int DECLARATION_OCTETS = 256;

  /** What follows {@code <!} where character data is quoted (XML 1.0 §2.7). */
  private static final String CDATA = "[CDATA[";

  private static final Pattern DECLARATION =
      Pattern.compile(
          "<\\?xml\\s+version\\s*=\\s*(['\"])1\\.0\\1"
              + "(?:\\s+encoding\\s*=\\s*(['\"])([A-Za-z0-9._-]+)\\2)?"
              + "(?:\\s+standalone\\s*=\\s*(['\"])(?:yes|no)\\4)?\\s*\\?>");

  private final Bounds bounds;
  private final Characters characters = new Characters();
  private final Reference reference = new Reference();
  private final Kept kept = new Kept();
  private Place place = Place.TEXT;
  private boolean pristine = true;
  private boolean skipping;
  private int depth;
  private int openTag;
  private int elements;
  private int attributes;
  private int value;

  /** Octets of {@link #CDATA} read, or of the {@code ]]} that may end it. */
  private int progress;

  private String broken = "";

  StreamScanner(Bounds bounds) {
    this.bounds = bounds;
  }

  /** The next token, or nothing when all of {@code in} is read. */
  Optional<Token> next(ByteBuffer in) {
    while (in.hasRemaining() && place != Place.ENDED) {
      if (isPlain(in.get(in.position()))) {
        run(in);
        if (!in.hasRemaining()) {
          break;
        }
      }
      var token = octet(in.get() & 0xFF);
      if (!broken.isEmpty()) {
        place = Place.ENDED;
        kept.cut(0);
        return Optional.of(new Token.Broken(broken));
      }
      if (token != null) {
        return Optional.of(token);
      }
    }
    in.position(in.limit());
    return Optional.empty();
  }

  /** Whether {@code octet} cannot change where the scanner stands. */
  private boolean isPlain(byte octet) {
    return octet >= ' '
        && "<&'\"".indexOf(octet) < 0
        && isPlainHere(octet)
        && !characters.isInside()
        && !reference.isOpen();
  }

  private boolean isPlainHere(byte octet) {
    return switch (place) {
      case TEXT -> depth > 1;
      case CDATA -> octet != ']' && progress == 0;
      case TAG, CLOSE -> octet != '>' && octet != '/';
      case SINGLE_QUOTED, DOUBLE_QUOTED -> true;
      default -> false;
    };
  }

  /** Takes many plain octets at once, as far as no limit is met; the rest goes one by one. */
  private void run(ByteBuffer in) {
    var room = Math.min(in.remaining(), room());
    var start = in.position();
    var end = start;
    while (end < start + room && isPlain(in.get(end))) {
      end++;
    }
    if (!isSkipped()) {
      kept.add(in, start, end);
    }
    value += end - start;
    in.position(end);
  }

  private int room() {
    if (isSkipped()) {
      return Integer.MAX_VALUE;
    }
    var room = most() - kept.length();
    return inValue() && !skipping ? Math.min(room, Math.max(0, bounds.attribute() - value)) : room;
  }

  private int most() {
    return depth == 0 ? bounds.header() : bounds.stanza();
  }

  private boolean isSkipped() {
    return skipping && openTag > 0;
  }

  private @Nullable Token octet(int octet) {
    broken = characters.next(octet);
    if (!broken.isEmpty()) {
      return null;
    }
    if (place == Place.TEXT && depth < 2) {
      between(octet);
      return null;
    }
    keep(octet);
    if (!broken.isEmpty()) {
      return null;
    }
    if (inValue() && ++value > bounds.attribute()) {
      skip();
    }
    if (reference.isOpen()) {
      broken = reference.next(octet);
      return null;
    }
    return switch (place) {
      case TEXT -> text(octet);
      case MARKUP -> markup(octet);
      case DECLARATION -> declaration(octet);
      case DIRECTIVE -> directive(octet);
      case CDATA -> cdata(octet);
      case TAG -> tag(octet);
      case SINGLE_QUOTED -> quoted(octet, '\'');
      case DOUBLE_QUOTED -> quoted(octet, '"');
      case EMPTY -> octet == '>' ? closed() : broken("not-well-formed");
      case CLOSE -> close(octet);
      case ENDED -> null;
    };
  }

  /** Before the stream and between its children there is only white space (RFC 6120 §4.6.1). */
  private void between(int octet) {
    if (octet == '<') {
      openTag = 0;
      elements = 0;
      skipping = false;
      keep(octet);
      place = Place.MARKUP;
    } else if (octet > ' ') {
      broken = depth == 0 ? "not-well-formed" : "bad-format";
    } else {
      pristine = false;
    }
  }

  private void keep(int octet) {
    if (isSkipped()) {
      return;
    }
    if (kept.length() < most()) {
      kept.add(octet);
    } else if (depth == 0) {
      broken = "policy-violation";
    } else {
      skip();
      condense(octet);
    }
  }

  /** In the open tag of a stanza that is full of it: keeps only what an answer needs. */
  private void condense(int octet) {
    if (openTag > 0) {
      return;
    }
    if (!isContinuation(octet)) {
      var tag = OwnTag.condensed(kept.take(), bounds.stanza() / OwnTag.SHARES);
      kept.add(ByteBuffer.wrap(tag), 0, tag.length);
    }
    kept.add(octet);
  }

  /** A character is not cut: the few octets that it may have are kept past the limit. */
  private static boolean isContinuation(int octet) {
    return (octet & 0xC0) == 0x80;
  }

  private void skip() {
    skipping = true;
    if (openTag > 0) {
      kept.cut(openTag);
    }
  }

  private @Nullable Token broken(String condition) {
    broken = condition;
    return null;
  }

  private @Nullable Token text(int octet) {
    if (octet == '<') {
      place = Place.MARKUP;
    } else if (octet == '&') {
      reference.begin();
    }
    return null;
  }

  private @Nullable Token markup(int octet) {
    var first = pristine;
    pristine = false;
    if (octet == '/') {
      place = Place.CLOSE;
      return depth == 0 ? broken("not-well-formed") : null;
    }
    if (octet == '?' && first && depth == 0) {
      place = Place.DECLARATION;
      return null;
    }
    if (octet == '!') {
      place = Place.DIRECTIVE;
      progress = 0;
      return null;
    }
    if (octet == '?') {
      return broken("restricted-xml");
    }
    if (octet < 0x80 && !Character.isLetter(octet) && octet != '_' && octet != ':') {
      return broken("not-well-formed");
    }
    place = Place.TAG;
    attributes = 0;
    if (!skipping && (++elements > bounds.elements() || depth >= bounds.depth())) {
      skip();
    }
    return null;
  }

  /** Comments and DTDs are forbidden, CDATA is not (RFC 6120 §11.1). */
  private @Nullable Token directive(int octet) {
    if (octet != CDATA.charAt(progress)) {
      return broken(progress == 0 ? "restricted-xml" : "not-well-formed");
    }
    if (++progress < CDATA.length()) {
      return null;
    }
    progress = 0;
    place = Place.CDATA;
    return depth > 1 ? null : broken(depth == 0 ? "not-well-formed" : "bad-format");
  }

  private @Nullable Token cdata(int octet) {
    if (octet == ']') {
      progress = Math.min(2, progress + 1);
      return null;
    }
    if (octet == '>' && progress == 2) {
      place = Place.TEXT;
    }
    progress = 0;
    return null;
  }

  private @Nullable Token declaration(int octet) {
    if (octet != '>') {
      return kept.length() > DECLARATION_OCTETS ? broken("restricted-xml") : null;
    }
    var matcher = DECLARATION.matcher(new String(kept.take(), StandardCharsets.UTF_8));
    place = Place.TEXT;
    if (!matcher.matches()) {
      return broken("restricted-xml");
    }
    var encoding = matcher.group(3);
    return encoding == null || encoding.toUpperCase(Locale.ROOT).equals("UTF-8")
        ? null
        : broken("unsupported-encoding");
  }

  private @Nullable Token tag(int octet) {
    switch (octet) {
      case '\'', '"' -> {
        place = octet == '"' ? Place.DOUBLE_QUOTED : Place.SINGLE_QUOTED;
        value = -1; // the closing quote is counted as well
        if (++attributes > bounds.attributes()) {
          skip();
        }
      }
      case '/' -> place = Place.EMPTY;
      case '<', '&' -> broken = "not-well-formed";
      case '>' -> {
        return opened();
      }
      default -> {
        // A part of a name, a space or a '=': the parser judges it.
      }
    }
    return null;
  }

  private @Nullable Token quoted(int octet, int quote) {
    if (octet == quote) {
      place = Place.TAG;
    } else if (octet == '<') {
      broken = "not-well-formed";
    } else if (octet == '&') {
      reference.begin();
    }
    return null;
  }

  private boolean inValue() {
    return place == Place.SINGLE_QUOTED || place == Place.DOUBLE_QUOTED;
  }

  private @Nullable Token opened() {
    place = Place.TEXT;
    depth++;
    if (depth == 1) {
      return skipping ? broken("policy-violation") : new Token.Header(kept.take());
    }
    rememberOpenTag();
    return null;
  }

  private void rememberOpenTag() {
    if (openTag == 0) {
      openTag = kept.length();
      if (skipping) {
        skip();
      }
    }
  }

  private @Nullable Token close(int octet) {
    if (octet == '<' || octet == '&' || octet == '\'' || octet == '"') {
      return broken("not-well-formed");
    }
    if (octet != '>') {
      return null;
    }
    depth--;
    if (depth == 0) {
      place = Place.ENDED;
      return new Token.End(kept.take());
    }
    return whole();
  }

  private @Nullable Token closed() {
    rememberOpenTag();
    return depth == 0 ? broken("bad-format") : whole();
  }

  private @Nullable Token whole() {
    place = Place.TEXT;
    if (depth > 1) {
      return null;
    }
    return skipping ? new Token.Skipped(kept.take()) : new Token.Whole(kept.take());
  }

  /** The octets of the token begun; of one that is skipped, its open tag. */
  Octets unread() {
    return Octets.of(kept.copy());
  }

  /** Everything else that the next scanner has to know. */
  Facts release() {
    var facts = state();
    return progress > 0 ? facts.with("progress", progress) : facts;
  }

  private Facts state() {
    return Facts.NONE
        .with("place", place.name())
        .with("characters", characters.state())
        .with("reference", reference.state())
        .with("pristine", pristine)
        .with("skipping", skipping)
        .with("depth", depth)
        .with("open-tag", openTag)
        // For versions that counted what they skipped.
        .with("size", kept.length())
        .with("elements", elements)
        .with("attributes", attributes)
        .with("value", value);
  }

  /** A scanner that goes on where another stopped. */
  static StreamScanner resume(Bounds bounds, Facts facts, Octets unread) {
    var scanner = new StreamScanner(bounds);
    scanner.place = Place.valueOf(facts.text("place", Place.TEXT.name()));
    scanner.characters.resume(facts.number("characters", 0));
    scanner.reference.resume(facts.text("reference", ""));
    scanner.pristine = facts.flag("pristine");
    scanner.skipping = facts.flag("skipping");
    scanner.depth = (int) facts.number("depth", 0);
    scanner.openTag = (int) facts.number("open-tag", 0);
    scanner.elements = (int) facts.number("elements", 0);
    scanner.attributes = (int) facts.number("attributes", 0);
    scanner.value = (int) facts.number("value", 0);
    scanner.progress = (int) facts.number("progress", 0);
    scanner.kept.add(unread.view(), 0, unread.length());
    return scanner;
  }
}
