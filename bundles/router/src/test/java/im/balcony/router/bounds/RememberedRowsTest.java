package im.balcony.router.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Limits;
import im.balcony.testkit.Tenants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RememberedRowsTest {

  private static final String TENANT = Tenants.verona().id();

  private final RememberedRows remembered = new RememberedRows(() -> 1_000);

  private Limits limits() {
    return remembered.fit(Tenants.verona()).limits();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 120000, 3600000",
    "500, 120000, 3600000",
    "501, 119760, 3592800",
    "750, 60000, 1800000",
    "999, 1000, 7200",
    "1000, 1000, 1000",
    "5000, 1000, 1000"
  })
  void theMoreIsRememberedTheLessLongItIs(int rows, long error, long receipt) {
    remembered.changed(TENANT, rows);
    assertThat(limits().errorWindow()).isEqualTo(error);
    assertThat(limits().receiptAge()).isEqualTo(receipt);
    remembered.changed(TENANT, -rows);
    assertThat(limits()).isEqualTo(Limits.DEFAULT);
    assertThat(remembered.held()).isZero();
  }

  @Test
  void whatIsAlreadyShorterStaysSo() {
    remembered.changed(TENANT, 1_000);
    var short1 = Tenants.verona().with(Limits.DEFAULT.withWindows(0, 300));
    assertThat(remembered.fit(short1).limits()).isEqualTo(short1.limits());
  }

  @Test
  void whoHasLittleIsLeftHalfOfWhatOthersLeave() {
    remembered.changed("loud", 750);
    remembered.changed(TENANT, 125);
    assertThat(limits()).as("half of the 250 that are left").isEqualTo(Limits.DEFAULT);
    remembered.changed(TENANT, 125);
    assertThat(limits().errorWindow()).isEqualTo(1_000);
  }
}
