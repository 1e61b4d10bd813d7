package im.balcony.net;

import im.balcony.api.data.Quantity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one configured quantity; what is out of range is refused with what would be right, and the
 * default holds.
 */
final class Setting {

  private static final Logger LOG = LoggerFactory.getLogger(Setting.class);

  private Setting() {}

  static long read(
      String key, String text, Quantity quantity, long otherwise, long least, long most) {
    var value = quantity.parse(text.strip());
    if (value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most) {
      return value.getAsLong();
    }
    LOG.warn(
        "Refused {} = {}: allowed are {} to {}; {} holds",
        key,
        im.balcony.api.data.Masked.line(text),
        quantity.render(least),
        quantity.render(most),
        quantity.render(otherwise));
    return otherwise;
  }
}
