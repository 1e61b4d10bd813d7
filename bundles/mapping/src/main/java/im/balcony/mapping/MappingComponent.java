package im.balcony.mapping;

import im.balcony.api.mapping.MappingRules;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The service; its property {@code balcony.version} is the version of this bundle. */
@Component(service = MappingRules.class, properties = "OSGI-INF/mapping.properties")
public final class MappingComponent extends StandardMappingRules {

  /** Stateless: any number of versions may be in service side by side. */
  @Activate
  public MappingComponent() {}
}
