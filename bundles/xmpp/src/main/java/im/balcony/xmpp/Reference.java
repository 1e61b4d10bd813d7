package im.balcony.xmpp;

import java.util.Set;

/**
 * A reference between {@code &} and {@code ;}: only the five predefined entities and character
 * references to allowed characters are let through (RFC 6120 §11.1).
 */
final class Reference {

  private static final Set<String> PREDEFINED = Set.of("amp", "lt", "gt", "quot", "apos");
  private static final int LONGEST = 16;

  private final StringBuilder name = new StringBuilder(LONGEST);
  private boolean open;

  /** Whether the {@code ;} is still to come. */
  boolean isOpen() {
    return open;
  }

  /** The {@code &} was read. */
  void begin() {
    open = true;
    name.setLength(0);
  }

  /** The stream error that {@code octet} causes inside the reference, or the empty string. */
  String next(int octet) {
    if (octet == ';') {
      open = false;
      return condition(name.toString());
    }
    if (octet <= ' ' || "<>&'\"".indexOf(octet) >= 0) {
      return "not-well-formed";
    }
    if (name.length() == LONGEST) {
      return name.charAt(0) == '#' ? "not-well-formed" : "restricted-xml";
    }
    if (isZero() && Character.digit(octet, 16) >= 0) {
      // Zeros that lead say nothing and may be many.
      name.setLength(name.length() - 1);
    }
    name.append((char) octet);
    return "";
  }

  private boolean isZero() {
    var last = name.length() - 1;
    return (last == 1 || (last == 2 && name.charAt(1) == 'x'))
        && name.charAt(0) == '#'
        && name.charAt(last) == '0';
  }

  private static String condition(String name) {
    if (PREDEFINED.contains(name)) {
      return "";
    }
    if (!name.startsWith("#")) {
      return name.isEmpty() ? "not-well-formed" : "restricted-xml";
    }
    var hexadecimal = name.startsWith("#x");
    try {
      var codePoint = Integer.parseInt(name.substring(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
      return Characters.allowed(codePoint) ? "" : "not-well-formed";
    } catch (NumberFormatException e) {
      return "not-well-formed";
    }
  }

  /** What was read of an open reference, with its {@code &}; empty if none is open. */
  String state() {
    return open ? "&" + name : "";
  }

  /** Goes on from a {@link #state}. */
  void resume(String state) {
    open = !state.isEmpty();
    name.setLength(0);
    if (open) {
      name.append(state, 1, Math.min(state.length(), LONGEST + 1));
    }
  }
}
