package im.balcony.router.egress;

import im.balcony.api.wire.Connections;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.bounds.RouterLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The stanzas of one link whose fate is open: those that wait for the link and those that were
 * written and not confirmed. What comes back unsent takes its old place, so order is kept.
 */
final class LinkQueue {

  /**
   * A stanza.
   *
   * @param deadline until when it may wait
   * @param octets what it counts for while it waits; 0 if it was not measured
   * @param written whether any octet of it may have left
   */
  record Item(
      long number,
      String effectId,
      XmppCommand.Send send,
      long deadline,
      int octets,
      boolean written) {
    Item writtenNow() {
      return new Item(number, effectId, send, deadline, octets, true);
    }
  }

  private final TreeMap<Long, Item> waiting = new TreeMap<>();

  /** Those that wait although they were written: the server may have them all the same. */
  private final Map<String, Item> again = new HashMap<>();

  private final Map<String, Item> written = new HashMap<>();
  private final TreeMap<Long, Item> returned = new TreeMap<>();
  private long count;
  private long octets;

  void add(String effectId, XmppCommand.Send send, long deadline, int size) {
    enqueue(new Item(++count, effectId, send, deadline, size, false));
  }

  private void enqueue(Item item) {
    waiting.put(item.number, item);
    if (item.written) {
      again.put(item.effectId, item);
    }
    octets += item.octets;
  }

  int waiting() {
    return waiting.size();
  }

  /** Whether another stanza may wait. */
  boolean hasRoom(RouterLimits.Keys limits) {
    return waiting.size() < limits.linkWaiting() && octets < limits.linkOctets();
  }

  /** All of which the fate is open. */
  int size() {
    return waiting.size() + written.size() + returned.size();
  }

  /** All that wait, in order; from now on they count as written. */
  List<Item> takeAll() {
    var all = new ArrayList<>(waiting.values());
    waiting.clear();
    again.clear();
    octets = 0;
    all.forEach(item -> written.put(item.effectId, item));
    return all;
  }

  /** The server has it, or gave it back; it may say so on the next stream (XEP-0198 §5). */
  boolean confirmed(String effectId) {
    return written.remove(effectId) != null || waitsAgain(effectId);
  }

  private boolean waitsAgain(String effectId) {
    var item = again.get(effectId);
    if (item != null) {
      leave(item);
    }
    return item != null;
  }

  private void leave(Item item) {
    waiting.remove(item.number);
    again.remove(item.effectId);
    octets -= item.octets;
  }

  /** The stream did not send it; whether it may go again shows when the stream ends or lives on. */
  boolean back(String effectId, boolean wasWritten) {
    var item = written.remove(effectId);
    if (item == null) {
      return false;
    }
    returned.put(item.number, wasWritten ? item.writtenNow() : item);
    return true;
  }

  /** Takes out what a living stream gave back. */
  List<Item> takeReturned() {
    var all = new ArrayList<>(returned.values());
    returned.clear();
    return all;
  }

  /** Takes out the largest of what was written and is not confirmed. */
  Optional<Item> takeLargestWritten(Connections connections) {
    var suspects =
        Stream.concat(written.values().stream(), returned.values().stream().filter(Item::written));
    var largest =
        suspects.max(
            Comparator.comparingInt((Item item) -> connections.size("xmpp", item.send))
                .thenComparing(Item::number));
    largest.ifPresent(
        item -> {
          written.remove(item.effectId);
          returned.remove(item.number);
        });
    return largest.map(Item::writtenNow);
  }

  /** The link is gone: everything unconfirmed has to be sent again. */
  void allBack() {
    returned.values().forEach(this::enqueue);
    returned.clear();
    written.values().forEach(item -> enqueue(item.writtenNow()));
    written.clear();
  }

  /** Takes out what has waited long enough. */
  List<Item> expired(long now) {
    if (waiting.isEmpty()) {
      return List.of();
    }
    var expired = waiting.values().stream().filter(i -> i.deadline <= now).toList();
    expired.forEach(this::leave);
    return expired;
  }

  OptionalLong nextDeadline() {
    return waiting.isEmpty()
        ? OptionalLong.empty()
        : waiting.values().stream().mapToLong(Item::deadline).min();
  }
}
