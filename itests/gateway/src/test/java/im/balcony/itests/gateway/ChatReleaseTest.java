package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.sip.SipPort;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

/** Many sessions leave nothing behind, however they end. */
class ChatReleaseTest {

  private static final int SESSIONS = 10_000;
  private static final int PHONES = 8;

  /** What transactions and closed connections may still take: 64*T1 and a little. */
  private static final Duration LINGER = Duration.ofSeconds(60);

  @Test
  @Requirement({"CHAT-50"})
  void nothingIsLeftOfTenThousandSessions() throws Exception {
    try (var scene =
        new Scene(Map.of("rate.source", "100000/s", "bind-timeout", "1s", "peer-memory", "1s"))) {
      var phones = new ArrayList<Phone>();
      for (var i = 0; i < PHONES + 1; i++) {
        phones.add(scene.phone("romeo" + i));
      }
      var sockets = sockets();
      var routerTimers = timers(scene, Gateway.class, "scheduler", "timers");
      var sipTimers = timers(scene, SipPort.class, "edge", "servers", "timers", "executor");

      var deaf = phones.remove(PHONES);
      deaf.acknowledging = false;
      var unacknowledged = new ArrayList<Call>();
      for (var i = 0; i < 10; i++) {
        unacknowledged.add(deaf.invite("sip:deaf" + i + "@example.com", Call.Offer.PLAIN));
      }
      var workers = Executors.newFixedThreadPool(PHONES);
      var tasks = new ArrayList<Callable<Integer>>();
      phones.forEach(phone -> tasks.add(() -> talk(phone, SESSIONS / PHONES)));
      var talked = 0;
      for (var result : workers.invokeAll(tasks)) {
        talked += result.get();
      }
      workers.shutdown();
      for (var call : unacknowledged) {
        call.expectBye(LINGER);
        call.close();
      }

      assertThat(talked).isEqualTo(SESSIONS);
      Framework.await("no conversations", LINGER, () -> left(scene).equals(List.of(0, 0)));
      Framework.await("no sockets", LINGER, () -> sockets() <= sockets);
      Framework.await(
          "no timers of conversations",
          LINGER,
          () -> timers(scene, Gateway.class, "scheduler", "timers") <= routerTimers);
      Framework.await(
          "no timers of transactions",
          LINGER,
          () -> timers(scene, SipPort.class, "edge", "servers", "timers", "executor") <= sipTimers);
      for (var phone : phones) {
        phone.close();
      }
      deaf.close();
      assertThat(scene.violations.all()).isEmpty();
    }
  }

  /** Sessions that end in turn by Romeo's BYE, with and without MSRP, and for want of MSRP. */
  private static int talk(Phone phone, int sessions) throws Exception {
    var failing = new ArrayList<Call>();
    for (var i = 0; i < sessions; i++) {
      var to = "sip:juliet" + phone.port() + "." + i + "@example.com";
      var call = phone.invite(to, Call.Offer.PLAIN);
      assertThat(call.response().status()).as(to).isEqualTo(200);
      if (i % 100 == 0) {
        failing.add(call);
        continue;
      }
      if (i % 10 == 0) {
        var line = call.connect();
        assertThat(line.response(line.bind(), WAIT).status()).isEqualTo(200);
      }
      call.requests.ignoring(
          "a BYE for want of a connection that crosses his own", r -> r.method().equals("BYE"));
      assertThat(call.bye().status()).isEqualTo(200);
      call.close();
      phone.received.drain();
    }
    for (var call : failing) {
      call.expectBye(WAIT);
      call.close();
    }
    return sessions;
  }

  private static List<Integer> left(Scene scene) {
    var tenant = scene.framework.service(Gateway.class).orElseThrow().tenants().get(0);
    return List.of(tenant.conversations(), tenant.sessions());
  }

  private static long sockets() {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(ChatReleaseTest::isSocket).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      // It was closed in between.
      return false;
    }
  }

  /** How many timers a part has; no interface tells. */
  private static int timers(Scene scene, Class<?> service, String... fields) {
    Object at = scene.framework.service(service).orElseThrow();
    for (var name : fields) {
      at = field(at, name);
    }
    return ((ScheduledThreadPoolExecutor) at).getQueue().size();
  }

  private static Object field(Object owner, String name) {
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      var found = declared(type, name);
      if (found.isPresent()) {
        try {
          found.get().setAccessible(true);
          return found.get().get(owner);
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError("no " + name + " in " + owner.getClass());
  }

  private static Optional<Field> declared(Class<?> type, String name) {
    return List.of(type.getDeclaredFields()).stream()
        .filter(f -> f.getName().equals(name))
        .findFirst();
  }
}
