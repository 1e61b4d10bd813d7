package im.balcony.msrp.transfer;

import im.balcony.api.msrp.MsrpUri;
import im.balcony.msrp.frame.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frame that is being received. */
final class Incoming {

  /** What is done with its body. */
  enum Kind {
    /** A SEND that belongs to a message. */
    COLLECT,
    /** A SEND without Content-Type: there must be no body. */
    BODILESS,
    REPORT,
    RESPONSE,
    /** Answered already, or to be ignored; the body is dropped. */
    DROP
  }

  final Head head;
  Kind kind = Kind.DROP;
  boolean answered;

  /** The session it is for, once that is known. */
  @Nullable Session session;

  /** The message it adds to. */
  @Nullable PartialMessage partial;

  /** Position of its first octet, counted from 1. */
  long start = 1;

  /** Octets of the body so far. */
  long received;

  List<MsrpUri> fromPath = List.of();

  Incoming(Head head) {
    this.head = head;
  }
}
