package im.balcony.players.chaos;

import im.balcony.players.chaos.Story.Word;
import im.balcony.testkit.Violations;
import im.balcony.testkit.romeo.Crowd;
import im.balcony.testkit.romeo.CrowdCall;
import im.balcony.testkit.romeo.CrowdListener;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The SIP users: the crowd of the testkit, with all it hears written into the ledger. */
final class Romeos implements CrowdListener, AutoCloseable {

  /** Octets of a text that is cut off in the middle. */
  private static final int BROKEN = 800;

  private final Ledger ledger;
  private final Crowd crowd;
  private final AtomicInteger cuts = new AtomicInteger();
  private final Queue<String> ends = new ConcurrentLinkedQueue<>();

  /** {@code gateway} is its port for UDP, or for TLS where there is secrecy. */
  Romeos(
      String domain,
      int gateway,
      Optional<Phone.Secrecy> secrecy,
      long seed,
      Ledger ledger,
      Violations violations)
      throws IOException {
    this.ledger = ledger;
    this.crowd =
        new Crowd(
            domain,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway),
            secrecy,
            seed,
            this,
            violations);
  }

  /** The SIP port. */
  int port() {
    return crowd.port();
  }

  @Override
  public void paged(String user, String name, String text) {
    ledger.heard(text, name.replaceFirst(" .*", ""));
  }

  @Override
  public void answered(String id, int status) {
    var word = status == 0 ? Word.SILENCE : status < 300 ? Word.ACCEPTED : Word.FAILED;
    ledger.told(id, word, String.valueOf(status));
  }

  @Override
  public void heard(CrowdCall call, String messageId, String text) {
    ledger.heard(text, messageId);
  }

  @Override
  public void told(CrowdCall call, String messageId, int status) {
    ledger.told(messageId, status < 300 ? Word.ACCEPTED : Word.FAILED, String.valueOf(status));
  }

  @Override
  public void reported(CrowdCall call, String messageId, int status) {
    ledger.told(messageId, status == 200 ? Word.DELIVERED : Word.FAILED, "REPORT " + status);
  }

  @Override
  public void talking(CrowdCall call) {
    // Whoever wants to know asks sessions().
  }

  @Override
  public void cut(CrowdCall call) {
    cuts.incrementAndGet();
  }

  @Override
  public void over(CrowdCall call, String why) {
    ends.add(why.strip());
  }

  /** A MESSAGE of one of them. */
  void page(String user, String to, int size) {
    var id = ledger.offer(Route.PAGE_TO_XMPP, false, size);
    crowd.execute(() -> crowd.page(user, to, id, Texts.write(id, size)));
  }

  /** One of those who are in a session says something. */
  void chat(Random chance, int size, boolean report) {
    crowd.execute(
        () -> {
          var talking = crowd.calls().stream().filter(CrowdCall::isTalking).toList();
          if (!talking.isEmpty()) {
            say(talking.get(chance.nextInt(talking.size())), size, report);
          }
        });
  }

  private void say(CrowdCall call, int size, boolean report) {
    var id = ledger.offer(Route.CHAT_TO_XMPP, report, size);
    call.says(id, Texts.write(id, size), report);
  }

  /** Invites an XMPP user, unless the two have a call already. */
  void call(String user, String to) {
    crowd.execute(
        () -> {
          if (crowd.calls().stream().noneMatch(c -> c.user().equals(user))) {
            crowd.call(user, to);
          }
        });
  }

  /** Breaks the MSRP connections of some: at an end, by a reset, or inside of a SEND. */
  void cut(Random chance, int count) {
    some(
        chance,
        count,
        call -> {
          switch (chance.nextInt(3)) {
            case 0 -> call.cut(false);
            case 1 -> call.cut(true);
            default -> {
              var id = ledger.offer(Route.CHAT_TO_XMPP, false, BROKEN);
              call.cutInside(id, Texts.write(id, BROKEN));
            }
          }
        });
  }

  /** Some stop reading for a while. */
  void stall(Random chance, int count, long millis) {
    some(
        chance,
        count,
        call -> {
          call.reading(false);
          crowd.later(millis, () -> call.reading(true));
        });
  }

  private void some(Random chance, int count, Consumer<CrowdCall> what) {
    crowd.execute(
        () -> {
          var talking = new ArrayList<>(crowd.calls());
          talking.removeIf(call -> !call.isTalking());
          java.util.Collections.shuffle(talking, chance);
          talking.stream().limit(count).forEach(what);
        });
  }

  /** All hang up. */
  void hangUp() {
    crowd.execute(() -> crowd.calls().forEach(call -> call.bye("the end")));
  }

  private <T> T ask(Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    crowd.execute(() -> answer.complete(question.get()));
    try {
      return answer.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the crowd does not answer", e);
    }
  }

  /** How many sessions can talk. */
  int sessions() {
    return ask(() -> (int) crowd.calls().stream().filter(CrowdCall::isTalking).count());
  }

  /** Who is in a call, talking or not. */
  List<String> callers() {
    return ask(() -> crowd.calls().stream().map(CrowdCall::user).toList());
  }

  /** MSRP connections lost so far. */
  int cuts() {
    return cuts.get();
  }

  /** Why calls ended since this was last asked: reasons with how often each was one. */
  Map<String, Integer> ends() {
    var reasons = new TreeMap<String, Integer>();
    for (var why = ends.poll(); why != null; why = ends.poll()) {
      reasons.merge(why, 1, Integer::sum);
    }
    return reasons;
  }

  @Override
  public void close() throws IOException {
    crowd.close();
  }
}
