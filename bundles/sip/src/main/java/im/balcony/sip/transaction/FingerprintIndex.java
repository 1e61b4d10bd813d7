package im.balcony.sip.transaction;

import im.balcony.sip.text.Fingerprint;

/**
 * Finds rows by their fingerprints: a hash table of as many chains as there are rows, which gets
 * one chain more or less with each row (linear hashing), so that no step waits for all rows to be
 * put elsewhere. 24 octets a row. For one thread.
 */
final class FingerprintIndex {

  private static final int NONE = -1;

  private static final int HIGH = 0;
  private static final int LOW = 1;

  /** The row behind this one in its chain. */
  private static final int NEXT = 0;

  /** The first row of the chain of this number. */
  private static final int HEAD = 1;

  private final Columns pages = new Columns(2, 2, 0);
  private int chains = 1;

  /** The largest power of two that is not above the chains. */
  private int level = 1;

  /** Without rows. */
  FingerprintIndex() {
    pages.small(0, HEAD, NONE);
  }

  /** The row with this fingerprint; negative if there is none. */
  int find(Fingerprint key) {
    var row = pages.small(chain(key.low()), HEAD);
    while (row != NONE
        && (pages.number(row, LOW) != key.low() || pages.number(row, HIGH) != key.high())) {
      row = pages.small(row, NEXT);
    }
    return row;
  }

  private int chain(long low) {
    var chain = (int) low & (2 * level - 1);
    return chain < chains ? chain : chain - level;
  }

  /** Has room for so many rows. */
  void cover(int rows) {
    pages.cover(Math.max(rows, chains));
    while (chains < rows) {
      split();
    }
    while (chains > Math.max(1, rows)) {
      merge();
    }
    pages.cover(chains);
  }

  /** Another chain takes what belongs to it from the one that had it until now. */
  private void split() {
    var fresh = chains;
    var row = pages.small(fresh - level, HEAD);
    pages.small(fresh - level, HEAD, NONE);
    pages.small(fresh, HEAD, NONE);
    chains++;
    if (chains == 2 * level) {
      level = chains;
    }
    relink(row);
  }

  /** The last chain goes, and what was in it. */
  private void merge() {
    chains--;
    if (chains < level) {
      level /= 2;
    }
    relink(pages.small(chains, HEAD));
  }

  private void relink(int first) {
    for (var row = first; row != NONE; ) {
      var next = pages.small(row, NEXT);
      link(row);
      row = next;
    }
  }

  private void link(int row) {
    var chain = chain(pages.number(row, LOW));
    pages.small(row, NEXT, pages.small(chain, HEAD));
    pages.small(chain, HEAD, row);
  }

  /** Gives a row its fingerprint. */
  void put(int row, Fingerprint key) {
    pages.number(row, HIGH, key.high());
    pages.number(row, LOW, key.low());
    link(row);
  }

  /** Takes a row's fingerprint away, if it has one. */
  void remove(int row) {
    if (isKeyed(row)) {
      replace(row, pages.small(row, NEXT));
      forget(row);
    }
  }

  private boolean isKeyed(int row) {
    return pages.number(row, HIGH) != 0 || pages.number(row, LOW) != 0;
  }

  private void forget(int row) {
    pages.number(row, HIGH, 0);
    pages.number(row, LOW, 0);
  }

  /** Gives what a row has, if it has something, to one that has nothing. */
  void move(int from, int to) {
    if (isKeyed(from)) {
      replace(from, to);
      pages.small(to, NEXT, pages.small(from, NEXT));
      pages.number(to, HIGH, pages.number(from, HIGH));
      pages.number(to, LOW, pages.number(from, LOW));
      forget(from);
    }
  }

  /** In its chain another row stands where this one stood. */
  private void replace(int row, int other) {
    var chain = chain(pages.number(row, LOW));
    var before = pages.small(chain, HEAD);
    if (before == row) {
      pages.small(chain, HEAD, other);
      return;
    }
    while (pages.small(before, NEXT) != row) {
      before = pages.small(before, NEXT);
    }
    pages.small(before, NEXT, other);
  }
}
