package im.balcony.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each target has its line in {@code targets.tsv}, by which it is run and judged. */
class TargetsTest {

  private static final List<Class<?>> ALL =
      List.of(
          AddressesFuzzTest.class,
          FormatsFuzzTest.class,
          MappingFuzzTest.class,
          MsrpFuzzTest.class,
          SipFuzzTest.class,
          XmppFuzzTest.class);

  private static final String SUFFIX = "FuzzTest";

  @Test
  void allAreListed() throws Exception {
    var targets = new ArrayList<String>();
    for (var type : ALL) {
      var name = type.getSimpleName();
      Arrays.stream(type.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(FuzzTest.class))
          .map(m -> name.substring(0, name.length() - SUFFIX.length()) + '.' + m.getName())
          .forEach(targets::add);
    }
    try (var lines = Files.lines(Path.of("targets.tsv"))) {
      var listed = lines.filter(l -> !l.startsWith("#")).map(l -> l.split("\t")[0]).toList();
      assertThat(listed).containsExactlyInAnyOrderElementsOf(targets);
    }
    try (var files = Files.list(Path.of("src/test/java/im/balcony/itests/fuzz"))) {
      assertThat(files.filter(file -> file.toString().endsWith(SUFFIX + ".java")))
          .hasSameSizeAs(ALL);
    }
  }
}
