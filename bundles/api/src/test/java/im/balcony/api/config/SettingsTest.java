package im.balcony.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Quantity;
import im.balcony.api.tenant.Durability;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  private static final String PID = "im.balcony.example";

  private final List<String> log = new ArrayList<>();

  @interface Plain {

    @Allowed(unit = Quantity.TIME, min = 0, max = 60_000)
    String pause() default "10s";

    @Allowed(form = "letters")
    String name() default "";

    @Allowed(form = "a folder")
    String dir() default "home";
  }

  private Setting<Long> pause(Optional<Path> file) {
    return new Settings(PID, Plain.class, log::add, file).number("pause");
  }

  @Test
  void whatIsAllowedIsRead() {
    var pause = pause(Optional.empty());

    assertThat(pause.read(pause.fallback())).isEqualTo(10_000);
    assertThat(pause.read(" 500ms ")).isEqualTo(500);
    assertThat(pause.read("0")).isZero();
    assertThat(pause.read("1min")).isEqualTo(60_000);
    assertThat(log).isEmpty();
  }

  @Test
  void whatIsRefusedLeavesTheLastGoodOneAndIsToldOnce() {
    var pause = pause(Optional.empty());

    assertThat(pause.read("abc")).as("nothing was good yet").isEqualTo(10_000);
    assertThat(log)
        .containsExactly(
            PID + ": pause = abc is refused, allowed: 0 ms to 1 min; 10 s stays in force");
    assertThat(pause.read("7s")).isEqualTo(7000);
    for (var wrong : List.of("61s", "61s", "-1", "", "1,5 s")) {
      assertThat(pause.read(wrong)).as(wrong).isEqualTo(7000);
    }
    assertThat(log).hasSize(5).last().asString().contains("pause = 1,5 s ").contains("7s stays");
    assertThat(pause.read("8s")).isEqualTo(8000);
    assertThat(pause.read("1,5 s")).as("wrong again").isEqualTo(8000);
    assertThat(log).hasSize(6);
  }

  @Test
  void aRefusedTextIsOneShortLine() {
    pause(Optional.empty()).read("first\nsecond" + "x".repeat(1000));

    assertThat(log).singleElement().asString().doesNotContain("\n").hasSizeLessThan(400);
  }

  @Test
  void theDefaultCountsAsGood() {
    var pause = pause(Optional.empty());
    pause.read("7s");
    pause.read(pause.fallback());

    assertThat(pause.read("abc")).isEqualTo(10_000);
  }

  @Test
  void whatWasGoodOutlivesTheProcess(@TempDir Path folder) throws Exception {
    var file = folder.resolve("last-good/" + PID + ".properties");

    pause(Optional.of(file)).read("10s");
    assertThat(file).as("a default needs no file").doesNotExist();
    pause(Optional.of(file)).read("7s");
    assertThat(pause(Optional.of(file)).read("abc")).isEqualTo(7000);
    assertThat(log).singleElement().asString().contains("7s stays in force");

    Files.writeString(file, "pause = 700 s\n");
    assertThat(pause(Optional.of(file)).read("abc"))
        .as("what was good is not any more")
        .isEqualTo(10_000);
    pause(Optional.of(file)).read("10 s");
    assertThat(file).content().doesNotContain("pause");
  }

  @Test
  void aFileThatCannotBeKeptIsToldAndNothingElseFails(@TempDir Path folder) throws Exception {
    var file = folder.resolve("last-good");
    Files.writeString(file, "pause = \\u12\n");
    assertThat(pause(Optional.of(file)).read("abc")).isEqualTo(10_000);
    assertThat(log).hasSize(2).first().asString().contains("cannot be read");

    log.clear();
    assertThat(pause(Optional.of(file.resolve("below/a-file"))).read("7s")).isEqualTo(7000);
    assertThat(log).singleElement().asString().contains("cannot be saved");
  }

  @Test
  void aKeyOfItsOwnForm() {
    var settings = new Settings(PID, Plain.class, log::add, Optional.empty());
    var name = settings.text("name", t -> Optional.of(t).filter(n -> n.matches("[a-z]*")));

    assertThat(name.read("a1")).isEmpty();
    assertThat(log).singleElement().asString().contains("allowed: letters; the empty value stays");
    assertThat(name.read("juliet")).isEqualTo("juliet");
    assertThat(name.name()).isEqualTo("name");
    assertThat(name.allowed()).isEqualTo("letters");
    assertThatThrownBy(() -> settings.text("name", t -> Optional.<String>empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNewValueIsTriedAndTheLastOneIsNot() {
    var tried = new ArrayList<String>();
    var dir =
        new Settings(PID, Plain.class, log::add, Optional.empty())
            .text("dir", t -> Optional.of(t).filter(n -> !n.isEmpty()));

    assertThat(dir.read("home", value -> false)).isEqualTo("home");
    assertThat(dir.read("big", value -> true)).isEqualTo("big");
    assertThat(dir.read("big", value -> false)).as("for once it cannot be had").isEqualTo("big");
    assertThat(log).isEmpty();
    assertThat(dir.read("other", value -> !tried.add(value))).isEqualTo("big");
    assertThat(tried).containsExactly("other");
    assertThat(log).singleElement().asString().contains("dir = other is refused").contains("big");
  }

  @interface Example {

    @Allowed(unit = Quantity.TIME, min = 1000, max = 60_000)
    String longest_pause() default "10s";

    @Allowed(words = Durability.class)
    String durability() default "process";

    @Allowed(form = "a word")
    String the$_$word() default "";
  }

  private static Example configured(Map<String, String> values) {
    return (Example)
        Proxy.newProxyInstance(
            Example.class.getClassLoader(),
            new Class<?>[] {Example.class},
            (proxy, method, arguments) ->
                values.getOrDefault(method.getName(), (String) method.getDefaultValue()));
  }

  @Test
  void aTypeDeclaresNameDefaultAndWhatIsAllowed() {
    var keys = Key.of(Example.class);

    assertThat(keys).containsOnlyKeys("longest.pause", "durability", "the-word");
    assertThat(keys.get("longest.pause").fallback()).isEqualTo("10s");
    assertThat(keys.get("longest.pause").allowed()).isEqualTo("1 s to 1 min");
    assertThat(keys.get("durability").allowed()).isEqualTo("none, process, power");
    assertThat(keys.get("the-word").allowed()).isEqualTo("a word");
    assertThat(keys.get("the-word").words()).isEmpty();
  }

  @Test
  void whatATypeDeclaresIsReadByName() {
    var settings = new Settings(PID, Example.class, log::add, Optional.empty());
    var pause = settings.number("longest.pause");

    assertThat(pause.in(configured(Map.of()))).isEqualTo(10_000);
    assertThat(pause.in(configured(Map.of("longest_pause", "1000ms")))).isEqualTo(1000);
    assertThat(pause.in(configured(Map.of("longest_pause", "60 s")))).isEqualTo(60_000);
    assertThat(pause.in(configured(Map.of("longest_pause", "60001ms")))).isEqualTo(60_000);
    assertThat(pause.in(configured(Map.of("longest_pause", "999ms")))).isEqualTo(60_000);
    assertThat(log)
        .hasSize(2)
        .first()
        .isEqualTo(
            PID
                + ": longest.pause = 60001ms is refused, allowed: 1 s to 1 min; 60 s stays in"
                + " force");
    assertThat(settings.unread()).containsExactly("durability", "the-word");
    assertThat(settings.text("the-word", Optional::of).in(configured(Map.of("the$_$word", "x"))))
        .isEqualTo("x");
    assertThat(settings.unread()).containsExactly("durability");
  }

  @Test
  void whatNoTypeDeclaresIsNotRead() {
    var settings = new Settings(PID, Example.class, log::add, Optional.empty());

    assertThatThrownBy(() -> settings.number("pause")).hasMessage(PID + " declares no pause");
    assertThatThrownBy(() -> settings.number("the-word")).hasMessage("the-word");
  }
}
