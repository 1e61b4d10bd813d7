package im.balcony.testkit.conformance;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.conformance.Claims.Claim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down, while tests run, which of them that carry a {@link Requirement} ran and passed. It
 * asks the classes, not their sources: a text given by a constant is known, classes of equal name
 * are apart, and the cases of a factory belong to its method.
 *
 * <p>Silent where the property {@value Claims#FOLDER} is not set, as in mutation tests. Called by
 * the test runner, by several threads where tests run in parallel.
 */
public final class ClaimRecorder implements TestExecutionListener {

  /** What was seen of a method or of a class as a whole. */
  private static final class Seen {
    private boolean ran;
    private boolean spoiled;

    private boolean good() {
      return ran && !spoiled;
    }
  }

  private final Map<Class<?>, Map<String, Seen>> seen = new TreeMap<>(ClaimRecorder::byName);
  private final Map<Class<?>, Map<String, AnnotatedElement>> methods =
      new TreeMap<>(ClaimRecorder::byName);
  private final String folder;
  private @Nullable TestPlan plan;

  /** Writes where the property says; called by the test runner. */
  public ClaimRecorder() {
    this(System.getProperty(Claims.FOLDER, ""));
  }

  /** Writes into {@code folder}, or nowhere if that is empty. */
  ClaimRecorder(String folder) {
    this.folder = folder;
  }

  private static int byName(Class<?> a, Class<?> b) {
    return a.getName().compareTo(b.getName());
  }

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    note(test, Status.ABORTED);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    note(test, result.getStatus());
  }

  private void note(TestIdentifier test, Status status) {
    var good = status == Status.SUCCESSFUL;
    if (good && !test.isTest()) {
      return;
    }
    var at = test;
    while (at != null) {
      var source = at.getSource().orElse(null);
      if (source instanceof MethodSource method) {
        methods
            .computeIfAbsent(method.getJavaClass(), type -> new TreeMap<>())
            .put(method.getMethodName(), method.getJavaMethod());
        mark(method.getJavaClass(), method.getMethodName(), good);
        mark(method.getJavaClass(), "", good);
        return;
      }
      if (source instanceof ClassSource type) {
        mark(type.getJavaClass(), "", good);
        return;
      }
      at = plan == null ? null : plan.getParent(at).orElse(null);
    }
  }

  private void mark(Class<?> type, String method, boolean good) {
    var mark =
        seen.computeIfAbsent(type, t -> new TreeMap<>()).computeIfAbsent(method, m -> new Seen());
    mark.ran = true;
    mark.spoiled |= !good;
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan finished) {
    if (folder.isEmpty()) {
      return;
    }
    seen.forEach((type, marks) -> write(Path.of(folder), type, claims(type, marks)));
  }

  private List<Claim> claims(Class<?> type, Map<String, Seen> marks) {
    var claims = new ArrayList<Claim>();
    var ofType = methods.getOrDefault(type, Map.of());
    marks.forEach(
        (method, mark) -> {
          var element = method.isEmpty() ? type : ofType.get(method);
          if (element != null) {
            claims.addAll(claims(element, type, method, mark.good()));
          }
        });
    return claims;
  }

  private static List<Claim> claims(
      AnnotatedElement element, Class<?> type, String method, boolean passed) {
    return AnnotationSupport.findRepeatableAnnotations(element, Requirement.class).stream()
        .flatMap(
            requirement ->
                List.of(requirement.value()).stream()
                    .map(
                        row ->
                            new Claim(row, type.getName(), method, passed, requirement.partial())))
        .toList();
  }

  private static void write(Path folder, Class<?> type, List<Claim> claims) {
    if (claims.isEmpty()) {
      return;
    }
    try {
      Claims.write(folder, type.getName(), claims);
    } catch (IOException e) {
      throw new UncheckedIOException("the claims of " + type.getName() + " cannot be written", e);
    }
  }
}
