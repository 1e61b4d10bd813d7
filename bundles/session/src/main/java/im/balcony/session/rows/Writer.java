package im.balcony.session.rows;

import im.balcony.api.data.Facts;

/** Facts in the making: writes over what was there and leaves out defaults. */
final class Writer {

  private Facts facts;

  Writer(Facts before) {
    facts = before;
  }

  Writer value(String name, Object value, boolean isDefault) {
    facts = isDefault ? facts.without(name) : facts.with(name, value);
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
    return facts.isEmpty();
  }

  Facts facts() {
    return facts;
  }
}
