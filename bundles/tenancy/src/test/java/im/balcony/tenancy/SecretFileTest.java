package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "rw-------, 8, true",
    "r--------, 8, true",
    "rw-------, 1, true",
    "rw-------, 1024, true",
    "rw-------, 0, false",
    "rw-------, 1025, false",
    "rw-r-----, 8, false",
    "rw----r--, 8, false",
    "rw-----w-, 8, false",
    "rwx------, 8, false",
  })
  void onlyItsOwnerMayTouchIt(String mode, int octets, boolean usable) throws Exception {
    var file = folder.resolve("secret");
    Files.write(file, new byte[octets]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThat(SecretFile.usable(file.toString())).isEqualTo(usable);
  }

  @Test
  void itIsAFile() {
    assertThat(SecretFile.usable(folder.toString())).isFalse();
    assertThat(SecretFile.usable(folder.resolve("none").toString())).isFalse();
    assertThat(SecretFile.usable("")).isFalse();
    assertThat(SecretFile.usable("a\0b")).isFalse();
  }
}
