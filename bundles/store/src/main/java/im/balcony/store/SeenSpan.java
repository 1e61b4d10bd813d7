package im.balcony.store;

/**
 * Duplicate keys that may be forgotten in the same few seconds: they come one by one and go all at
 * once. They lie in one array, so that a collector has nothing to follow and nothing to copy one by
 * one.
 */
final class SeenSpan {

  private static final int FEW = 64;

  // Numbers of a key in the array.
  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int UNTIL = 2;
  private static final int ANSWER = 3;
  private static final int WIDTH = 4;

  /** Of the place of a key that was taken out: whoever looks for another goes on behind it. */
  private static final long TAKEN_OUT = -1;

  private long[] places = new long[FEW * WIDTH];
  private int occupied;
  private int size;

  /** How many keys there are. */
  int size() {
    return size;
  }

  /** Where a key lies, or where it belongs. */
  private static int place(long[] places, Fingerprint print) {
    var last = places.length - WIDTH;
    // Any bits of a fingerprint are as good as any other.
    var place = (int) print.low() * WIDTH & last;
    while (places[place + UNTIL] != 0
        && (places[place + LOW] != print.low() || places[place + HIGH] != print.high())) {
      place = place + WIDTH & last;
    }
    return place;
  }

  /** When a key may be forgotten; 0 or less if it is not here. */
  long until(Fingerprint print) {
    return places[place(places, print) + UNTIL];
  }

  /** What was answered; of a key that is here. */
  int answer(Fingerprint print) {
    return (int) places[place(places, print) + ANSWER];
  }

  /** Puts a key; whether it was not here before. */
  boolean put(SeenEntry entry) {
    if ((occupied + 1) * 4L * WIDTH > places.length * 3L) {
      grow();
    }
    var place = place(places, entry.print());
    var before = places[place + UNTIL];
    occupied += before == 0 ? 1 : 0;
    size += before <= 0 ? 1 : 0;
    places[place + HIGH] = entry.print().high();
    places[place + LOW] = entry.print().low();
    places[place + UNTIL] = entry.until();
    places[place + ANSWER] = entry.answer();
    return before <= 0;
  }

  private void grow() {
    var larger =
        new long[size * 2L < occupied ? places.length : Math.multiplyExact(places.length, 2)];
    for (var place = 0; place < places.length; place += WIDTH) {
      if (places[place + UNTIL] > 0) {
        var print = new Fingerprint(places[place + HIGH], places[place + LOW]);
        System.arraycopy(places, place, larger, place(larger, print), WIDTH);
      }
    }
    places = larger;
    occupied = size;
  }

  /** Takes a key out; whether it was here. */
  boolean remove(Fingerprint print) {
    var place = place(places, print);
    if (places[place + UNTIL] <= 0) {
      return false;
    }
    places[place + UNTIL] = TAKEN_OUT;
    size--;
    return true;
  }
}
