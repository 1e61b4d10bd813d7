package im.balcony.testkit.virtual;

import java.nio.charset.StandardCharsets;

/** What kind of thing a process does when it writes these octets: the word by which they begin. */
public final class Kinds {

  private static final int MOST = 64;

  private Kinds() {}

  /** Octets on a stream of this protocol. */
  static String written(String protocol, byte[] octets) {
    var begin = begin(octets);
    return protocol + " " + (protocol.equals("msrp") ? msrp(begin) : xmpp(begin)) + " written";
  }

  private static String xmpp(String begin) {
    if (!begin.startsWith("<")) {
      return "octets";
    }
    var end = 1;
    while (end < begin.length() && (Character.isLetter(begin.charAt(end)) || end == 1)) {
      end++;
    }
    var name = begin.substring(1, end);
    return name.isEmpty() || name.startsWith("?") ? "header" : name;
  }

  private static String msrp(String begin) {
    var words = begin.split("[ \r]", 4);
    if (words.length < 3 || !words[0].equals("MSRP")) {
      return "octets";
    }
    return Character.isDigit(words[2].charAt(0)) ? "answer" : words[2];
  }

  /** A SIP message that is sent. */
  public static String sip(byte[] octets) {
    var begin = begin(octets);
    if (!begin.startsWith("SIP/2.0 ")) {
      return "SIP " + begin.substring(0, Math.max(0, begin.indexOf(' '))) + " sent";
    }
    return "SIP " + begin.charAt(8) + "xx sent";
  }

  private static String begin(byte[] octets) {
    return new String(octets, 0, Math.min(octets.length, MOST), StandardCharsets.ISO_8859_1);
  }
}
