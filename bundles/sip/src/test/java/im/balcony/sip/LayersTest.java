package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.architecture.Layers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packages of this bundle, the highest first: each uses only those below it. */
@Tag("broad")
class LayersTest {

  @Test
  void noArrowRunsUp() {
    assertThat(
            Layers.violations(
                "im.balcony.sip",
                "",
                "admission",
                "transaction",
                "digest",
                "transport",
                "dns",
                "tcp",
                "socket",
                "tls",
                "text",
                "body",
                "value",
                "raw",
                "time"))
        .isEmpty();
  }
}
