package im.balcony.router.slot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** What a service made for itself stays with it, and goes with it. */
class DecodedTest {

  private final Slot<String> slot = new Slot<>("mapping", 1_000);
  private final Decoded<Object> decoded = new Decoded<>();
  private final Object made = new Object();

  private Slot.Lease<String> bound(String service, String version) throws Exception {
    slot.bind(service, new Version(version));
    return slot.borrow();
  }

  @Test
  void itsMakerTakesItOutOnce() throws Exception {
    var lease = bound("one", "1");
    decoded.put(lease, made);
    assertThat(decoded.take(lease)).containsSame(made);
    assertThat(decoded.take(lease)).isEmpty();
  }

  @Test
  void nobodyElseIsGivenIt() throws Exception {
    var first = bound("one", "1");
    decoded.put(first, made);
    var second = bound("two", "2");
    assertThat(decoded.take(second)).isEmpty();
    assertThat(decoded.take(first)).as("what another worked on is of yesterday").isEmpty();
  }

  @Test
  void itGoesWithItsMaker() throws Exception {
    var lease = bound("one", "1");
    decoded.put(lease, made);
    lease.close();
    slot.unbind("one");
    assertThat(decoded.take(lease)).isEmpty();
  }

  @Test
  void nothingIsKeptOfAMakerThatIsGone() throws Exception {
    var lease = bound("one", "1");
    lease.close();
    slot.unbind("one");
    decoded.put(lease, made);
    assertThat(decoded.take(lease)).isEmpty();
  }

  @Test
  void itGoesWithTheFirstBindingOfAServiceThatIsBoundAnew() throws Exception {
    var lease = bound("one", "1");
    decoded.put(lease, made);
    slot.bind("one", new Version("2"));
    assertThat(decoded.take(lease)).isEmpty();
  }
}
