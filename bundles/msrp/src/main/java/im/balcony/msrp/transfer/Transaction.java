package im.balcony.msrp.transfer;

import org.jspecify.annotations.Nullable;

/** A SEND of ours that is not answered yet. */
final class Transaction {

  static final long UNARMED = -1;

  final String id;
  final String sessionId;

  /** The message, or null for a bodiless SEND. */
  final @Nullable Outgoing outgoing;

  /** When the answer is due; runs from the last octet of the chunk. */
  long deadline = UNARMED;

  Transaction(String id, String sessionId, @Nullable Outgoing outgoing) {
    this.id = id;
    this.sessionId = sessionId;
    this.outgoing = outgoing;
  }
}
