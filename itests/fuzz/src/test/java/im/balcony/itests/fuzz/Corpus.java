package im.balcony.itests.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

/** Inputs that once led where none had led before: they are tried again with each build. */
final class Corpus {

  private Corpus() {}

  /** What was kept of a target. */
  static Stream<byte[]> of(String target) {
    var inputs = Stream.<byte[]>builder();
    try (var file = Corpus.class.getResourceAsStream("/corpus/" + target + ".zip");
        var zip = new ZipInputStream(Objects.requireNonNull(file, target))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          var input = new ByteArrayOutputStream();
          zip.transferTo(input);
          inputs.add(input.toByteArray());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inputs.build();
  }
}
