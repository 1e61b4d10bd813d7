package im.balcony.session.rows;

import im.balcony.api.data.Facts;
import im.balcony.api.message.Failure;
import im.balcony.session.state.Failures;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Why a leg ends, as far as its peer is told ({@link Failures#told}). */
final class EndReasons {

  private EndReasons() {}

  static Facts write(Failure failure) {
    var writer = new Writer(Facts.NONE).text("cause", EnumNames.CAUSES.of(failure.cause()));
    failure.sipStatus().ifPresent(status -> writer.number("status", status));
    failure.text().ifPresent(text -> writer.text("text", text));
    return writer.facts();
  }

  /** Empty if there is none, or one of a cause that only a newer version knows. */
  static Optional<Failure> read(Facts facts) {
    return EnumNames.CAUSES
        .constant(facts.text("cause", ""))
        .map(cause -> Failures.told(cause, status(facts.number("status")), facts.text("text")));
  }

  private static OptionalInt status(OptionalLong number) {
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }
}
