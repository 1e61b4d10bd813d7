package im.balcony.router.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipEvent;
import im.balcony.router.Samples;
import im.balcony.testkit.SeededIds;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which records can be refused to whoever sent them, asked of every type. */
class RefusalRecordsTest {

  private static final Set<Class<?>> ANSWERED =
      Set.of(SipEvent.Received.class, MsrpEvent.Received.class);

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void whatIsNewWorkIsAnswered(Refusal refusal) {
    // A stanza is answered by what it is; an empty message of no type is none.
    assertThat(Samples.types())
        .allSatisfy(
            type ->
                assertThat(refusal.to(Samples.of(type), "", new SeededIds(1)).isPresent())
                    .as(type.getName())
                    .isEqualTo(ANSWERED.contains(type)));
  }
}
