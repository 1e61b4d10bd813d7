package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.players.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Who lacks a program for the tests is told which package to install. */
class MissingProgramTest {

  @Test
  void aMissingProgramNamesItsPackage() throws IOException {
    assertThat(Program.find("env", "coreutils")).isExecutable();
    assertThatThrownBy(() -> Program.find("no-such-phone", "phone-core"))
        .isInstanceOf(IOException.class)
        .hasMessage("no-such-phone is not installed; Debian's package phone-core has it");
  }

  @Test
  void theScriptInstallsWhatThePlayersNeed() throws IOException {
    var script = Files.readString(Path.of("../../balcony"));

    assertThat(script)
        .contains("kamailio:kamailio", "sipp:sip-tester", "baresip:baresip-core", "tshark:tshark");
  }
}
