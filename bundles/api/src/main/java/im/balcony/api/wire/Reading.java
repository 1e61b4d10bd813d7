package im.balcony.api.wire;

import java.util.List;

/**
 * What an edge makes of a text that an operator shows it, as if it had come over the wire: nothing
 * is sent, and nothing kept.
 *
 * @param records what the router would be brought, in order
 * @param answers what the edge itself would answer, each as it stands on the wire
 * @param remarks what else there is to say: what was added to the text, and why there is no record
 */
public record Reading(List<WireRecord> records, List<String> answers, List<String> remarks) {

  /** Copies the lists. */
  public Reading {
    records = List.copyOf(records);
    answers = List.copyOf(answers);
    remarks = List.copyOf(remarks);
  }

  /** Nothing but a remark. */
  public static Reading nothing(String remark) {
    return new Reading(List.of(), List.of(), List.of(remark));
  }
}
