package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.commands.Platform.Piece;
import im.balcony.commands.Platform.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;

/** In a real framework, with bundles that are nothing but manifests. */
@SuppressWarnings("NullAway.Init") // JUnit opens the framework before each test.
class PlatformReaderTest {

  private Framework framework;

  @BeforeEach
  void open(@TempDir Path folder) throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of("org.osgi.framework.storage", folder.toString(), "felix.log.level", "0"));
    framework.start();
  }

  @AfterEach
  void close() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private Bundle install(String name, Map<String, String> headers)
      throws IOException, BundleException {
    var manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", name);
    headers.forEach(main::putValue);
    var bytes = new ByteArrayOutputStream();
    new JarOutputStream(bytes, manifest).close();
    return framework
        .getBundleContext()
        .installBundle(name, new ByteArrayInputStream(bytes.toByteArray()));
  }

  private Platform read() {
    return new PlatformReader(framework.getBundleContext()).read();
  }

  @Test
  void bundlesAreThereWithTheirStatesAndWhatTheyOffer() throws Exception {
    var offers =
        "osgi.service;objectClass:List<String>=\"im.balcony.api.store.Store,org.example.Other\"";
    install("im.balcony.store", Map.of("Provide-Capability", offers)).start();
    install("im.balcony.net", Map.of("Import-Package", "java.util.none"));
    var stopped = install("im.balcony.sip", Map.of());
    stopped.start();
    stopped.stop();
    install("org.example.other", Map.of()).start();
    install("im.balcony.part", Map.of("Fragment-Host", "im.balcony.store"));

    assertThat(read().pieces())
        .containsExactlyInAnyOrder(
            new Piece(
                "store",
                State.ACTIVE,
                Set.of("im.balcony.api.store.Store", "org.example.Other"),
                List.of()),
            new Piece("net", State.UNRESOLVED, Set.of(), List.of("java.util.none")),
            new Piece("sip", State.STOPPED, Set.of(), List.of()));
    assertThat(read().runsComponents()).isFalse();
  }

  @Test
  void whatIsOptionalOrOnlyWantedLaterIsNotLacking() throws Exception {
    install(
        "im.balcony.store",
        Map.of(
            "Import-Package",
            "org.example.maybe;resolution:=optional,org.example.must",
            "Require-Capability",
            "osgi.service;filter:=\"(objectClass=x)\";effective:=active"));

    assertThat(read().pieces().get(0).lacks()).containsExactly("org.example.must");
  }

  @Test
  void servicesAreThoseOfTheGatewayWithTheProtocolBeside() {
    var context = framework.getBundleContext();
    context.registerService(Runnable.class, () -> {}, null);
    context.registerService(
        new String[] {Im.class.getName()},
        new Im(),
        FrameworkUtil.asDictionary(Map.of("balcony.protocol", "xmpp")));

    assertThat(read().registered()).containsExactly(Im.class.getName() + "/xmpp");
  }

  /** A service whose name is one of the gateway's. */
  static final class Im {}
}
