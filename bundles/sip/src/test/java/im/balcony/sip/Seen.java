package im.balcony.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A SIP message as a peer sees it, read by rules that share nothing with the edge. */
record Seen(String start, List<String> lines, byte[] body) {

  static Seen of(byte[] octets) {
    var text = new String(octets, StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no empty line in: " + text);
    }
    var lines = new ArrayList<>(List.of(text.substring(0, end).split("\r\n")));
    var start = lines.remove(0);
    return new Seen(start, lines, text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
  }

  int status() {
    return start.startsWith("SIP/2.0 ") ? Integer.parseInt(start.substring(8, 11)) : 0;
  }

  String method() {
    return start.split(" ")[0];
  }

  List<String> all(String name) {
    return lines.stream()
        .filter(l -> l.toLowerCase().startsWith(name.toLowerCase() + ":"))
        .map(l -> l.substring(name.length() + 1).trim())
        .toList();
  }

  String header(String name) {
    return all(name).isEmpty() ? "" : all(name).get(0);
  }

  String branch() {
    return parameter(header("Via"), "branch");
  }

  String toTag() {
    return parameter(header("To"), "tag");
  }

  static String parameter(String value, String name) {
    for (var part : value.split(";")) {
      if (part.trim().startsWith(name + "=")) {
        return part.trim().substring(name.length() + 1);
      }
    }
    return "";
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
