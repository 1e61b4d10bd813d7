package im.balcony.session.rows;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.session.state.Text;
import java.util.List;

/**
 * Texts that are nowhere but in memory. What is written of them names them only; where rows are
 * opened that hold one so, the process that knew it has died.
 */
final class UnstoredTexts {

  private static final String WITHHELD = "withheld";
  private static final String MESSAGE = "message";
  private static final List<String> CONTENT = List.of("text", "subject", "nick");

  private UnstoredTexts() {}

  /** The row as it may be written: without its text if none may be, or this one may not. */
  static Changes.Row row(Changes.Row row, boolean all) {
    return all || row.value().facts(MESSAGE).flag("volatile")
        ? new Changes.Row(row.value(), bare(row.value()))
        : row;
  }

  private static Facts bare(Facts text) {
    var message = text.facts(MESSAGE);
    for (var name : CONTENT) {
      message = message.without(name);
    }
    return text.with(MESSAGE, message).with(WITHHELD, true);
  }

  /** Whether only its name was kept. */
  static boolean is(Text text) {
    return text.more().flag(WITHHELD);
  }
}
