package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Tenants;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant whose peers have to say who they are (RFC 3261 §22.1); the digest is the test's own. */
class DemandedCredentialsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";
  private static final String REALM = "example.net";
  private static final String JULIET = "sip:juliet@example.com";

  private Scene scene;
  private Phone romeo;
  private int count;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void demanding(String hash) throws Exception {
    Path users = Files.createTempFile("balcony", "users");
    Files.writeString(users, "trunk:" + REALM + ":" + secret(hash) + "\n");
    Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
    scene.nextHopOf(
        romeo, Map.of("sip.demand-realm", REALM, "sip.demand-users-file", users.toString()));
    Framework.await(
        "the demand",
        WAIT,
        () ->
            scene.framework.service(Tenants.class).stream()
                .flatMap(tenants -> tenants.byId("verona").stream())
                .anyMatch(tenant -> tenant.digest().demand().isPresent()));
  }

  private static String hex(String hash, String text) throws Exception {
    var octets = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(octets));
  }

  private static String secret(String hash) throws Exception {
    return hex(hash, "trunk:" + REALM + ":wherefore");
  }

  private static String nonce(SipFrame challenge) {
    var found = Pattern.compile("nonce=\"([^\"]+)\"").matcher(challenge.need("WWW-Authenticate"));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** The next credentials for this nonce (RFC 7616 §3.4); none for ACK and CANCEL. */
  private List<String> credentials(String hash, String nonce, String method, String uri) {
    if (method.equals("ACK") || method.equals("CANCEL")) {
      return List.of();
    }
    try {
      var nc = "%08x".formatted(++count);
      var response =
          hex(
              hash,
              String.join(
                  ":", secret(hash), nonce, nc, "c", "auth", hex(hash, method + ":" + uri)));
      return List.of(
          "Authorization: Digest username=\"trunk\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=%s, qop=auth, nc=%s, cnonce=\"c\""
              .formatted(REALM, nonce, uri, response, hash, nc));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Requirement("SIP-53")
  void withoutCredentialsNothingOfHisReachesXmpp() throws Exception {
    demanding("SHA-256");
    var page = romeo.message(JULIET, "x");
    assertThat(page.status()).isEqualTo(401);
    assertThat(page.need("WWW-Authenticate"))
        .startsWith("Digest realm=\"example.net\"")
        .contains("qop=\"auth\"", "algorithm=SHA-256");
    assertThat(romeo.invite(JULIET, Call.Offer.PLAIN).response().status()).isEqualTo(401);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256"})
  @Requirement("SIP-53")
  void withCredentialsHeChatsAsAlways(String hash) throws Exception {
    demanding(hash);
    var nonce = nonce(romeo.message(JULIET, "x"));
    romeo.authorization = (method, uri) -> credentials(hash, nonce, method, uri);
    assertThat(romeo.message(JULIET, "Neither, fair saint.").status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Neither, fair saint.");

    var call = romeo.invite(JULIET, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    var line = call.connect();
    line.send("I take thee at thy word");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).startsWith("I take thee");
    scene.say("juliet@example.com/x", "romeo@example.net", "chat", "c1", "<body>y</body>" + ACTIVE);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("y");
    scene.hangUp(call);
  }

  /** A dialog that Juliet began belongs to its tenant, too, whatever From says. */
  @Test
  @Requirement("SIP-53")
  void withinADialogHeIsAskedAndAcksAndCancelsAreNot() throws Exception {
    demanding("SHA-256");
    scene.say("juliet@example.com/x", "romeo@example.net", "chat", "c1", "<body>x</body>" + ACTIVE);
    var call = romeo.invites.next(WAIT);
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);
    var refused = call.bye();
    assertThat(refused.status()).isEqualTo(401);
    var nonce = nonce(refused);
    romeo.authorization = (method, uri) -> credentials("SHA-256", nonce, method, uri);
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(has(scene.server.stanzas.next(WAIT), STATES, "gone")).isTrue();
  }

  @Test
  @Requirement("SEC-28")
  void aRecordedRequestIsRefusedWheneverItComes() throws Exception {
    demanding("SHA-256");
    var nonce = nonce(romeo.message(JULIET, "x"));
    var recorded = credentials("SHA-256", nonce, "MESSAGE", JULIET).get(0);
    var first = romeo.draft(JULIET).header(recorded).text("once").send();
    assertThat(first.status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("once");

    var replayed = romeo.draft(JULIET).header(recorded).text("once").send();
    assertThat(replayed.status()).isEqualTo(401);
    assertThat(replayed.need("WWW-Authenticate")).contains("stale=true");
    scene.restart();
    assertThat(romeo.draft(JULIET).header(recorded).text("once").send().status()).isEqualTo(401);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
