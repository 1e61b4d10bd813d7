package im.balcony.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Tenant.Demand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {

  private static final String MD5 = "939e7578ed9e3c518a452acee763bce9";

  @TempDir Path folder;

  @Test
  void linesAreThoseOfHtdigestOrLonger() {
    var users =
        Users.of(
            "r",
            List.of(
                "# trunks",
                "",
                "one:r:" + MD5.toUpperCase(java.util.Locale.ROOT),
                "one:r:" + MD5 + MD5,
                "two:other:" + MD5,
                "three:r:" + MD5.replace('9', 'x'),
                "four:r:abc",
                "five:r:" + MD5 + ":x"));
    assertThat(users.algorithms()).containsExactly(Algorithm.SHA_256, Algorithm.MD5);
    assertThat(users.secret(Algorithm.MD5, "one")).contains(MD5);
    assertThat(users.secret(Algorithm.SHA_256, "one")).contains(MD5 + MD5);
    for (var nobody : List.of("two", "three", "four", "five", "", "# trunks")) {
      assertThat(users.secret(Algorithm.MD5, nobody)).as(nobody).isEmpty();
    }
    assertThat(Users.NONE.algorithms()).isEmpty();
  }

  @Test
  void aFileIsLookedAtAgainAndABadOneChangesNothing() throws Exception {
    var now = new AtomicLong();
    var files = new UserFiles(now::get);
    var file = folder.resolve("users");
    var demand = new Demand("r", file.toString());
    assertThat(files.of(demand).algorithms()).isEmpty();
    write(file, "one:r:" + MD5, 1);
    assertThat(files.of(demand).algorithms()).as("not looked at yet").isEmpty();
    now.addAndGet(UserFiles.AGAIN);
    assertThat(files.of(demand).secret(Algorithm.MD5, "one")).isPresent();
    write(file, "two:r:" + MD5, 2);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    now.addAndGet(UserFiles.AGAIN);
    assertThat(files.of(demand).secret(Algorithm.MD5, "one")).isPresent();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    now.addAndGet(UserFiles.AGAIN);
    assertThat(files.of(demand).secret(Algorithm.MD5, "one")).isEmpty();
    assertThat(files.of(demand).secret(Algorithm.MD5, "two")).isPresent();
  }

  private static void write(Path file, String text, int time) throws Exception {
    Files.writeString(file, text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(time * 10_000L));
  }
}
