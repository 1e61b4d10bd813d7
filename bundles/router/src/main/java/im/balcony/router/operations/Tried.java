package im.balcony.router.operations;

import im.balcony.api.data.Ids;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.turn.Draft;
import java.util.List;

/**
 * What became of a record in a {@link DryRun}.
 *
 * @param lines in words
 * @param sum all that it led to; equal if nothing is different
 * @param taken whether it was neither refused nor dropped
 */
record Tried(List<String> lines, List<Object> sum, boolean taken) {

  private static final int LEAST_REFUSAL = 300;

  /** One that never came into a conversation. */
  static Tried outside(List<String> lines) {
    return new Tried(lines, List.of(lines), false);
  }

  /** One that came into a conversation, with this end. */
  static Tried of(Draft draft, List<String> lines) {
    var refused = !draft.out.isEmpty() && draft.out.stream().allMatch(Tried::refuses);
    return new Tried(
        lines,
        List.of(
            List.copyOf(lines),
            draft.session,
            draft.mapping,
            draft.due,
            draft.durable,
            List.copyOf(draft.peer),
            List.copyOf(draft.additions)),
        !refused);
  }

  private static boolean refuses(Draft.Out out) {
    return out.unawaited().filter(Tried::refuses).isPresent();
  }

  private static boolean refuses(WireRecord record) {
    return record instanceof SipCommand.Respond answer
        ? answer.response().status() >= LEAST_REFUSAL
        : record instanceof XmppCommand.Send send && send.stanza().isError();
  }

  /** Names that are counted, not drawn: the same message comes to the same, each time. */
  static final class CountingIds implements Ids {
    private long last;

    @Override
    public String token(int characters) {
      var number = Long.toString(++last);
      return "0".repeat(Math.max(0, characters - number.length())) + number;
    }

    @Override
    public long below(long bound) {
      return 0;
    }
  }
}
