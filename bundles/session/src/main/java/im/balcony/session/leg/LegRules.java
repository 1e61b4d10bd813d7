package im.balcony.session.leg;

import static im.balcony.session.state.LegState.CANCELLING;
import static im.balcony.session.state.LegState.CONNECTING;
import static im.balcony.session.state.LegState.ENDING;
import static im.balcony.session.state.LegState.ESTABLISHED;
import static im.balcony.session.state.LegState.IDLE;
import static im.balcony.session.state.LegState.OFFERED;
import static im.balcony.session.state.LegState.OFFERING;
import static im.balcony.session.state.LegState.RECONNECTING;

import im.balcony.session.step.LegInput;
import im.balcony.session.step.LegTable;
import im.balcony.session.text.Composings;
import im.balcony.session.text.Inbox;

/**
 * The machine of a leg. Start reading here: each row is an input, each cell a state; the diagram in
 * the README is drawn from it.
 */
public final class LegRules {

  /** The table. */
  public static final LegTable TABLE = table();

  private LegRules() {}

  private static LegTable table() {
    var table = new LegTable();
    calling(table);
    answering(table);
    dialog(table);
    media(table);
    ending(table);
    return table.complete();
  }

  private static void calling(LegTable t) {
    t.on(LegInput.START).in(IDLE, Calling::start, OFFERING).elsewhere(Unexpected::ignore);
    t.on(LegInput.PROGRESS)
        .stay(Calling::progress, OFFERING)
        .stay(Calling::cancelNow, CANCELLING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.ACCEPTED)
        .in(OFFERING, Calling::accepted, CONNECTING, ENDING)
        .in(CANCELLING, Calling::tooLate, ENDING)
        .stay(Refreshing::accepted, CONNECTING)
        .in(ESTABLISHED, Refreshing::accepted, ESTABLISHED, CONNECTING, ENDING)
        .in(RECONNECTING, Refreshing::accepted, CONNECTING, RECONNECTING, ENDING)
        .stay(Unexpected::acknowledge, ENDING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.COPY)
        .in(OFFERING, Calling::accepted, CONNECTING, ENDING)
        .in(CANCELLING, Calling::tooLate, ENDING)
        .stay(Unexpected::ignore, IDLE, OFFERED)
        .elsewhere(Unexpected::acknowledge);
    t.on(LegInput.FORKED).stay(Unexpected::ignore, IDLE, OFFERED).elsewhere(Calling::forked);
    t.on(LegInput.REFUSED)
        .in(OFFERING, Calling::refused, IDLE)
        .in(CANCELLING, Parting::forget, IDLE)
        .in(CONNECTING, Refreshing::refused, CONNECTING, ENDING)
        .in(ESTABLISHED, Refreshing::refused, ESTABLISHED, ENDING)
        .in(RECONNECTING, Refreshing::refused, RECONNECTING, ENDING)
        .elsewhere(Unexpected::ignore);
  }

  private static void answering(LegTable t) {
    t.on(LegInput.OFFER).in(IDLE, Answering::offer, OFFERED, IDLE).elsewhere(Unexpected::ignore);
    t.on(LegInput.ACKED)
        .in(OFFERED, Answering::acked, CONNECTING, ESTABLISHED, ENDING)
        .stay(Answering::reAcked, CONNECTING, ESTABLISHED, RECONNECTING)
        .elsewhere(Unexpected::ignore);
    // Our 2xx leaves in the same step as the offer comes in, so a CANCEL always crosses it and
    // has no effect on it (RFC 3261 §9.2); the caller's wish is met by BYE after the ACK.
    t.on(LegInput.CANCEL).stay(Answering::cancelled, OFFERED).elsewhere(Unexpected::ignore);
    t.on(LegInput.REPEAT)
        .stay(Answering::repeat, OFFERED, CONNECTING, ESTABLISHED, RECONNECTING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.UNACKED)
        .in(OFFERED, Answering::unacked, ENDING)
        .in(CONNECTING, Answering::unacked, ENDING)
        .in(ESTABLISHED, Answering::unacked, ENDING)
        .in(RECONNECTING, Answering::unacked, ENDING)
        .elsewhere(Unexpected::ignore);
  }

  private static void dialog(LegTable t) {
    t.on(LegInput.CHANGED)
        .stay(Refreshing::changed, OFFERED, CONNECTING, ESTABLISHED, RECONNECTING)
        .stay(Refreshing::tooEarly, OFFERING, CANCELLING)
        .elsewhere(Unexpected::noDialog);
    t.on(LegInput.REFRESHED)
        .in(CONNECTING, Refreshing::refreshed, CONNECTING)
        .in(ESTABLISHED, Refreshing::refreshed, ESTABLISHED, CONNECTING)
        .in(RECONNECTING, Refreshing::refreshed, CONNECTING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.TIMER)
        .in(CONNECTING, Refreshing::timer, CONNECTING, ENDING)
        .in(ESTABLISHED, Refreshing::timer, ESTABLISHED, ENDING)
        .in(RECONNECTING, Refreshing::timer, RECONNECTING, ENDING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.BYE)
        .stay(Unexpected::answer, OFFERING, CANCELLING)
        .in(OFFERED, Parting::byeHeard, IDLE)
        .in(CONNECTING, Parting::byeHeard, IDLE)
        .in(ESTABLISHED, Parting::byeHeard, IDLE)
        .in(RECONNECTING, Parting::byeHeard, IDLE)
        .in(ENDING, Parting::byesCross, IDLE)
        .elsewhere(Unexpected::noDialog);
  }

  private static void media(LegTable t) {
    t.on(LegInput.MEDIA_UP)
        .stay(Answering::mediaUpEarly, OFFERED)
        .in(CONNECTING, Talking::mediaUp, ESTABLISHED)
        .in(RECONNECTING, Talking::mediaUp, ESTABLISHED)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.MEDIA_DOWN)
        .stay(Answering::mediaDownEarly, OFFERED)
        .in(CONNECTING, Talking::notConnected, RECONNECTING, ENDING)
        .in(ESTABLISHED, Talking::connectionLost, RECONNECTING, ENDING)
        .stay(Talking::reconnectingAnew, RECONNECTING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.TEXT)
        .stay(Inbox::msrpText, OFFERED, OFFERING, CONNECTING, ESTABLISHED, RECONNECTING)
        .elsewhere(Unexpected::noSession);
    t.on(LegInput.COMPOSING)
        .stay(Composings::msrp, OFFERED, CONNECTING, ESTABLISHED, RECONNECTING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.SILENCE).stay(Parting::silence, ESTABLISHED).elsewhere(Unexpected::ignore);
  }

  private static void ending(LegTable t) {
    t.on(LegInput.END_WANTED)
        .stay(Parting::endWanted, OFFERING, OFFERED, CONNECTING, ESTABLISHED, RECONNECTING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.END_NOW)
        .in(OFFERING, Parting::cancel, CANCELLING)
        .stay(Parting::doom, OFFERED)
        .in(CONNECTING, Parting::endNow, ENDING)
        .in(ESTABLISHED, Parting::endNow, ENDING)
        .in(RECONNECTING, Parting::endNow, ENDING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.DRAINED)
        .in(OFFERING, Parting::cancel, CANCELLING)
        .stay(Unexpected::ignore, OFFERED)
        .in(CONNECTING, Parting::drained, ENDING)
        .in(ESTABLISHED, Parting::drained, ENDING)
        .in(RECONNECTING, Parting::drained, ENDING)
        .elsewhere(Unexpected::ignore);
    t.on(LegInput.BYE_DONE).in(ENDING, Parting::forget, IDLE).elsewhere(Unexpected::ignore);
    t.on(LegInput.LIMIT)
        .in(OFFERING, Calling::unanswered, CANCELLING)
        .in(CANCELLING, Parting::forget, IDLE)
        .in(CONNECTING, Talking::notConnected, ENDING)
        .in(RECONNECTING, Talking::notReconnected, ENDING)
        .in(ENDING, Parting::forget, IDLE)
        .elsewhere(Unexpected::ignore);
  }
}
