package im.balcony.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpContent.Cpim;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.mapping.content.Imdn;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.content.XhtmlIm;
import im.balcony.msrp.format.CpimFormats;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What lies in messages is read or refused, and what is written is read alike. */
class FormatsFuzzTest {

  private static final List<String> ALL = List.of("*");
  private static final Set<String> PREFIXES = Set.of("NS", "Require");

  private final CpimFormats formats = new CpimFormats();

  static Stream<byte[]> cpim() {
    return Corpus.of("Formats.cpim");
  }

  static Stream<byte[]> parts() {
    return Corpus.of("Formats.parts");
  }

  static Stream<byte[]> documents() {
    return Corpus.of("Formats.documents");
  }

  static Stream<byte[]> html() {
    return Corpus.of("Formats.html");
  }

  @MethodSource
  @FuzzTest
  void cpim(byte[] octets) {
    MsrpContent content;
    try {
      content = formats.unwrap("message/cpim", Octets.of(octets), ALL);
    } catch (FormatException e) {
      assertThat(e.status()).isIn(400, 415);
      return;
    }
    var headers = content.cpim().orElseThrow().headers();
    if (said(content.cpim().orElseThrow()).isEmpty()) {
      // What we write says whose it is at least.
      return;
    }
    Octets written;
    try {
      written = formats.wrap(headers, content.contentType(), content.body());
    } catch (IllegalArgumentException e) {
      // What may be read is not always what we would send.
      return;
    }
    try {
      var again = formats.unwrap("message/cpim", written, ALL);
      assertThat(again.body()).isEqualTo(content.body());
      assertThat(again.contentType().strip()).isEqualTo(content.contentType().strip());
      assertThat(said(again.cpim().orElseThrow())).isEqualTo(said(content.cpim().orElseThrow()));
    } catch (FormatException e) {
      throw new AssertionError("what we write is malformed", e);
    }
  }

  /** All headers but those that are about prefixes: whoever writes chooses his own. */
  private static List<Header> said(Cpim cpim) {
    return cpim.headers().stream()
        .filter(h -> !(h.namespace().equals(Header.BASE) && PREFIXES.contains(h.name())))
        .toList();
  }

  /** The first line is the type. */
  @MethodSource
  @FuzzTest
  void parts(byte[] octets) {
    var text = new String(octets, StandardCharsets.ISO_8859_1).split("\n", 2);
    var body = Octets.of(text[text.length - 1].getBytes(StandardCharsets.ISO_8859_1));
    try {
      assertThat(formats.parts(text[0], body, ALL)).isNotEmpty();
      assertThat(formats.unwrapAll(text[0], body, ALL)).isNotEmpty();
    } catch (FormatException e) {
      assertThat(e.status()).isIn(400, 415);
    }
  }

  @MethodSource
  @FuzzTest
  void documents(byte[] octets) {
    var document = Octets.of(octets);
    IsComposing.read(document);
    var notice = Imdn.read(document);
    if (notice.isPresent()) {
      var written = notice.get().write("2026-12-01T00:00:00Z", List.of("im:romeo@example.net"));
      assertThat(Imdn.read(written)).isEqualTo(notice);
    }
  }

  @MethodSource
  @FuzzTest
  void html(byte[] octets) {
    var read = XhtmlIm.read(new String(octets, StandardCharsets.UTF_8));
    assertThat(read.text()).doesNotContain("\0");
  }
}
