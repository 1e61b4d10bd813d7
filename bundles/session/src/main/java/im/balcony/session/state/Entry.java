package im.balcony.session.state;

import im.balcony.api.data.Facts;

/** Something remembered that is found by itself: each is a row of its own. */
public interface Entry {

  /** Its name among its kind. */
  String key();

  /** The effect whose result it waits for; empty if it waits for none. */
  default String effectId() {
    return "";
  }

  /** When something has to be done about it, milliseconds; {@link Long#MAX_VALUE} for never. */
  default long due() {
    return Long.MAX_VALUE;
  }

  /** The row from which it was read, with what a newer version wrote. */
  Facts more();
}
