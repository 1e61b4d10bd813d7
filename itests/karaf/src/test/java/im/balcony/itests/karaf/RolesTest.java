package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.players.Appliance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users of each role, and of none, can do in the appliance: by SSH and by JMX. */
class RolesTest {

  private static final List<String> LOOKING =
      List.of(
          "balcony:tenants",
          "balcony:conversations",
          "balcony:conversation x",
          "balcony:message x",
          "balcony:journal --tenant x",
          "balcony:map --tenant x etc/profile.cfg",
          "balcony:parts",
          "balcony:why",
          "bundle:list",
          "config:list",
          "feature:list",
          "log:tail -n 1 --help",
          "scr:list",
          "*:help");
  private static final List<String> ACTING =
      List.of("balcony:end x", "balcony:drain x 1", "balcony:drain --end x");
  private static final List<String> RULING =
      List.of(
          "balcony:pin x -",
          "bundle:install mvn:x/y/1",
          "bundle:stop 0",
          "cm:listConfigurations null",
          "config:edit im.balcony.router",
          "config:edit org.apache.karaf.command.acl.balcony",
          "config:install file:/x y",
          "dev:dump-create",
          "feature:uninstall balcony-x",
          "feature:repo-add mvn:x/y/1",
          "jaas:realm-manage --realm karaf",
          "jaas:sudo --help",
          "log:set DEBUG org.example",
          "scr:disable im.balcony.x",
          "shell:cat etc/users.properties",
          "shell:exec true",
          "shell:new java.lang.Object",
          "ssh:ssh --help",
          "system:property x",
          "system:shutdown --help");

  private static final ObjectName BUNDLES = name("org.apache.karaf:type=bundle,name=root");

  private static Appliance appliance;

  @BeforeAll
  static void open() throws Exception {
    appliance =
        new Appliance(
            Path.of(System.getProperty("balcony.appliance")),
            Files.createTempDirectory("balcony-roles").resolve("appliance"));
    appliance.users(
        Map.of(
            "viewer", "_g_:viewers",
            "operator", "_g_:operators",
            "admin", "_g_:admingroup",
            "guest", "guest",
            "looker", "viewer",
            "shell-only", "ssh"));
    appliance.start();
  }

  @AfterAll
  static void close() {
    appliance.close();
  }

  @Test
  void viewersLook() throws Exception {
    assertThat(refused("viewer", LOOKING)).isEmpty();
    assertThat(refused("viewer", ACTING)).isEqualTo(ACTING);
    assertThat(refused("viewer", RULING)).isEqualTo(RULING);
  }

  @Test
  void operatorsEndAndDrainBesides() throws Exception {
    assertThat(refused("operator", LOOKING)).isEmpty();
    assertThat(refused("operator", ACTING)).isEmpty();
    assertThat(refused("operator", RULING)).isEqualTo(RULING);
  }

  @Test
  void administratorsDoEverything() throws Exception {
    assertThat(refused("admin", LOOKING)).isEmpty();
    assertThat(refused("admin", ACTING)).isEmpty();
    // What would really change something is not tried.
    assertThat(refused("admin", List.of("balcony:pin x -", "config:edit im.balcony.router")))
        .isEmpty();
    assertThat(refused("admin", List.of("scr:disable im.balcony.x", "jaas:sudo --help"))).isEmpty();
  }

  @Test
  void whoHasNoneOfTheRolesGetsNoFurther() throws Exception {
    assertThat(refused("shell-only", LOOKING.subList(0, LOOKING.size() - 1)))
        .isEqualTo(LOOKING.subList(0, LOOKING.size() - 1));
    assertThat(refused("shell-only", ACTING)).isEqualTo(ACTING);
    for (var user : List.of("guest", "looker")) {
      try (var console = appliance.console(user)) {
        assertThatThrownBy(() -> console.run("balcony:tenants"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("authentication");
      }
    }
  }

  @Test
  void nobodyIsServedWithFiles() throws Exception {
    try (var console = appliance.console("admin")) {
      var told = "";
      // Karaf may end the session of so short a command before it has written what it says.
      for (var i = 0; i < 20 && told.isBlank(); i++) {
        told = console.run("config:property-get -p org.apache.karaf.shell sftpEnabled");
      }
      assertThat(told).isEqualToIgnoringWhitespace("false");
    }
  }

  @Test
  void managementHeedsTheRolesToo() throws Exception {
    for (var user : List.of("viewer", "operator", "looker")) {
      try (var connector = connect(user)) {
        var server = connector.getMBeanServerConnection();
        assertThat(server.getAttribute(BUNDLES, "Bundles")).isNotNull();
        assertThatThrownBy(() -> stopMapping(server)).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> configure(server)).isInstanceOf(SecurityException.class);
      }
    }
    try (var connector = connect("guest")) {
      var server = connector.getMBeanServerConnection();
      assertThatThrownBy(() -> server.getAttribute(BUNDLES, "Bundles"))
          .isInstanceOf(SecurityException.class);
      assertThatThrownBy(() -> stopMapping(server)).isInstanceOf(SecurityException.class);
    }
    assertThat(refused("admin", List.of("balcony:why"))).isEmpty();
    try (var connector = connect("admin")) {
      stopMapping(connector.getMBeanServerConnection());
      call(connector.getMBeanServerConnection(), "start");
    }
  }

  @Test
  void passwordsAreHashedAndThereIsNoUserAsShipped() throws Exception {
    assertThat(Files.readAllLines(appliance.home().resolve("etc/users.properties")))
        .filteredOn(line -> line.startsWith("viewer"))
        .singleElement()
        .asString()
        .contains("{CRYPT}")
        .doesNotContain("viewer,");
    for (var file : List.of("users.properties", "keys.properties")) {
      assertThat(shipped(file).lines())
          .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
          .allMatch(line -> line.startsWith("_g_"));
    }
  }

  private static String shipped(String file) throws IOException {
    var tar =
        new ProcessBuilder(
                "tar",
                "-xzOf",
                System.getProperty("balcony.appliance"),
                "--wildcards",
                "*/etc/" + file)
            .start();
    return new String(tar.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Which of the commands the console does not let the user run. */
  private static List<String> refused(String user, List<String> commands) throws IOException {
    var refused = new ArrayList<String>();
    try (var console = appliance.console(user)) {
      for (var command : commands) {
        var result = console.result(command, "");
        if (result.text().contains("Command not found")
            || result.text().contains("Insufficient credentials")) {
          assertThat(result.status()).as(command).isEqualTo(1);
          refused.add(command);
        }
      }
    }
    return refused;
  }

  @SuppressWarnings("BanJNDI") // The registry is that of a process of our own.
  private static JMXConnector connect(String user) throws IOException {
    return JMXConnectorFactory.connect(
        new JMXServiceURL(
            "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + appliance.jmxPort() + "/karaf-root"),
        Map.of(JMXConnector.CREDENTIALS, new String[] {user, user}));
  }

  private static void stopMapping(MBeanServerConnection server) throws Exception {
    call(server, "stop");
  }

  private static void call(MBeanServerConnection server, String operation) throws Exception {
    server.invoke(
        BUNDLES,
        operation,
        new Object[] {"im.balcony.mapping"},
        new String[] {String.class.getName()});
  }

  private static void configure(MBeanServerConnection server) throws Exception {
    var text = String.class.getName();
    server.invoke(
        name("org.apache.karaf:type=config,name=root"),
        "setProperty",
        new Object[] {"im.balcony.router", "parked.age", "9s"},
        new String[] {text, text, text});
  }

  private static ObjectName name(String text) {
    try {
      return new ObjectName(text);
    } catch (javax.management.MalformedObjectNameException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
