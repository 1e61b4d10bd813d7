package im.balcony.itests.exam;

import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import im.balcony.players.Ports;
import java.io.File;
import java.io.IOException;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/** How Pax Exam runs the built appliance: offline, on free loopback ports. */
final class ApplianceInExam {

  private static final String MAVEN = "etc/org.ops4j.pax.url.mvn.cfg";
  private static final String JMX = "etc/org.apache.karaf.management.cfg";

  private ApplianceInExam() {}

  static Option[] options() throws IOException {
    var repository = System.getProperty("balcony.repository");
    return CoreOptions.options(
        karafDistributionConfiguration()
            .frameworkUrl("file:" + System.getProperty("balcony.appliance"))
            .name("Balcony")
            .karafVersion(System.getProperty("balcony.karaf"))
            .unpackDirectory(new File("target/exam"))
            .useDeployFolder(false),
        configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
        // The container finds Pax Exam's own bundles where Maven put them for this build.
        editConfigurationFilePut(
            MAVEN,
            "org.ops4j.pax.url.mvn.defaultRepositories",
            "${karaf.home.uri}${karaf.default.repository}@id=system.repository@snapshots,"
                + new File(repository).toURI()
                + "@id=build.repository@snapshots"),
        editConfigurationFilePut("etc/im.balcony.sip.cfg", "listen.udp", "127.0.0.1:0"),
        editConfigurationFilePut("etc/im.balcony.sip.cfg", "listen.tcp", "127.0.0.1:0"),
        editConfigurationFilePut("etc/im.balcony.msrp.cfg", "listen", "127.0.0.1:0"),
        editConfigurationFilePut(JMX, "rmiRegistryPort", String.valueOf(Ports.free())),
        editConfigurationFilePut(JMX, "rmiServerPort", String.valueOf(Ports.free())));
  }
}
