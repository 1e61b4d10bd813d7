package im.balcony.sip.transaction;

import im.balcony.api.sip.SipResponse;
import im.balcony.sip.transaction.ServerMachine.Resting;
import java.util.Optional;

/**
 * What is known of a transaction that has its final response: only what a copy of the request does
 * not bring, for who asks again tells again what a response repeats, and where that goes.
 *
 * @param machine what its machine is
 * @param response the response, without tag if the row has that; empty if it is never repeated
 * @param tag the tag, if it is not the row's
 * @param octets how large it is for itself
 */
record Answer(Resting machine, Optional<SipResponse> response, Optional<String> tag, int octets)
    implements ServerTransactions.Known {

  private static final int TAG = 16;
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  /** The number that is written as this tag, as the edge writes its own; 0 if none is. */
  static long number(String tag) {
    if (tag.length() != TAG) {
      return 0;
    }
    var number = 0L;
    for (var i = 0; i < TAG; i++) {
      var digit = Character.digit(tag.charAt(i), 16);
      if (digit < 0 || tag.charAt(i) != DIGITS[digit]) {
        return 0;
      }
      number = number << 4 | digit;
    }
    return number;
  }
}
