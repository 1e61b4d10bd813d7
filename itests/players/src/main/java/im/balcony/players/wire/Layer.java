package im.balcony.players.wire;

import java.util.List;
import java.util.Optional;

/**
 * One message of one protocol as tshark decoded it.
 *
 * @param protocol its name, such as {@code sip}
 * @param start where it starts in the frame, in octets
 * @param size its length in octets
 * @param fields all fields, those of what it carries too, in the order of the dissection
 */
record Layer(String protocol, int start, int size, List<Field> fields) {

  /** The fields of this name. */
  List<Field> all(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).toList();
  }

  /** The first field of this name. */
  Optional<Field> first(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  /** What the first field of this name shows; empty without one. */
  String text(String name) {
    return first(name).map(Field::text).orElse("");
  }

  /** Whether there is a field of this name. */
  boolean has(String name) {
    return first(name).isPresent();
  }
}
