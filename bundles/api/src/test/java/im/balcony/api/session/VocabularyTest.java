package im.balcony.api.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.EffectResult;
import im.balcony.api.xmpp.XmppEvent;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a type of the vocabulary holds says what it is; whoever asks for one of these interfaces
 * then finds all of them, also those that are new.
 */
class VocabularyTest {

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(VocabularyTest::records).distinct();
  }

  private static boolean has(Class<?> type, String name) {
    return Arrays.stream(type.getRecordComponents()).anyMatch(c -> c.getName().equals(name));
  }

  private static boolean holdsATextAmong(RecordComponent component) {
    return component.getGenericType().getTypeName().contains(ChatMessage.class.getName());
  }

  private static boolean holdsAText(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).anyMatch(VocabularyTest::holdsATextAmong);
  }

  @Test
  void whatHasAnEffectIdIsAwaited() {
    assertThat(records(Effect.class))
        .hasSizeGreaterThan(15)
        .allSatisfy(
            type ->
                assertThat(Effect.Awaited.class.isAssignableFrom(type))
                    .as(type.getName())
                    .isEqualTo(has(type, "effectId")));
  }

  @Test
  void whatBringsATextToSomebodyIsACarrier() {
    // The text that begins a session is sent in it; an INVITE only has its subject.
    assertThat(records(Effect.class).filter(type -> type != Effect.StartSession.class))
        .allSatisfy(
            type ->
                assertThat(Effect.Carrier.class.isAssignableFrom(type))
                    .as(type.getName())
                    .isEqualTo(holdsAText(type)));
  }

  @Test
  void anEventWithTextsIsACarrier() {
    assertThat(records(Event.class))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            type ->
                assertThat(Event.Carrier.class.isAssignableFrom(type))
                    .as(type.getName())
                    .isEqualTo(holdsAText(type)));
  }

  @Test
  void anEventOfAWireWithAnEffectIdTellsItsResult() {
    assertThat(
            Stream.of(SipEvent.class, MsrpEvent.class, XmppEvent.class)
                .flatMap(VocabularyTest::records))
        .hasSizeGreaterThan(15)
        .allSatisfy(
            type ->
                assertThat(EffectResult.class.isAssignableFrom(type))
                    .as(type.getName())
                    .isEqualTo(has(type, "effectId")));
  }
}
