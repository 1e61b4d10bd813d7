package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  @ParameterizedTest
  @CsvSource({
    "im.balcony.tenant~verona, '', verona",
    "im.balcony.tenant-verona, '', verona",
    "im.balcony.tenant.3f1c, '', 3f1c",
    "im.balcony.tenant.3f1c, file:/opt/balcony/etc/im.balcony.tenant-gamma.cfg, gamma",
    "im.balcony.tenant~3f1c, file:/etc/im.balcony.tenant-a.b-c.cfg.json, a.b-c",
    "im.balcony.tenant~verona, file:/etc/other.cfg, verona",
  })
  void aTenantIsNamedByItsFileOrPid(String pid, String file, String id) {
    assertThat(Names.id(pid, Map.of("felix.fileinstall.filename", file))).isEqualTo(id);
  }

  @Test
  void housekeepingIsLeftOutAndListsAreJoined() {
    assertThat(
            Names.texts(
                Map.of(
                    "service.pid",
                    "x",
                    "service.factoryPid",
                    "x",
                    "felix.fileinstall.filename",
                    "x",
                    "component.id",
                    3L,
                    "org.apache.karaf.features.configKey",
                    "x",
                    "sip.domains",
                    new String[] {"a.example", "b.example"},
                    "xmpp.domains",
                    List.of("c.example", "d.example"),
                    "xmpp.port",
                    5347)))
        .isEqualTo(
            Map.of(
                "sip.domains", "a.example,b.example",
                "xmpp.domains", "c.example,d.example",
                "xmpp.port", "5347"));
  }
}
