package im.balcony.msrp.format;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.MsrpContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Unwraps and wraps by RFC 3862 and RFC 2046. */
@Component(name = "im.balcony.msrp.CpimFormats", service = Formats.class)
public final class CpimFormats implements Formats {

  /** Most containers one in the other; 400 beyond (CPIM-17). */
  static final int MAX_DEPTH = 8;

  @Override
  public MsrpContent unwrap(String contentType, Octets body, List<String> accepted)
      throws FormatException {
    var outermost = new Mime(Map.of("content-type", contentType), body);
    return open(outermost, accepted, Optional.empty(), 0)
        .orElseThrow(() -> new FormatException(415, "nothing acceptable inside"));
  }

  @Override
  public List<MsrpContent> unwrapAll(String contentType, Octets body, List<String> accepted)
      throws FormatException {
    var all = new ArrayList<MsrpContent>();
    var outermost = new Mime(Map.of("content-type", contentType), body);
    collect(outermost, accepted, Optional.empty(), 0, all);
    if (all.isEmpty()) {
      throw new FormatException(415, "nothing acceptable inside");
    }
    return all;
  }

  private static void collect(
      Mime object,
      List<String> accepted,
      Optional<MsrpContent.Cpim> cpim,
      int depth,
      List<MsrpContent> all)
      throws FormatException {
    var type = type(object);
    if (type.isCpim() && depth < MAX_DEPTH) {
      var inner = Cpim.parse(object.decoded());
      collect(
          inner.content(),
          accepted,
          Optional.of(new MsrpContent.Cpim(inner.headers())),
          depth + 1,
          all);
    } else if (type.isMultipart() && depth < MAX_DEPTH) {
      for (var part : Multipart.parse(type, object.decoded())) {
        collect(part, accepted, cpim, depth + 1, all);
      }
    } else {
      open(object, accepted, cpim, depth).ifPresent(all::add);
    }
  }

  @Override
  public List<Part> parts(String contentType, Octets body, List<String> accepted)
      throws FormatException {
    var outermost = new Mime(Map.of("content-type", contentType), body);
    var parts = new BodyParts(accepted).of(outermost, true, 0);
    if (parts.isEmpty()) {
      throw new FormatException(415, "nothing but what may be left out, and cannot be read");
    }
    return parts;
  }

  @Override
  public Octets wrap(List<MsrpContent.Header> headers, String contentType, Octets content) {
    return wrap(headers, contentType, Optional.empty(), content);
  }

  @Override
  public Octets wrap(
      List<MsrpContent.Header> headers,
      String contentType,
      Optional<String> language,
      Octets content) {
    return wrap(headers, contentType, language, Optional.empty(), content);
  }

  @Override
  public Octets wrap(
      List<MsrpContent.Header> headers,
      String contentType,
      Optional<String> language,
      Optional<String> disposition,
      Octets content) {
    return CpimWriter.write(headers, contentType, language, disposition, content);
  }

  /** Empty if nothing acceptable is inside. */
  private static Optional<MsrpContent> open(
      Mime object, List<String> accepted, Optional<MsrpContent.Cpim> cpim, int depth)
      throws FormatException {
    var language = Optional.ofNullable(object.headers().get("content-language"));
    var disposition = Optional.ofNullable(object.headers().get(BodyParts.DISPOSITION));
    return opened(object, accepted, cpim, depth).map(c -> c.in(language).disposed(disposition));
  }

  private static Optional<MsrpContent> opened(
      Mime object, List<String> accepted, Optional<MsrpContent.Cpim> cpim, int depth)
      throws FormatException {
    var type = type(object);
    if (type.isContainer() && depth >= MAX_DEPTH) {
      throw new FormatException(400, "nested too deeply");
    }
    if (type.isCpim()) {
      var inner = Cpim.parse(object.decoded());
      var headers = Optional.of(new MsrpContent.Cpim(inner.headers()));
      return open(inner.content(), accepted, headers, depth + 1);
    }
    if (type.isMultipart()) {
      return choose(type, object, accepted, cpim, depth + 1);
    }
    if (!type.isIn(accepted)) {
      return Optional.empty();
    }
    return Optional.of(
        new MsrpContent(
            object.headers().getOrDefault("content-type", type.name()),
            Optional.empty(),
            object.decoded(),
            cpim));
  }

  static MediaType type(Mime object) throws FormatException {
    var text = object.value("content-type");
    return text.isEmpty()
        ? MediaType.TEXT
        : MediaType.parse(text)
            .orElseThrow(() -> new FormatException(400, "malformed Content-Type"));
  }

  /**
   * The first acceptable part, and all texts as one; of alternatives plain text, if it is one of
   * them.
   */
  private static Optional<MsrpContent> choose(
      MediaType type,
      Mime object,
      List<String> accepted,
      Optional<MsrpContent.Cpim> cpim,
      int depth)
      throws FormatException {
    var alternative = type.name().equals("multipart/alternative");
    var all = new ArrayList<MsrpContent>();
    for (var part : Multipart.parse(type, object.decoded())) {
      var found = open(part, accepted, cpim, depth);
      if (found.isEmpty() && !alternative && BodyParts.handling(part).orElse(false)) {
        throw new FormatException(415, "a required part is not understood");
      }
      found.ifPresent(all::add);
    }
    if (all.stream().anyMatch(CpimFormats::isShown)) {
      all.removeIf(content -> !isShown(content));
    }
    var texts = all.stream().filter(CpimFormats::isPlain).toList();
    if (alternative || texts.size() < 2) {
      return alternative && !texts.isEmpty() ? Optional.of(texts.get(0)) : all.stream().findFirst();
    }
    return Optional.of(Texts.joined(texts));
  }

  private static boolean isShown(MsrpContent content) {
    return MsrpContent.isShown(content.disposition());
  }

  private static boolean isPlain(MsrpContent content) {
    return MediaType.parse(content.contentType())
        .filter(t -> t.name().equals(MediaType.TEXT.name()))
        .isPresent();
  }
}
