package im.balcony.router.slot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a slow call is charged for. */
class BlameTest {

  private static final long TICK = 100_000_000;

  @ParameterizedTest
  @CsvSource({
    // Of its own will.
    "TIMED_WAITING, false, false, 0, 10",
    "WAITING, false, false, 0, 10",
    "BLOCKED, false, false, 0, 10",
    "RUNNABLE, false, false, 100000000, 10",
    "RUNNABLE, false, false, 90000000, 9",
    "RUNNABLE, false, false, -1, 10",
    // The machine has no processor for it, or it is stuck outside of Java.
    "RUNNABLE, false, false, 0, 1",
    "RUNNABLE, false, false, 30000000, 3",
    // More than the tick, for clocks differ.
    "RUNNABLE, false, false, 200000000, 10",
    // Behind one that gets no further itself, and in class loading.
    "BLOCKED, true, false, 0, 1",
    "RUNNABLE, false, true, 100000000, 1",
    "WAITING, false, true, 0, 1",
  })
  void aTickWeighsWhatTheCallIsToBlameFor(
      Thread.State state, boolean behind, boolean loading, long used, int weight) {
    assertThat(Blame.weigh(state, behind, loading, used, TICK)).isEqualTo(weight);
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.ClassLoader, defineClass1, true",
    "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader, loadClass, true",
    "java.lang.Class, forName0, true",
    "java.lang.Class, getName, false",
    "java.lang.invoke.MethodHandleNatives, linkCallSite, true",
    "im.example.Rules, <clinit>, true",
    "im.example.Rules, in, false",
  })
  void theLoadingOfClassesIsKnownByItsFrames(String type, String method, boolean loading) {
    assertThat(Blame.isLoading(new StackTraceElement(type, method, "X.java", 1)))
        .isEqualTo(loading);
  }

  @Test
  void aThreadThatIsGoneIsNotSpared() throws Exception {
    var thread = new Thread(() -> {});
    thread.start();
    thread.join();
    assertThat(new Blame().of(thread, 0, TICK)).isEqualTo(Blame.FULL);
  }
}
