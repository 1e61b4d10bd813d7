package im.balcony.api.address;

import java.util.Locale;

/**
 * A {@code tel} URI (RFC 3966), reduced to its number.
 *
 * @param number the number without visual separators, a leading {@code +} for a global one
 */
public record TelUri(String number) {

  /**
   * Reads a URI; parameters are dropped.
   *
   * @throws AddressException if it is no {@code tel} URI
   */
  public static TelUri parse(String text) throws AddressException {
    if (!text.toLowerCase(Locale.ROOT).startsWith("tel:")) {
      throw new AddressException("scheme is not tel");
    }
    var semicolon = text.indexOf(';');
    var digits =
        text.substring(4, semicolon < 0 ? text.length() : semicolon).replaceAll("[-.()]", "");
    if (!digits.matches("\\+?[0-9*#A-Fa-f]{1,32}")) {
      throw new AddressException("number holds an illegal character");
    }
    return new TelUri(digits);
  }

  @Override
  public String toString() {
    return "tel:" + number;
  }
}
