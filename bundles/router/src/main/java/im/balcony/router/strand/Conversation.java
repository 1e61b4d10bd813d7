package im.balcony.router.strand;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.session.Conversations;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.store.Store;
import im.balcony.router.bounds.RememberedRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One conversation and its strand: inputs are handled one at a time, in order, the next only after
 * {@link #next} was called for the last. Nothing ever blocks: a turn that waits for a commit or for
 * an empty slot leaves the strand busy and its thread free.
 */
public final class Conversation {

  /** Handles one input; calls {@link #next} when done, or {@link #pause} to have it again later. */
  public interface Worker {
    void turn(Conversation conversation, Input input);
  }

  /**
   * Reports, receipts and errors are results and have to find room beside all the work there may
   * be. More than this a peer makes up while the machine is away for long.
   */
  static final int MUCH = 10;

  private enum State {
    IDLE,
    BUSY,
    PAUSED
  }

  private final ConversationKey key;
  private final String id;
  private final Scheduler scheduler;
  private final Worker worker;

  private final ArrayDeque<Input> queue = new ArrayDeque<>();
  private State state = State.IDLE;
  private int fresh;
  private boolean retired;

  // Of the strand; what operators read too is volatile.
  private final Remembered<Conversations.Memory> session;
  private final Remembered<Correlation> mapping;
  private OptionalLong due = OptionalLong.empty();
  private volatile long active;
  private volatile List<Conversations.SessionInfo> sessions = List.of();
  private Set<String> handles = Set.of();
  private final Set<String> pending = new LinkedHashSet<>();
  private volatile int unfinished;
  private volatile boolean unread;
  private int failedCommits;
  private int failedTurns;
  private final RememberedRows remembered;

  // Under this object's lock, for it goes by other threads than the strand's.
  private int counted;
  private Scheduler.@Nullable Timer alarm;
  private long alarmAt;

  Conversation(Store.Kept stored, Scheduler scheduler, Worker worker, RememberedRows remembered) {
    this.remembered = remembered;
    this.key = stored.key();
    this.session = new Remembered<>(stored.session());
    this.mapping = new Remembered<>(stored.mapping());
    this.scheduler = scheduler;
    this.worker = worker;
    this.id = shortId(key);
    this.active = scheduler.now();
    count();
  }

  /** A stable short name that does not tell who they are. */
  static String shortId(ConversationKey key) {
    var people = key.tenant() + '\n' + key.juliet() + '\n' + key.romeo();
    var text = key.isChat() ? people : people + '\n' + key.topic();
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Puts an input at the end; false if new work would exceed {@code mostFresh}, or if what a peer
   * sends besides finds {@link #MUCH} times as many inputs waiting.
   */
  synchronized boolean offer(Input input, int mostFresh) {
    if (input.isFresh()) {
      if (fresh >= mostFresh) {
        return false;
      }
      fresh++;
    } else if (input.isOfPeer() && queue.size() >= MUCH * mostFresh) {
      return false;
    }
    queue.add(input);
    if (state == State.IDLE) {
      state = State.BUSY;
      scheduler.follow(key.tenant(), this::work);
    }
    return true;
  }

  private void work() {
    Input input;
    synchronized (this) {
      var head = queue.peek();
      if (head == null) {
        state = State.IDLE;
        return;
      }
      input = head;
    }
    active = input.at();
    worker.turn(this, input);
  }

  /** The input in hand is done with; false if it was let go of meanwhile. */
  synchronized boolean next() {
    var done = queue.poll();
    if (done != null && done.isFresh()) {
      fresh--;
    }
    state = queue.isEmpty() ? State.IDLE : State.BUSY;
    if (state == State.BUSY) {
      scheduler.follow(key.tenant(), this::work);
    }
    return done != null;
  }

  /** The input in hand is to be tried again when {@link #resume} is called. */
  public synchronized void pause() {
    state = State.PAUSED;
  }

  /** Goes on after {@link #pause}. */
  public synchronized void resume() {
    if (state == State.PAUSED) {
      state = State.BUSY;
      scheduler.follow(key.tenant(), this::work);
    }
  }

  /** Inputs that wait, with the one in hand. */
  public synchronized int queued() {
    return queue.size();
  }

  /** Whether new work waits. */
  public synchronized boolean hasFresh() {
    return fresh > 0;
  }

  synchronized boolean isPaused() {
    return state == State.PAUSED;
  }

  /** Takes out the new work that came at or before {@code until}; only while paused. */
  public List<Input> takeOld(long until) {
    return takeFresh(input -> input.at() <= until);
  }

  /** Takes out the new work that is this request, if it waits; only while paused. */
  public List<Input> takeRequest(String transactionId) {
    return takeFresh(
        input ->
            input instanceof Input.Wire wire
                && wire.record() instanceof SipEvent.Received received
                && received.transaction().id().equals(transactionId));
  }

  private synchronized List<Input> takeFresh(Predicate<Input> which) {
    if (state != State.PAUSED) {
      return List.of();
    }
    var taken = new ArrayList<Input>();
    queue.removeIf(input -> input.isFresh() && which.test(input) && taken.add(input));
    fresh -= taken.size();
    if (queue.isEmpty()) {
      state = State.IDLE;
    }
    return taken;
  }

  /** Lets go of the conversation if nothing is left to do; then nothing may be offered any more. */
  synchronized boolean retire() {
    retired |= queue.isEmpty() && state == State.IDLE && isEmpty();
    return retired;
  }

  /**
   * Lets go of the conversation, whatever there is to do: nothing may be offered any more, and the
   * turn in hand comes to nothing.
   *
   * @return what waited, with the input in hand
   */
  synchronized List<Input> letGo() {
    retired = true;
    count(0);
    var waiting = List.copyOf(queue);
    queue.clear();
    return waiting;
  }

  /** Whether it was let go of. */
  public synchronized boolean isRetired() {
    return retired;
  }

  private boolean isEmpty() {
    return session.isEmpty() && mapping.isEmpty() && due.isEmpty();
  }

  /** Who talks to whom. */
  public ConversationKey key() {
    return key;
  }

  /** What operators call it. */
  public String id() {
    return id;
  }

  /** What the machine remembers of it. */
  public Remembered<Conversations.Memory> session() {
    return session;
  }

  /** What mapping remembers of it. */
  public Remembered<Correlation> mapping() {
    return mapping;
  }

  /** Counts what is remembered of it; on the strand only, after each change. */
  public void count() {
    count(session.rows().size() + mapping.rows().size());
  }

  /** Once it was let go of, nothing of it counts. */
  private synchronized void count(int rows) {
    var counts = retired ? 0 : rows;
    remembered.changed(key.tenant(), counts - counted);
    counted = counts;
  }

  /** Whether anything of it is remembered. */
  public boolean isRemembered() {
    return !session.isEmpty() || !mapping.isEmpty();
  }

  /** It is over: nothing of it is remembered any more. */
  public void forget() {
    session.clear();
    mapping.clear();
    due = OptionalLong.empty();
    count(0);
  }

  /** When the machine wants to be called, milliseconds. */
  public OptionalLong due() {
    return due;
  }

  /** The machine wants to be called then, milliseconds. */
  public void due(OptionalLong time) {
    due = time;
  }

  /** When it last did anything, milliseconds. */
  public long active() {
    return active;
  }

  /** Its sessions. */
  public List<Conversations.SessionInfo> sessions() {
    return sessions;
  }

  /** Its sessions are now these. */
  public void sessions(List<Conversations.SessionInfo> infos) {
    sessions = List.copyOf(infos);
  }

  /** Under which names records find it. */
  public Set<String> handles() {
    return handles;
  }

  /** Records find it under these names now; never changed by anybody afterwards. */
  public void handles(Set<String> next) {
    handles = next;
  }

  /** Messages without a final outcome; on the strand only. */
  public Set<String> pending() {
    return Set.copyOf(pending);
  }

  /** A message is under way now, or has its outcome. */
  public void pending(String ref, boolean isPending) {
    if (isPending) {
      pending.add(ref);
    } else {
      pending.remove(ref);
    }
    unfinished = pending.size();
  }

  /** How many messages have no outcome. */
  public int unfinished() {
    return unfinished;
  }

  /** It came back while its machine was away, so it is not known which messages are under way. */
  public void unread() {
    unread = true;
  }

  /** Its machine read it: these messages are under way. */
  public void read(Set<String> refs) {
    refs.forEach(ref -> pending(ref, true));
    unread = false;
  }

  /** Whether no machine has read it since the start. */
  public boolean isUnread() {
    return unread;
  }

  /** Whether a session is there, or an input waits. */
  public boolean isBusy() {
    return !sessions.isEmpty() || queued() > 0;
  }

  /** How many times in a row its commit failed. */
  public int failedCommits() {
    return failedCommits;
  }

  /** How often the store refused the input at its head. */
  public void failedCommits(int times) {
    failedCommits = times;
  }

  /** How many times in a row a part threw at the input in hand. */
  public int failedTurns() {
    return failedTurns;
  }

  /** How often a part failed at the input at its head. */
  public void failedTurns(int times) {
    failedTurns = times;
  }

  /** Replaces the one alarm of this conversation, which rings at {@code when}. */
  public void alarm(Scheduler.@Nullable Timer timer, long when) {
    if (alarm != null) {
      alarm.cancel();
    }
    alarm = timer;
    alarmAt = when;
  }

  /** Whether the alarm is yet to ring, and at {@code latest} or before. */
  public boolean rings(long now, long latest) {
    return alarm != null && alarmAt > now && alarmAt <= latest;
  }
}
