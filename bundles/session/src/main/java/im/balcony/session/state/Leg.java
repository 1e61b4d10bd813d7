package im.balcony.session.state;

import im.balcony.api.data.Facts;
import im.balcony.api.message.Failure;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One session of a conversation.
 *
 * @param name its name in events and effects
 * @param state where it stands
 * @param gruu the instance of the SIP user it leads to; empty if unknown
 * @param flags what has happened to it
 * @param marks when something is due or happened, milliseconds; {@code GAP} and {@code INTERVAL}
 *     are durations
 * @param bye the effect id of our BYE; empty if none is out
 * @param refresh the effect id of our re-INVITE or UPDATE; empty if none is out
 * @param why what its peer is to be told of its end, which is certain but may not be yet
 * @param more what a newer version wrote
 */
public record Leg(
    String name,
    LegState state,
    String gruu,
    Set<Flag> flags,
    Map<Mark, Long> marks,
    String bye,
    String refresh,
    Optional<Failure> why,
    Facts more)
    implements Entry {

  /** What can have happened to a leg. */
  public enum Flag {
    /** We sent the INVITE. */
    OURS,
    /** The INVITE has a provisional response, so a CANCEL is allowed (RFC 3261 §9.1). */
    PROGRESSED,
    /** The CANCEL is sent. */
    CANCELLED,
    /** The 2xx carried the offer. */
    LATE,
    /** The connection is bound. */
    MEDIA_UP,
    /** A text went through it. */
    USED,
    /** It ends once the texts in hand are sent. */
    END_WANTED,
    /** It ends as soon as the dialog allows, and takes no more texts. */
    DOOMED,
    /** Its end is not told to the XMPP user, who wants it or knows it. */
    QUIET,
    /** A new path was tried since the last text that got through. */
    RETRIED,
    /** The refresh that is out offers a new path. */
    NEW_PATH,
    /** We refresh the session timer. */
    WE_REFRESH,
    /** A refresh was refused for its interval and goes out again with a longer one. */
    LONGER,
    /** Its texts go by TLS, and no other way because there is no connection. */
    SECRET
  }

  /** What is remembered with a time. */
  public enum Mark {
    LIMIT,
    UNACKED,
    REPEAT,
    GAP,
    TIMER,
    EXPIRES,
    INTERVAL,
    USED_AT,
    BOUND_AT
  }

  /** Copies the collections. */
  public Leg {
    flags = Collections.unmodifiableSet(copy(flags));
    var times = new EnumMap<Mark, Long>(Mark.class);
    times.putAll(marks);
    marks = Collections.unmodifiableMap(times);
  }

  private static EnumSet<Flag> copy(Set<Flag> flags) {
    var copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    return copy;
  }

  @Override
  public String key() {
    return name;
  }

  /** The same without what a crash may take. */
  public Leg lasting() {
    return clear(Mark.REPEAT, Mark.GAP);
  }

  /** A leg that does not exist. */
  public static Leg idle(String name) {
    return new Leg(
        name, LegState.IDLE, "", Set.of(), Map.of(), "", "", Optional.empty(), Facts.NONE);
  }

  /** Whether this has happened to it. */
  public boolean has(Flag flag) {
    return flags.contains(flag);
  }

  /** When {@code mark} is, or {@link Long#MAX_VALUE}. */
  public long mark(Mark mark) {
    return marks.getOrDefault(mark, Long.MAX_VALUE);
  }

  /** Whether texts may wait for it. */
  public boolean takesTexts() {
    return state.isLive() && !has(Flag.DOOMED);
  }

  /** Whether it may carry a text for {@code instance}; an unknown instance may be anybody. */
  public boolean leadsTo(String instance) {
    return instance.isEmpty() || gruu.isEmpty() || gruu.equals(instance);
  }

  /** The same leg in another state, whose patience ends at {@code limit}. */
  public Leg in(LegState next, long limit) {
    return new Leg(name, next, gruu, flags, marks, bye, refresh, why, more).at(Mark.LIMIT, limit);
  }

  /** The same leg in another state that may last. */
  public Leg in(LegState next) {
    return new Leg(name, next, gruu, flags, marks, bye, refresh, why, more).clear(Mark.LIMIT);
  }

  /** The same leg to which this has happened. */
  public Leg with(Flag flag) {
    if (has(flag)) {
      return this;
    }
    var copy = copy(flags);
    copy.add(flag);
    return new Leg(name, state, gruu, copy, marks, bye, refresh, why, more);
  }

  /** The same leg to which this has not happened. */
  public Leg without(Flag flag) {
    if (!has(flag)) {
      return this;
    }
    var copy = copy(flags);
    copy.remove(flag);
    return new Leg(name, state, gruu, copy, marks, bye, refresh, why, more);
  }

  /** With the flag or without it. */
  public Leg when(Flag flag, boolean condition) {
    return condition ? with(flag) : without(flag);
  }

  /** The same leg that remembers {@code time} for {@code mark}, milliseconds. */
  public Leg at(Mark mark, long time) {
    var copy = new EnumMap<Mark, Long>(Mark.class);
    copy.putAll(marks);
    copy.put(mark, time);
    return new Leg(name, state, gruu, flags, copy, bye, refresh, why, more);
  }

  /** The same leg without these times. */
  public Leg clear(Mark... gone) {
    if (Collections.disjoint(marks.keySet(), Arrays.asList(gone))) {
      return this;
    }
    var copy = new EnumMap<Mark, Long>(Mark.class);
    copy.putAll(marks);
    for (var mark : gone) {
      copy.remove(mark);
    }
    return new Leg(name, state, gruu, flags, copy, bye, refresh, why, more);
  }

  /** The same leg to another instance; empty if unknown. */
  public Leg withGruu(String instance) {
    return new Leg(name, state, instance, flags, marks, bye, refresh, why, more);
  }

  /** The same leg whose BYE is out by this effect. */
  public Leg withBye(String effectId) {
    return new Leg(name, state, gruu, flags, marks, effectId, refresh, why, more);
  }

  /** The same leg whose re-INVITE or UPDATE is out by this effect; empty if none is. */
  public Leg withRefresh(String effectId) {
    return new Leg(name, state, gruu, flags, marks, bye, effectId, why, more);
  }

  /** The same leg, which ends as soon as the dialog allows, and takes no more texts. */
  public Leg doomed(Failure because) {
    var told = Optional.of(Failures.told(because));
    return new Leg(name, state, gruu, flags, marks, bye, refresh, told, more).with(Flag.DOOMED);
  }

  /** A text went through it. */
  public Leg used(long now) {
    return with(Flag.USED).at(Mark.USED_AT, now);
  }
}
