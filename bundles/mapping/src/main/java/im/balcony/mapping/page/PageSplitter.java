package im.balcony.mapping.page;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Cuts a text into parts that fit, each as long as possible: between words where that costs no more
 * than half a part, else between graphemes, and never inside a code point (SIZE-06).
 */
public final class PageSplitter {

  /** What stands behind a border decides with what stands before it; so many characters of it. */
  private static final int SIGHT = 64;

  private final String text;
  private final Predicate<String> fits;
  private final BreakIterator words = BreakIterator.getLineInstance(Locale.ROOT);
  private final BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);

  private PageSplitter(String text, Predicate<String> fits) {
    this.text = text;
    this.fits = fits;
  }

  /**
   * The parts of {@code text}, which in their order are the text again.
   *
   * @param maxParts the most parts allowed (SIZE-08)
   * @param fits whether a part is small enough; what is longer than a part that does not fit must
   *     not fit either
   * @return empty if more parts would be needed, or not even one character fits
   */
  public static Optional<List<String>> split(String text, int maxParts, Predicate<String> fits) {
    return text.isEmpty()
        ? Optional.of(List.of(text)).filter(parts -> fits.test(text))
        : new PageSplitter(text, fits).split(maxParts);
  }

  private Optional<List<String>> split(int maxParts) {
    var parts = new ArrayList<String>();
    for (var start = 0; start < text.length(); ) {
      var end = parts.size() < maxParts ? cut(start, longest(start)) : start;
      if (end <= start) {
        return Optional.empty();
      }
      parts.add(text.substring(start, end));
      start = end;
    }
    return Optional.of(parts);
  }

  /** The end of the longest run that fits, found by doubling and halving. */
  private int longest(int start) {
    var good = start;
    var step = 256;
    var bad = Math.min(text.length(), start + step);
    while (good < bad && fits.test(run(start, bad))) {
      good = bad;
      step *= 2;
      bad = (int) Math.min(text.length(), (long) start + step);
    }
    while (bad - good > 1) {
      var middle = (good + bad) >>> 1;
      if (fits.test(run(start, middle))) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }

  /** Up to {@code end}, or one less where that would tear a surrogate pair. */
  private String run(int start, int end) {
    return text.substring(start, codePointBorder(end));
  }

  private int codePointBorder(int end) {
    return end > 0
            && end < text.length()
            && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))
        ? end - 1
        : end;
  }

  private int cut(int start, int longest) {
    if (longest == text.length()) {
      return longest;
    }
    // Only the part itself is looked at: to find a border, an iterator may go back to the begin.
    var part = text.substring(start, Math.min(text.length(), longest + SIGHT));
    var most = longest - start;
    var word = border(words, part, most);
    if (word >= most / 2 && word > 0) {
      return start + word;
    }
    var grapheme = border(graphemes, part, most);
    return grapheme > 0 ? start + grapheme : codePointBorder(longest);
  }

  private static int border(BreakIterator iterator, String part, int at) {
    iterator.setText(part);
    return iterator.isBoundary(at) ? at : iterator.preceding(at);
  }
}
