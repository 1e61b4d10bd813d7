package im.balcony.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "rw-------, 8, ''",
    "r--------, 8, ''",
    "rw-------, 1, ''",
    "rw-------, 1024, ''",
    "rw-------, 0, its size is 0 octets",
    "rw-------, 1025, its size is 1025 octets",
    "rw-r-----, 8, its mode is rw-r-----",
    "rw----r--, 8, its mode is rw----r--",
    "rw-----w-, 8, its mode is rw-----w-",
    "rwx------, 8, its mode is rwx------",
  })
  void onlyItsOwnerMayTouchIt(String mode, int octets, String wrong) throws Exception {
    var file = folder.resolve("secret");
    Files.write(file, new byte[octets]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    var fault = SecretFile.fault(file.toString(), 1024);
    assertThat(fault.map(SecretFile.Fault::shown).orElse(""))
        .isEqualTo(wrong.isEmpty() ? "" : file.toString());
    assertThat(fault.map(f -> f.allowed().replaceFirst(".*; ", "")).orElse("")).isEqualTo(wrong);
  }

  @Test
  void itIsAFile() {
    var none = folder.resolve("none").toString();
    assertThat(SecretFile.fault(none, 1024).orElseThrow().shown()).isEqualTo(none);
    assertThat(SecretFile.fault(none, 1024).orElseThrow().allowed()).contains("no such file");
    assertThat(SecretFile.fault(folder.toString(), 1024).orElseThrow().allowed())
        .contains("no file");
    assertThat(SecretFile.fault("", 1024).orElseThrow().allowed()).contains("none is named");
  }

  @Test
  void whatMayBeTheSecretIsNotShown() {
    for (var secret : List.of("capulet", "/capulet", "none/capulet", "/none/capulet", "a\0b")) {
      assertThat(SecretFile.fault(secret, 1024).orElseThrow().shown()).isEqualTo("…");
      assertThat(SecretFile.fault(secret, 1024).orElseThrow().allowed()).doesNotContain("capulet");
    }
  }

  @Test
  void whatIsNoSecretMayBeReadByOthers() throws Exception {
    var file = folder.resolve("certificate");
    Files.write(file, new byte[2000]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(SecretFile.faultOfPublic(file.toString(), 2000)).isEmpty();
    assertThat(SecretFile.faultOfPublic(file.toString(), 1999).orElseThrow().allowed())
        .isEqualTo("a readable file of 1 to 1999 octets; its size is 2000 octets");
    assertThat(SecretFile.fault(file.toString(), 2000).orElseThrow().allowed())
        .endsWith("its mode is rw-r--r--");
  }

  @Test
  void itIsReadWithoutTheSpaceAroundIt() throws Exception {
    var file = folder.resolve("secret");
    Files.writeString(file, " s3cret \n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> SecretFile.read(file.toString())).hasMessageContaining("0600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(SecretFile.read(file.toString())).isEqualTo("s3cret");
  }

  @Test
  void whyItCannotBeReadTellsNothingOfIt() throws Exception {
    var file = folder.resolve("secret");
    for (var content : List.of(" \n", "capulet".repeat(200))) {
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      assertThatThrownBy(() -> SecretFile.read(file.toString()))
          .isInstanceOf(IOException.class)
          .message()
          .doesNotContain("capulet", folder.toString());
    }
    for (var secret : List.of("capulet", "/none/capulet", "a\0capulet", folder.toString())) {
      assertThatThrownBy(() -> SecretFile.read(secret))
          .isInstanceOf(IOException.class)
          .message()
          .doesNotContain("capulet");
    }
  }
}
