package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ejabberd;
import im.balcony.players.Ports;
import im.balcony.players.Prosody;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What real servers pass on of the odd XML that a user of theirs writes. */
class OddXmlOfServersTest {

  private static final Duration WAIT = Duration.ofSeconds(20);

  private static String message(String id, String children) {
    return "<message to='romeo@example.net' id='" + id + "'>" + children + "</message>";
  }

  private static void play(Playhouse.Starter starter) throws Exception {
    try (var house = new Playhouse(starter);
        var raw = new RawJuliet(house.server.clientPort())) {
      raw.say(
          message("m1", "<body><![CDATA[a < b]]></body>")
              + message("m2", "<body>A prefix</body><p:x p:y='z'/>")
              + message("m3", "<body>deep</body>" + "<a>".repeat(99) + "</a>".repeat(99))
              + message("m4", "<body>long</body><a b='" + "x".repeat(20_000) + "'/>")
              + message("m5", "<body>&#x0000000000000000000041;</body>")
              // Some servers keep that to themselves.
              + message("m7", "<body xml:lang='!?'>of no language</body>")
              + message("m6", "<body>after all</body>"));

      var texts = new ArrayList<String>();
      while (!texts.contains("after all")) {
        texts.add(house.romeo.messages.next(WAIT).text());
      }
      assertThat(texts).contains("a < b", "A").doesNotContain("deep", "long");
      raw.await("policy-violation");
      assertThat(house.linked()).isTrue();
      assertThat(house.violations.all()).isEmpty();
    }
  }

  @Test
  void prosodysLinkLivesOn() throws Exception {
    assertThat(Prosody.installed()).as("Prosody is installed (package prosody)").isTrue();
    play((folder, components, users) -> new Prosody(folder, Ports.free(), components, users));
  }

  @Test
  void ejabberdsLinkLivesOn() throws Exception {
    assertThat(Ejabberd.installed()).as("ejabberd is installed (package ejabberd)").isTrue();
    play(Ejabberd::new);
  }
}
