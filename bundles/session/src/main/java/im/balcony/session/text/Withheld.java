package im.balcony.session.text;

import im.balcony.api.data.Facts;
import im.balcony.api.session.Snapshot;
import im.balcony.session.state.Failures;
import im.balcony.session.step.Turn;
import java.util.List;

/**
 * Texts that are nowhere but in memory. What is written of them names them only; where a step finds
 * one so, the process that knew it has died, and its sender is told.
 */
public final class Withheld {

  private static final String WITHHELD = "withheld";
  private static final String TEXTS = "texts";
  private static final String MESSAGE = "message";
  private static final List<String> CONTENT = List.of("text", "subject", "nick");

  private Withheld() {}

  /** Leaves out {@code all} texts, or those that must not be stored. */
  public static Snapshot without(Snapshot snapshot, boolean all) {
    var texts = snapshot.body().list(TEXTS);
    if (texts.stream().noneMatch(text -> isSecret(text, all))) {
      return snapshot;
    }
    var bare = texts.stream().map(text -> isSecret(text, all) ? bare(text) : text).toList();
    return new Snapshot(
        snapshot.key(),
        snapshot.schema(),
        snapshot.body().with(TEXTS, bare),
        snapshot.deadlines(),
        snapshot.correlation());
  }

  private static boolean isSecret(Facts text, boolean all) {
    return all || text.facts(MESSAGE).flag("volatile");
  }

  private static Facts bare(Facts text) {
    var message = text.facts(MESSAGE);
    for (var name : CONTENT) {
      message = message.without(name);
    }
    return text.with(MESSAGE, message).with(WITHHELD, true);
  }

  /** Gives up what is not known any more. */
  public static void settle(Turn turn) {
    for (var text : List.copyOf(turn.texts)) {
      if (text.more().flag(WITHHELD)) {
        Outbox.fail(turn, text, Failures.NOT_KEPT);
      }
    }
  }
}
