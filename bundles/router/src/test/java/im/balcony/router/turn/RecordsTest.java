package im.balcony.router.turn;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.EffectResult;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.Samples;
import im.balcony.router.bounds.Weight;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What is true of each type of record, where the router asks for it by no visitor. A type that is
 * new stands in none of these tables, and somebody has to say which it belongs to.
 */
class RecordsTest {

  /** Those that carry a message, which has a name on the wire, and how they look to people. */
  private static final Map<Class<?>, String> MESSAGES =
      Map.of(
          SipEvent.Received.class, "Received",
          SipCommand.Request.class, "text text SIP/2.0",
          MsrpEvent.Received.class, "Received",
          MsrpCommand.Send.class, "MSRP SEND text",
          XmppCommand.Send.class, "<message from='romeo@example.net' to='romeo@example.net'>",
          Stanza.class, "Stanza");

  /** Those that tell the result of an effect. */
  private static final Set<Class<?>> RESULTS =
      Set.of(
          SipEvent.Answered.class,
          SipEvent.NotAnswered.class,
          MsrpEvent.Sent.class,
          XmppEvent.HandedOver.class,
          XmppEvent.NotSent.class,
          XmppEvent.Expired.class,
          XmppEvent.Refused.class);

  /** Those that are neither. */
  private static final Map<Class<?>, String> OTHERS =
      Map.ofEntries(
          Map.entry(SipEvent.Cancelled.class, "Cancelled"),
          Map.entry(SipCommand.Ack.class, "text text SIP/2.0"),
          Map.entry(SipCommand.Cancel.class, "Cancel"),
          Map.entry(SipCommand.Respond.class, "SIP/2.0 1 text"),
          Map.entry(SipCommand.Absorb.class, "Absorb"),
          Map.entry(MsrpEvent.Unbound.class, "Unbound"),
          Map.entry(MsrpEvent.Bound.class, "Bound"),
          Map.entry(MsrpEvent.Report.class, "Report"),
          Map.entry(MsrpEvent.Broken.class, "Broken"),
          Map.entry(MsrpEvent.Restarted.class, "Restarted"),
          Map.entry(MsrpCommand.Bind.class, "Bind"),
          Map.entry(MsrpCommand.Refuse.class, "Refuse"),
          Map.entry(MsrpCommand.Unbind.class, "Unbind"),
          Map.entry(MsrpCommand.Abort.class, "Abort"),
          Map.entry(MsrpCommand.Respond.class, "Respond"),
          Map.entry(MsrpCommand.Report.class, "Report"),
          Map.entry(MsrpCommand.Open.class, "Open"),
          Map.entry(XmppEvent.Up.class, "Up"),
          Map.entry(XmppEvent.Down.class, "Down"),
          Map.entry(XmppEvent.PassedOver.class, "PassedOver"),
          Map.entry(XmppCommand.Close.class, "Close"));

  @Test
  void eachTypeIsOneOfThese() {
    assertThat(Samples.types())
        .as("wire records that have to be told apart in Names, Weight and Rendering")
        .allMatch(
            type ->
                MESSAGES.containsKey(type) || RESULTS.contains(type) || OTHERS.containsKey(type));
  }

  @Test
  void whatCarriesAMessageTellsItsName() {
    assertThat(Samples.types())
        .filteredOn(type -> type != Stanza.class && type != XmppCommand.Send.class)
        .allSatisfy(
            type ->
                assertThat(Names.of(Samples.of(type)).isPresent())
                    .as(type.getName())
                    .isEqualTo(MESSAGES.containsKey(type)));
  }

  @Test
  void whatTellsAResultIsKnownByIt() {
    assertThat(Samples.types())
        .allSatisfy(
            type ->
                assertThat(EffectResult.class.isAssignableFrom(type))
                    .as(type.getName())
                    .isEqualTo(RESULTS.contains(type)));
  }

  @Test
  void whatBringsOctetsWeighsMore() {
    var frame = Weight.of(Samples.of(XmppCommand.Close.class));
    assertThat(Samples.types())
        .allSatisfy(
            type ->
                assertThat(Weight.of(Samples.of(type)) - frame)
                    .as(type.getName())
                    .isEqualTo(
                        type == SipEvent.Received.class || type == MsrpEvent.Received.class
                            ? 10
                            : 0));
  }

  @Test
  void eachIsALineForPeople() {
    assertThat(Samples.types())
        .filteredOn(type -> !RESULTS.contains(type))
        .allSatisfy(
            type ->
                assertThat(Rendering.of(Samples.of(type)).get(0))
                    .isEqualTo(MESSAGES.getOrDefault(type, OTHERS.get(type))));
  }
}
