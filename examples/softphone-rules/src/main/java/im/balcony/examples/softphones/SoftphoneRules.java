package im.balcony.examples.softphones;

import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Said;
import im.balcony.api.session.Effect;
import im.balcony.api.wire.WireRecord;
import im.balcony.mapping.StandardMappingRules;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The standard rules with two allowances for softphones: {@link OctetStreams} on the way in, {@link
 * LineSeparators} on the way out. What is not overridden here is done by the standard rules.
 *
 * <p>The version is below 0.1, so these rules serve those tenants only whose {@code
 * mapping.version} names it.
 */
@Component(
    service = MappingRules.class,
    property = MappingRules.VERSION + "=" + SoftphoneRules.VERSION_OF_RULES)
public final class SoftphoneRules extends StandardMappingRules {

  /** What {@code mapping.version} of a tenant has to include. */
  static final String VERSION_OF_RULES = "0.0.1";

  /** Stateless, as all rules are. */
  @Activate
  public SoftphoneRules() {}

  @Override
  public Heard in(WireRecord record, Correlation correlation, Context context) {
    return super.in(OctetStreams.asText(record), correlation, context);
  }

  @Override
  public Said out(Effect effect, Correlation correlation, Context context) {
    return super.out(LineSeparators.asLineEnds(effect), correlation, context);
  }
}
