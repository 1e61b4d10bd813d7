package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.RandomIds;
import im.balcony.api.session.Effect;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.testkit.Requirement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What has to be random in the INVITE of a new session: nobody guesses it, and none is like
 * another.
 */
class UniqueNamesTest {

  private static final int SESSIONS = 100_000;

  /** Letters and digits alone: almost six bits each, of which one is left out of account. */
  private static final int BITS = 5;

  private static final Pattern PATH =
      Pattern.compile("msrp://192\\.0\\.2\\.1:2855/([0-9A-Za-z]+);tcp");

  @Test
  @Requirement({"MSRP-32", "SIP-16"})
  void noSessionAndNoDialogIsLikeAnother() {
    var scene = new Scene();
    scene.ids = new RandomIds();
    var first = scene.text("chat", "1", body("x"));
    var rows = new HashMap<>(scene.rows);
    var ids = new HashSet<String>();
    var tags = new HashSet<String>();
    for (var i = 0; i < SESSIONS; i++) {
      scene.rows.clear();
      scene.rows.putAll(rows);
      scene.correlation = CorrelationShelves.open(scene.key, scene.rows);
      var invite = scene.request(new Effect.StartSession("e" + i, "leg", first, Optional.empty()));
      var path =
          PATH.matcher(invite.sdp().orElseThrow().media().get(0).attribute("path").orElse(""));
      assertThat(path.matches()).isTrue();
      assertThat(path.group(1).length() * BITS).isGreaterThanOrEqualTo(80);
      assertThat(ids.add(path.group(1))).as("a session-id that is new").isTrue();
      var tag = invite.from().tag().orElseThrow();
      assertThat(tag.length() * BITS).isGreaterThanOrEqualTo(32);
      assertThat(tags.add(tag)).as("a tag that is new").isTrue();
    }
  }
}
