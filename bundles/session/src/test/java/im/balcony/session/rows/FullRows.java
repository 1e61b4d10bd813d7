package im.balcony.session.rows;

import im.balcony.api.data.Facts;
import im.balcony.session.state.Entry;
import java.util.HashMap;
import java.util.Map;

/** All rows of a conversation, written anew: what the changes of its steps have to add up to. */
public final class FullRows {

  private FullRows() {}

  /** The rows, by name. */
  public static Map<String, Facts> of(Conversation conversation) {
    var rows = new HashMap<String, Facts>();
    add(rows, Forms.LEG, conversation.legs());
    add(rows, Forms.TEXT, conversation.texts());
    add(rows, Forms.HANDED, conversation.handed());
    add(rows, Forms.INCOMING, conversation.incoming());
    var rest = Forms.rest(conversation.rest());
    if (!rest.isEmpty()) {
      rows.put(Conversation.REST, rest);
    }
    return rows;
  }

  private static <T extends Entry> void add(Map<String, Facts> rows, Form<T> form, Table<T> table) {
    var found = 0;
    for (var order = 0L; found < table.size(); order++) {
      var entry = table.at(order);
      if (entry.isPresent()) {
        rows.put(form.row(entry.get().key()), form.write(entry.get(), order));
        found++;
      }
    }
  }
}
