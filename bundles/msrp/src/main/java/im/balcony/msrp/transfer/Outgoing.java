package im.balcony.msrp.transfer;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import java.nio.ByteBuffer;

/** A message of ours on its way. */
final class Outgoing {

  final MsrpCommand.Send send;
  final ByteBuffer body;
  final int length;

  /** When it is given up if nothing of it was handed out. */
  long until = Long.MAX_VALUE;

  /** How many octets of the body were handed out. */
  int offset;

  /** Whether anything of it was handed out. */
  boolean started;

  /** Whether its last chunk was handed out. */
  boolean finished;

  /** Whether its result was told. */
  boolean reported;

  /** Chunks that are not answered yet. */
  int open;

  Outgoing(MsrpCommand.Send send) {
    this.send = send;
    body = send.message().body().view();
    length = body.remaining();
  }

  /** Whether silence is the good answer (RFC 4975 §7.1.4). */
  boolean quiet() {
    return send.message().failureReport() != FailureReport.YES;
  }

  /** The next octets of the body. */
  ByteBuffer take(int count) {
    var piece = body.slice(offset, count);
    offset += count;
    return piece;
  }
}
