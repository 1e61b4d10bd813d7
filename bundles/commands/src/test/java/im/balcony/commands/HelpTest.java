package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the shell's help shows, and what the shell needs in order to find a command. */
class HelpTest {

  private static final Path CLASSES = Path.of("target/classes/im/balcony/commands");
  private static final Path ROLES =
      Path.of("../../features/src/main/etc/org.apache.karaf.command.acl.balcony.cfg");
  private static final Path GUIDE = Path.of("../../docs/operators-guide.md");

  static List<Class<?>> commands() throws IOException, ClassNotFoundException {
    var found = new ArrayList<Class<?>>();
    try (var files = Files.list(CLASSES)) {
      for (var file : files.map(f -> f.getFileName().toString()).sorted().toList()) {
        if (file.endsWith("Command.class")) {
          var type = Class.forName("im.balcony.commands." + file.replace(".class", ""));
          if (type.isAnnotationPresent(Command.class)) {
            found.add(type);
          }
        }
      }
    }
    assertThat(found).hasSizeGreaterThanOrEqualTo(7);
    return found;
  }

  private static Command command(Class<?> type) {
    return Optional.ofNullable(type.getAnnotation(Command.class)).orElseThrow();
  }

  private static Stream<AnnotatedElement> fields(Class<?> type) {
    var fields = new ArrayList<AnnotatedElement>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      fields.addAll(List.of(c.getDeclaredFields()));
    }
    return fields.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandAndEachOfItsArgumentsIsDescribed(Class<?> type) {
    var command = command(type);

    assertThat(type).hasAnnotation(Service.class);
    assertThat(command.scope()).isEqualTo("balcony");
    assertThat(command.description()).hasSizeGreaterThan(15).doesNotEndWith(".");
    assertThat(fields(type).flatMap(f -> Stream.ofNullable(f.getAnnotation(Argument.class))))
        .allSatisfy(
            a -> {
              assertThat(a.name()).isEqualTo(a.name().toUpperCase(java.util.Locale.ROOT));
              assertThat(a.description()).isNotBlank();
            });
    assertThat(fields(type).flatMap(f -> Stream.ofNullable(f.getAnnotation(Option.class))))
        .anyMatch(o -> o.name().equals("--no-format"))
        .allSatisfy(o -> assertThat(o.description()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noCommandInsistsOnAServiceOfTheGateway(Class<?> type) {
    // Karaf takes all commands of a bundle away while one of them misses what it insists on.
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (var field : c.getDeclaredFields()) {
        var reference = field.getAnnotation(Reference.class);
        if (reference != null && field.getType().getName().startsWith("im.balcony")) {
          assertThat(reference.optional()).as(field.toString()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theOperatorsGuideNamesEachCommand(Class<?> type) throws IOException {
    assertThat(Files.readString(GUIDE)).contains("`balcony:" + command(type).name());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itIsSaidWhoMayUseEachCommand(Class<?> type) throws IOException {
    assertThat(Files.readAllLines(ROLES)).anyMatch(l -> l.startsWith(command(type).name() + " = "));
  }
}
