package im.balcony.msrp.format;

import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.Formats.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts of a body by what each of them asks for (RFC 3261 §20.11, RFC 2046 §5.1, RFC 2387). */
final class BodyParts {

  private static final String TYPE = "content-type";
  static final String DISPOSITION = "content-disposition";

  private final List<String> accepted;

  BodyParts(List<String> accepted) {
    this.accepted = accepted;
  }

  /** The parts of {@code object}; {@code required} is what holds where a part says nothing. */
  List<Part> of(Mime object, boolean required, int depth) throws FormatException {
    var type = CpimFormats.type(object);
    if (!type.isMultipart()) {
      return leaf(object, type, handling(object).orElse(required));
    }
    if (depth >= CpimFormats.MAX_DEPTH) {
      throw new FormatException(400, "nested too deeply");
    }
    var must = handling(object).orElse(required);
    var parts = Multipart.parse(type, object.decoded());
    var found =
        switch (type.name()) {
          case "multipart/alternative" -> alternative(object, parts, depth + 1);
          case "multipart/related" -> related(type, parts, depth + 1);
          case "multipart/signed" -> of(parts.get(0), true, depth + 1);
          default -> all(parts, depth + 1);
        };
    return must ? found : optional(found);
  }

  private List<Part> all(List<Mime> parts, int depth) throws FormatException {
    var found = new ArrayList<Part>();
    for (var part : parts) {
      found.addAll(of(part, true, depth));
    }
    return found;
  }

  /** The parts around the root are its own affair, unless they say otherwise. */
  private List<Part> related(MediaType type, List<Mime> parts, int depth) throws FormatException {
    var start = type.parameters().getOrDefault("start", "");
    var root = 0;
    for (var i = 1; i < parts.size() && !start.isEmpty(); i++) {
      root = parts.get(i).value("content-id").equals(start) ? i : root;
    }
    var found = new ArrayList<>(of(parts.get(root), true, depth));
    for (var i = 0; i < parts.size(); i++) {
      if (i != root) {
        found.addAll(of(parts.get(i), false, depth));
      }
    }
    return found;
  }

  /** Plain text, else the first that can be read as a whole, else what was not understood. */
  private List<Part> alternative(Mime object, List<Mime> parts, int depth) throws FormatException {
    var chosen = Optional.<List<Part>>empty();
    for (var part : parts) {
      var one = of(part, true, depth);
      var readable = !one.isEmpty() && one.stream().allMatch(p -> isReadable(p) || !p.required());
      if (readable && one.stream().anyMatch(BodyParts::isPlain)) {
        return one;
      }
      chosen = chosen.or(() -> readable ? Optional.of(one) : Optional.empty());
    }
    return chosen.orElseGet(() -> List.of(unread(object)));
  }

  private List<Part> optional(List<Part> parts) {
    var whole = parts.stream().allMatch(part -> isReadable(part) || !part.required());
    return whole
        ? parts.stream()
            .map(p -> new Part(p.contentType(), p.disposition(), false, p.body(), p.language()))
            .toList()
        : List.of();
  }

  private static List<Part> leaf(Mime object, MediaType type, boolean required)
      throws FormatException {
    var encoding = object.value("content-encoding");
    try {
      if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
        throw new FormatException(415, "unknown Content-Encoding");
      }
      var name = type.isCpim() ? "message/cpim" : object.headers().getOrDefault(TYPE, type.name());
      return List.of(
          new Part(name, disposition(object), required, object.decoded(), language(object)));
    } catch (FormatException e) {
      if (required) {
        throw e;
      }
      return List.of();
    }
  }

  private static Part unread(Mime object) {
    return new Part(object.value(TYPE), disposition(object), true, object.content());
  }

  private static Optional<String> disposition(Mime object) {
    return Optional.ofNullable(object.headers().get(DISPOSITION));
  }

  private static Optional<String> language(Mime object) {
    return Optional.ofNullable(object.headers().get("content-language"));
  }

  /** What a part says of itself; empty if it says nothing that is known. */
  static Optional<Boolean> handling(Mime object) {
    return switch (MediaType.parameters(object.value(DISPOSITION))
        .getOrDefault("handling", "")
        .toLowerCase(Locale.ROOT)) {
      case "required" -> Optional.of(true);
      case "optional" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private boolean isReadable(Part part) {
    return MediaType.parse(part.contentType()).filter(type -> type.isIn(accepted)).isPresent();
  }

  private static boolean isPlain(Part part) {
    return MediaType.parse(part.contentType())
        .filter(type -> type.name().equals(MediaType.TEXT.name()))
        .isPresent();
  }
}
