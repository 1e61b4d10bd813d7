package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.commands.Platform.Condition;
import im.balcony.commands.Platform.Need;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class ComponentReaderTest {

  private final Map<ComponentDescriptionDTO, List<ComponentConfigurationDTO>> components =
      new LinkedHashMap<>();
  private boolean enabled = true;

  private ServiceComponentRuntime runtime() {
    return (ServiceComponentRuntime)
        Proxy.newProxyInstance(
            ServiceComponentRuntime.class.getClassLoader(),
            new Class<?>[] {ServiceComponentRuntime.class},
            (proxy, method, arguments) -> answer(method.getName(), arguments));
  }

  private Object answer(String method, @Nullable Object @Nullable [] arguments) {
    return switch (method) {
      case "getComponentDescriptionDTOs" -> components.keySet();
      case "isComponentEnabled" -> enabled;
      case "getComponentConfigurationDTOs" ->
          Optional.ofNullable(arguments)
              .<Collection<?>>map(a -> components.get(a[0]))
              .orElseThrow();
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private ComponentDescriptionDTO component(String bundle, ComponentConfigurationDTO... now) {
    var description = new ComponentDescriptionDTO();
    description.bundle = new BundleDTO();
    description.bundle.symbolicName = bundle;
    description.name = bundle + ".Component";
    description.serviceInterfaces = new String[] {"im.balcony.api.Offered"};
    description.configurationPid = new String[] {bundle};
    var reference = new ReferenceDTO();
    reference.name = "Store";
    reference.interfaceName = "im.balcony.api.store.Store";
    description.references = new ReferenceDTO[] {reference};
    components.put(description, List.of(now));
    return description;
  }

  private static ComponentConfigurationDTO state(int state) {
    var configuration = new ComponentConfigurationDTO();
    configuration.state = state;
    configuration.unsatisfiedReferences = new UnsatisfiedReferenceDTO[0];
    return configuration;
  }

  private Platform.Part only() {
    var parts = new ComponentReader(runtime()).parts();
    assertThat(parts).hasSize(1);
    return parts.get(0);
  }

  @Test
  void componentsOfOthersAreNotOurs() {
    component("org.apache.karaf.shell", state(ComponentConfigurationDTO.ACTIVE));
    component("im.balcony.sip", state(ComponentConfigurationDTO.SATISFIED));

    assertThat(only().piece()).isEqualTo("sip");
    assertThat(only().condition()).isEqualTo(Condition.WELL);
    assertThat(only().offers()).containsExactly("im.balcony.api.Offered");
  }

  @Test
  void whatAComponentWaitsForIsTheInterfaceOfTheReference() {
    var waiting = state(ComponentConfigurationDTO.UNSATISFIED_REFERENCE);
    var missing = new UnsatisfiedReferenceDTO();
    missing.name = "Store";
    missing.target = "(kind=fast)";
    waiting.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {missing};
    component("im.balcony.router", waiting);

    assertThat(only().condition()).isEqualTo(Condition.WAITING);
    assertThat(only().needs())
        .containsExactly(new Need("im.balcony.api.store.Store", Optional.of("(kind=fast)")));
  }

  @Test
  void aConfigurationThatIsMissingIsNamed() {
    component("im.balcony.store", state(ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION));

    assertThat(only().condition()).isEqualTo(Condition.UNCONFIGURED);
    assertThat(only().detail()).isEqualTo("im.balcony.store");
  }

  @Test
  void ofAFailureTheInnermostCauseIsTold() {
    var failed = state(ComponentConfigurationDTO.FAILED_ACTIVATION);
    failed.failure =
        """
        java.lang.reflect.InvocationTargetException
        \tat java.base/jdk.internal.reflect.Something
        Caused by: java.lang.IllegalStateException: no sockets
        \tat im.balcony.net.Sockets.<init>
        Caused by: java.net.BindException: Address already in use
        \t... 12 more
        """;
    component("im.balcony.net", failed);

    assertThat(only().condition()).isEqualTo(Condition.FAILED);
    assertThat(only().detail()).isEqualTo("java.net.BindException: Address already in use");
  }

  @Test
  void aFailureWithoutAReasonOrWithALongOneStaysOneLine() {
    component("im.balcony.net", state(ComponentConfigurationDTO.FAILED_ACTIVATION));
    assertThat(only().detail()).isEqualTo("no reason is known");
    components.clear();
    var failed = state(ComponentConfigurationDTO.FAILED_ACTIVATION);
    failed.failure = "x".repeat(1_000);
    component("im.balcony.net", failed);
    assertThat(only().detail()).hasSize(201).endsWith("…");
  }

  @Test
  void aDisabledComponentIsDisabled() {
    enabled = false;
    component("im.balcony.sip");

    assertThat(only().condition()).isEqualTo(Condition.DISABLED);
  }
}
