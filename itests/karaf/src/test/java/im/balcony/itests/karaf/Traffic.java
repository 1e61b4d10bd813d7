package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Juliet;
import im.balcony.players.Person;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A light load both ways: Romeo and the nurse exchange page messages, Romeo and Juliet texts of one
 * chat. Each text is its own; each has to arrive once, those of the chat in order.
 */
final class Traffic {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofMillis(500);

  private final Phone romeo;
  private final MsrpLine line;
  private final Juliet juliet;
  private final Juliet nurse;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Stream> streams;
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private List<Thread> threads = List.of();
  private volatile boolean running;

  private interface Sender {
    void send(String text) throws Exception;
  }

  /** The texts of one direction. */
  private record Stream(String name, Sender sender, List<String> sent) {}

  Traffic(Phone romeo, MsrpLine line, Juliet juliet, Juliet nurse) {
    this.romeo = romeo;
    this.line = line;
    this.juliet = juliet;
    this.nurse = nurse;
    streams =
        List.of(
            stream("page to Romeo", text -> nurse.normal("romeo@example.net", text)),
            stream("page to the nurse", this::page),
            stream("chat to Romeo", text -> juliet.chat("romeo@example.net", "hot", text)),
            stream("chat to Juliet", this::chat));
  }

  private static Stream stream(String name, Sender sender) {
    return new Stream(name, sender, new CopyOnWriteArrayList<>());
  }

  private void page(String text) throws Exception {
    var response = romeo.message("sip:nurse@example.com", text);
    assertThat(response.status()).as(response.toString()).isEqualTo(202);
  }

  private void chat(String text) throws Exception {
    assertThat(line.response(line.send(text), WAIT).status()).isEqualTo(200);
  }

  /** Begins to send, one text a direction in each {@code pause} milliseconds. */
  void start(int pause) {
    running = true;
    threads = streams.stream().map(stream -> new Thread(() -> send(stream, pause))).toList();
    threads.forEach(Thread::start);
  }

  private void send(Stream stream, int pause) {
    try {
      while (running) {
        var text = stream.name + ", " + count.incrementAndGet();
        stream.sent.add(text);
        stream.sender.send(text);
        Thread.sleep(pause);
      }
    } catch (Exception | AssertionError e) {
      problems.add(stream.name + " after " + stream.sent.size() + ": " + e);
    }
  }

  /** How many texts were sent. */
  int sent() {
    return count.get();
  }

  /** Ends the sending and looks at what arrived. */
  void stopAndCheck() throws InterruptedException {
    running = false;
    for (var thread : threads) {
      thread.join();
    }
    assertThat(problems).isEmpty();
    var pages = texts(streams.get(0), () -> romeo.messages.next(WAIT).text());
    assertThat(pages).containsExactlyInAnyOrderElementsOf(streams.get(0).sent);
    var pagesToNurse = texts(streams.get(1), () -> body(nurse));
    assertThat(pagesToNurse).containsExactlyInAnyOrderElementsOf(streams.get(1).sent);
    var chats = texts(streams.get(2), () -> line.texts.next(WAIT).text());
    assertThat(chats).containsExactlyElementsOf(streams.get(2).sent);
    var chatsToJuliet = texts(streams.get(3), () -> body(juliet));
    assertThat(chatsToJuliet).containsExactlyElementsOf(streams.get(3).sent);
    assertThat(romeo.messages.poll(SILENCE)).as("a copy of a page message").isEmpty();
    assertThat(nurse.mayHear(SILENCE)).as("a copy of a page message").isEmpty();
    assertThat(line.texts.poll(SILENCE)).as("a copy of a text").isEmpty();
    assertThat(juliet.mayHear(SILENCE)).as("a copy of a text").isEmpty();
    streams.forEach(stream -> stream.sent.clear());
  }

  private interface Source {
    String next();
  }

  private static List<String> texts(Stream stream, Source source) {
    var texts = new ArrayList<String>();
    while (texts.size() < stream.sent.size()) {
      texts.add(source.next());
    }
    return texts;
  }

  /** The next text; whatever else comes is no part of this play. */
  private static String body(Person person) {
    var heard = person.hears(WAIT);
    assertThat(heard.error()).as(heard.toString()).isEmpty();
    return heard.body();
  }
}
