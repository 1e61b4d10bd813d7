package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.commands.Platform.Condition;
import im.balcony.commands.Platform.Need;
import im.balcony.commands.Platform.Part;
import im.balcony.commands.Platform.Piece;
import im.balcony.commands.Platform.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CausesTest {

  private static final String STORE = "im.balcony.api.store.Store";
  private static final String TENANTS = "im.balcony.api.tenant.Tenants";
  private static final String SOCKETS = "im.balcony.api.wire.Connections";
  private static final String INTAKE = "im.balcony.api.wire.Intake";
  private static final String SIP = "im.balcony.api.sip.SipPort";

  private final Map<String, Piece> pieces = new TreeMap<>();
  private final List<Part> parts = new ArrayList<>();
  private final Set<String> registered = new java.util.TreeSet<>();
  private boolean runsComponents = true;

  CausesTest() {
    active("store", STORE);
    active("net", SOCKETS);
    active("router", INTAKE);
    active("tenancy", TENANTS);
    active("sip", SIP);
    active("msrp", "im.balcony.api.msrp.Formats");
    active("xmpp", "im.balcony.api.wire.ProtocolFactory");
    active("mapping", "im.balcony.api.mapping.MappingRules");
    active("session", "im.balcony.api.session.Conversations");
  }

  private void active(String name, String service) {
    pieces.put(name, new Piece(name, State.ACTIVE, Set.of(service), List.of()));
  }

  private void piece(String name, State state, String... lacks) {
    var offers = Optional.ofNullable(pieces.get(name)).map(Piece::offers).orElse(Set.of());
    pieces.put(name, new Piece(name, state, offers, List.of(lacks)));
  }

  private void waits(String piece, Set<String> offers, String... services) {
    var needs =
        java.util.stream.Stream.of(services).map(s -> new Need(s, Optional.empty())).toList();
    parts.add(new Part(piece, piece + ".Part", offers, Condition.WAITING, needs, ""));
  }

  private void part(String piece, Set<String> offers, Condition condition, String detail) {
    parts.add(new Part(piece, piece + ".Part", offers, condition, List.of(), detail));
  }

  private List<String> find() {
    var platform = new Platform(List.copyOf(pieces.values()), parts, registered, runsComponents);
    return new Causes(platform).find().stream().map(f -> f.part() + " | " + f.reason()).toList();
  }

  @Test
  void nothingIsFoundWhereAllIsWell() {
    part("store", Set.of(STORE), Condition.WELL, "");

    assertThat(find()).isEmpty();
  }

  @Test
  void aStoppedBundleComesBeforeThoseThatWaitForIt() {
    piece("net", State.STOPPED);
    waits("router", Set.of(), SOCKETS);
    waits("sip", Set.of(SIP), INTAKE);

    assertThat(find())
        .containsExactly(
            "net | the bundle is stopped (bundle:start im.balcony.net)",
            "router | waits for Connections of net: the bundle is stopped"
                + " (bundle:start im.balcony.net)",
            "sip | waits for Intake of router: waits for Connections of net: the bundle is"
                + " stopped (bundle:start im.balcony.net)");
  }

  @Test
  void aBundleThatIsNotEvenInstalledIsNamed() {
    pieces.remove("store");
    pieces.remove("xmpp");
    waits("router", Set.of(), STORE);

    assertThat(find())
        .containsExactly(
            "store | the bundle im.balcony.store is not installed",
            "xmpp | the bundle im.balcony.xmpp is not installed",
            "router | waits for Store of store: the bundle im.balcony.store is not installed");
  }

  @Test
  void rulesOfOthersStandInForOurs() {
    pieces.remove("mapping");
    registered.add("im.balcony.api.mapping.MappingRules");

    assertThat(find()).isEmpty();
  }

  @Test
  void whatCannotBeResolvedTellsWhatItLacks() {
    piece("store", State.UNRESOLVED, "org.h2.mvstore");

    assertThat(find())
        .containsExactly("store | the bundle cannot be resolved: nobody provides org.h2.mvstore");
  }

  @Test
  void aFailedStartIsTheCauseOfThoseThatWait() {
    part("store", Set.of(STORE), Condition.FAILED, "IOException: disk full");
    waits("router", Set.of(), STORE);

    assertThat(find())
        .containsExactly(
            "store | its start failed: IOException: disk full",
            "router | waits for Store of store: its start failed: IOException: disk full");
  }

  @Test
  void aMissingConfigurationAndADisabledComponentAreNamed() {
    part("store", Set.of(STORE), Condition.UNCONFIGURED, "im.balcony.store");
    part("sip", Set.of(SIP), Condition.DISABLED, "");

    assertThat(find())
        .containsExactly(
            "sip | a component is disabled (scr:enable sip.Part)",
            "store | its configuration im.balcony.store is missing");
  }

  @Test
  void aFilterThatNoServiceMatchesIsTheCause() {
    registered.add(STORE);
    parts.add(
        new Part(
            "router",
            "router.Part",
            Set.of(),
            Condition.WAITING,
            List.of(new Need(STORE, Optional.of("(kind=other)"))),
            ""));

    assertThat(find())
        .containsExactly("router | waits for Store of store: no service matches (kind=other)");
  }

  @Test
  void aCircleEnds() {
    waits("tenancy", Set.of(TENANTS), STORE);
    waits("store", Set.of(STORE), TENANTS);

    assertThat(find()).hasSize(2).allMatch(line -> line.endsWith("which waits in a circle"));
  }

  @Test
  void whereNobodyRunsComponentsThatIsTheFirstCause() {
    runsComponents = false;
    piece("sip", State.STOPPED);

    assertThat(find().get(0))
        .isEqualTo("scr | the service component runtime is not there: no part can start");
  }

  @Test
  void aServiceThatNobodyKnowsIsNamedInFull() {
    waits("router", Set.of(), "org.example.Other");

    assertThat(find())
        .containsExactly("router | waits for org.example.Other, which no bundle offers");
  }
}
