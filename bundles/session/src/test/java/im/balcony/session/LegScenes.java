package im.balcony.session;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.session.Event;
import im.balcony.api.session.SessionTimer;
import im.balcony.api.tenant.Limits;
import im.balcony.session.state.LegState;
import im.balcony.testkit.LimitsBuilder;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Optional;

/**
 * Scenes in which the first leg of a conversation is in a given state, plain and in its corners.
 */
final class LegScenes {

  /** bind-timeout at its upper end, so that a connection may outlast other deadlines. */
  private static final Limits PATIENT =
      LimitsBuilder.defaults().bindTimeout(60_000).outboxAge(152_000).build();

  private LegScenes() {}

  static List<Play> in(LegState state) {
    return switch (state) {
      case IDLE -> List.of(new Play(), Play.draining());
      case OFFERING ->
          List.of(offering(false), leaving(offering(true)), romeoWrote(offering(true)));
      case CANCELLING -> List.of(cancelling(false), cancelling(true));
      case OFFERED -> List.of(offered(false), romeoWrote(offered(true)), leaving(offered(true)));
      case CONNECTING ->
          List.of(
              connecting(),
              romeoWrote(called()),
              leaving(connecting()),
              changed(slowlyCalled(true)),
              slowlyCalled(true),
              slowlyCalled(false),
              refreshingUnbound());
      case ESTABLISHED ->
          List.of(
              established(),
              answered(),
              changed(established()),
              refreshing(true),
              refreshing(false),
              boundAgain(),
              texting(),
              leaving(texting()));
      case RECONNECTING ->
          List.of(
              reconnecting(texting()),
              leaving(reconnecting(texting())),
              reconnecting(changed(texting())),
              reconnecting(late()),
              pending());
      case ENDING -> List.of(ending());
    };
  }

  /** The leg that the scene is about. */
  static String leg(Play play) {
    var legs = play.conversation().legs();
    return legs.isEmpty() ? "x" : legs.get(0).name();
  }

  private static Play offering(boolean ringing) {
    var play = new Play();
    play.juliet("m1");
    if (ringing) {
      play.hear(new Event.SessionProgress(leg(play)));
    }
    return play;
  }

  private static Play cancelling(boolean ringing) {
    var play = offering(ringing);
    play.pass(Play.LIMITS.setupTimeout());
    return play;
  }

  private static Play offered(boolean mediaUp) {
    var play = new Play();
    play.offered("x");
    if (mediaUp) {
      play.mediaUp("x");
      play.juliet("m1");
    }
    return play;
  }

  private static Play connecting() {
    var play = offering(true);
    play.accepted(leg(play), new SessionTimer(120_000, true));
    return play;
  }

  private static Play called() {
    var play = offered(false);
    play.acked("x");
    return play;
  }

  /** The ACK came late, so that the session timer runs out before the patience with the peer. */
  private static Play slowlyCalled(boolean weRefresh) {
    var play = new Play(Tenants.verona(Play.POLICY, PATIENT));
    play.hear(
        new Event.SessionOffered(
            "x",
            false,
            Optional.empty(),
            java.util.OptionalLong.empty(),
            Optional.of(new SessionTimer(90_000, weRefresh))));
    play.pass(20_000);
    play.acked("x");
    return play;
  }

  /** Our refresh is out, and the connection still not there. */
  private static Play refreshingUnbound() {
    var play = slowlyCalled(true);
    play.pass(25_000);
    return play;
  }

  private static Play established() {
    var play = new Play();
    play.established();
    return play;
  }

  private static Play answered() {
    var play = new Play();
    play.answered("x");
    return play;
  }

  private static Play refreshing(boolean sent) {
    var play = connecting();
    play.mediaUp(leg(play));
    play.pass(sent ? 60_000 : 59_999);
    return play;
  }

  private static Play texting() {
    var play = established();
    play.hear(new Event.XmppState(ChatState.COMPOSING));
    play.juliet("m1");
    return romeoWrote(play);
  }

  /** A text is on the way when the session is about to expire. */
  private static Play late() {
    var play = new Play();
    play.juliet("m1");
    play.accepted(leg(play), new SessionTimer(90_000, false));
    play.mediaUp(leg(play));
    play.pass(40_000);
    return play;
  }

  private static Play romeoWrote(Play play) {
    play.romeo(leg(play), Events.message("r1", ChatMessage.Kind.CHAT, true));
    return play;
  }

  private static Play leaving(Play play) {
    play.hear(new Event.XmppState(ChatState.GONE));
    return play;
  }

  /** The peer's re-INVITE is answered, and its ACK still to come. */
  private static Play changed(Play play) {
    play.hear(new Event.SessionChanged(leg(play), "re", true, true, Optional.empty()));
    return play;
  }

  private static Play reconnecting(Play play) {
    play.mediaDown(leg(play));
    return play;
  }

  /** Our offer of a new path met one of the peer, and waits for its turn. */
  private static Play pending() {
    var play = reconnecting(texting());
    play.refused(leg(play), 491, false);
    return play;
  }

  /** The peer came back by itself while our offer of a new path is out. */
  private static Play boundAgain() {
    var play = reconnecting(texting());
    play.mediaUp(leg(play));
    return play;
  }

  private static Play ending() {
    var play = established();
    play.hear(new Event.EndWanted("test"));
    return play;
  }
}
