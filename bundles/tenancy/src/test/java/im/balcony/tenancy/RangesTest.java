package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Quantity;
import im.balcony.testkit.Requirement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bound of the definition, just under, at and just over; and the bounds across keys. */
class RangesTest {

  // What has to give way so that only the key's own range is asked.
  private static final Map<String, String[]> ROOM =
      Map.of(
          "outbox.bytes", new String[] {"stanza-limit", "10kB"},
          "outbox.age", new String[] {"setup-timeout", "1s", "bind-timeout", "1s"},
          "stanza-limit", new String[] {"outbox.bytes", "100MB"},
          "max-size", new String[] {"stanza-limit", "10MB", "outbox.bytes", "100MB"},
          "setup-timeout", new String[] {"outbox.age", "24h"},
          "bind-timeout", new String[] {"outbox.age", "24h"});

  static Stream<Arguments> bounds() {
    return Values.KEYS.values().stream()
        .filter(key -> key.range().isPresent())
        .flatMap(
            key -> {
              var bounds = key.range().get();
              return Stream.of(
                  Arguments.of(key.name(), exact(bounds.unit(), bounds.min() - 1), false),
                  Arguments.of(key.name(), exact(bounds.unit(), bounds.min()), true),
                  Arguments.of(key.name(), exact(bounds.unit(), bounds.max()), true),
                  Arguments.of(key.name(), exact(bounds.unit(), bounds.max() + 1), false));
            });
  }

  private static String exact(Quantity unit, long number) {
    return number + (unit == Quantity.TIME ? "ms" : "");
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @MethodSource("bounds")
  void everyBoundIsKept(String key, String value, boolean good) {
    var configuration = Configs.of(ROOM.getOrDefault(key, new String[0]));
    configuration.put(key, value);

    var reading = Configs.READER.read("verona", configuration);

    if (good) {
      assertThat(reading.refusals()).isEmpty();
      assertThat(reading.tenant()).isPresent();
    } else {
      assertThat(reading.tenant()).isEmpty();
      assertThat(reading.refusals())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.tenant()).isEqualTo("verona");
                assertThat(refusal.key()).isEqualTo(key);
                assertThat(refusal.value()).isEqualTo(value);
                assertThat(refusal.allowed()).isEqualTo(Values.KEYS.get(key).allowed());
              });
    }
  }

  @Test
  void thereAreBoundsForAllNumbers() {
    assertThat(bounds()).hasSize(4 * 24);
  }

  @Test
  @Requirement("SIZE-12")
  void aStanzaLimitBelowTenThousandOctetsIsRefusedWithAMessage() {
    var refused = Configs.READER.read("verona", Configs.of("stanza-limit", "9999"));
    assertThat(refused.tenant()).isEmpty();
    assertThat(refused.refusals().get(0))
        .hasToString(
            "Refusal[tenant=verona, key=stanza-limit, value=9999, allowed=10 kB to 10 MB]");

    var taken = Configs.READER.read("verona", Configs.of("stanza-limit", "10000"));
    assertThat(taken.tenant().orElseThrow().limits().stanza()).isEqualTo(10_000);
  }

  @Test
  @Requirement(value = "SIZE-13", partial = "the SDP of offers and answers")
  void theLargestMessageStaysBelowTheStanzaLimit() {
    var derived = Configs.READER.read("verona", Configs.of("stanza-limit", "20kB"));
    assertThat(derived.tenant().orElseThrow().limits().maxSize()).isEqualTo(18_000);

    assertThat(read("stanza-limit", "20kB", "max-size", "18000").refusals()).isEmpty();
    assertThat(read("stanza-limit", "20kB", "max-size", "18001").refusals())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.key()).isEqualTo("max-size");
              assertThat(r.allowed()).isEqualTo("1 kB to stanza-limit - 2000 B, which is 18 kB");
            });
  }

  @Test
  void theOutboxHoldsAtLeastOneStanza() {
    assertThat(read("stanza-limit", "300000", "outbox.bytes", "300000").refusals()).isEmpty();
    assertThat(read("stanza-limit", "300000", "outbox.bytes", "299999").refusals())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.key()).isEqualTo("outbox.bytes");
              assertThat(r.allowed()).isEqualTo("stanza-limit or more, which is 300 kB");
            });
  }

  @Test
  void aTextWaitsAtLeastAsLongAsASessionMayTake() {
    assertThat(read("setup-timeout", "70s", "bind-timeout", "20s", "outbox.age", "122s").refusals())
        .isEmpty();
    assertThat(
            read("setup-timeout", "70s", "bind-timeout", "20s", "outbox.age", "121999ms")
                .refusals())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.key()).isEqualTo("outbox.age");
              assertThat(r.allowed()).endsWith("which is 122 s");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1.5",
        "ten",
        "10 s s",
        "1e3",
        "0x10",
        "1 000",
        "99999999999",
        "٣",
        "5 apples"
      })
  void whatIsNoNumberIsRefusedForEveryNumber(String value) {
    Values.KEYS.values().stream()
        .filter(key -> key.range().isPresent())
        .forEach(
            key ->
                assertThat(read(key.name(), value).refusals())
                    .as(key.name())
                    .extracting("key")
                    .containsExactly(key.name()));
  }

  @Test
  void eachKeyIsRead() {
    // Too long for a subject, and no number, word, address, domain, range or file.
    var wrong = "☃ ".repeat(150);

    Values.KEYS
        .keySet()
        .forEach(
            key -> assertThat(read(key, wrong).refusals()).as(key).extracting("key").contains(key));
  }

  private static TenantReader.Reading read(String... changes) {
    return Configs.READER.read("verona", Configs.of(changes));
  }
}
