package im.balcony.session.rows;

import im.balcony.api.data.Facts;
import im.balcony.api.data.FactsDraft;

/** Facts in the making: writes over what was there and leaves out defaults. */
final class Writer {

  private final FactsDraft draft;

  Writer(Facts before) {
    draft = before.change();
  }

  Writer value(String name, Object value, boolean isDefault) {
    if (isDefault) {
      draft.without(name);
    } else {
      draft.with(name, value);
    }
    return this;
  }

  Writer text(String name, String value) {
    return value(name, value, value.isEmpty());
  }

  Writer number(String name, long value) {
    return value(name, value, value == 0);
  }

  Writer flag(String name, boolean value) {
    return value(name, value, !value);
  }

  boolean isEmpty() {
    return draft.isEmpty();
  }

  Facts facts() {
    return draft.facts();
  }
}
