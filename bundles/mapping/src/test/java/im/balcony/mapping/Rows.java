package im.balcony.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.mapping.correlation.CorrelationShelves;
import java.util.Map;

/** Writes what a call has changed, and watches that whoever opens the rows knows as much. */
final class Rows {

  private Rows() {}

  static void commit(CorrelationShelves kept, Map<String, Facts> rows) {
    kept.changes().apply(rows);
    assertThat(kept.changes()).isEqualTo(Changes.NONE);
    assertThat(rows).isEqualTo(kept.rows());
    assertThat(kept.handles()).isSameAs(kept.handles());
    var opened = CorrelationShelves.open(kept.key(), rows);
    assertThat(opened.rows()).isEqualTo(rows);
    assertThat(opened.handles()).isEqualTo(kept.handles());
    assertThat(opened.legs()).isEqualTo(kept.legs());
    for (var leg : kept.legs()) {
      var read = opened.leg(leg.name()).orElseThrow();
      assertThat(read.dialog()).isEqualTo(leg.dialog());
      assertThat(read.peer()).isEqualTo(leg.peer());
      assertThat(read.sdp()).isEqualTo(leg.sdp());
      assertThat(read.path()).isEqualTo(leg.path());
    }
  }
}
