package im.balcony.router.operations;

import im.balcony.api.control.Gateway.PartStatus;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.router.egress.SipOut;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Strands;
import im.balcony.router.tenants.Directory;
import im.balcony.router.waiting.Parking;
import im.balcony.router.waiting.Pauses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.framework.Version;

/** The exchangeable parts as operators see them. */
public final class PartsView {

  private static final List<String> PROTOCOLS = List.of("msrp", "xmpp");

  private final Parts parts;
  private final Directory directory;
  private final Strands strands;
  private final Connections connections;
  private final Parking parking;
  private final Pauses pauses;
  private final SipOut sipOut;

  /** Sees these parts of the router. */
  public PartsView(
      Parts parts,
      Directory directory,
      Strands strands,
      Connections connections,
      Parking parking,
      Pauses pauses,
      SipOut sipOut) {
    this.parts = parts;
    this.directory = directory;
    this.strands = strands;
    this.connections = connections;
    this.parking = parking;
    this.pauses = pauses;
    this.sipOut = sipOut;
  }

  List<PartStatus> all() {
    var all = new ArrayList<PartStatus>();
    for (var slot : slots()) {
      var rows = slot == parts.mapping() ? mappings() : of(slot);
      all.addAll(parked(slot.name(), rows.isEmpty() ? List.of(missing(slot.name())) : rows));
    }
    var protocols = connections.protocols();
    for (var name : PROTOCOLS) {
      var first = all.size();
      for (var p : protocols) {
        if (p.protocol().equals(name)) {
          var state = all.size() == first ? "active" : "standby";
          all.add(row(name, p.version(), p.bundle(), state, 0));
        }
      }
      if (all.size() == first) {
        all.add(missing(name));
      }
    }
    return all;
  }

  /** With the machines of all topics that are talked about. */
  private List<Slot<?>> slots() {
    return parts.with(strands.all().stream().map(c -> c.key().topic()).collect(Collectors.toSet()));
  }

  /** The names of the places that are empty and should not be. */
  List<String> empty() {
    return Parts.empty(slots());
  }

  private List<PartStatus> mappings() {
    var slot = parts.mapping();
    var rows = new ArrayList<PartStatus>();
    for (var use : slot.uses()) {
      var served =
          directory.all().all().stream()
              .filter(t -> slot.chosen(Quarantine.range(t)).filter(use::isSame).isPresent())
              .map(Tenant::id)
              .toList();
      var state =
          use.leaving()
              ? "draining"
              : use.aside().isPresent()
                  ? "quarantined"
                  : use.rehearsing()
                      ? "rehearsing"
                      : served.isEmpty() && !isDefault(slot, use) ? "standby" : "active";
      rows.add(
          new PartStatus(
              slot.name(),
              name(use.version()),
              use.bundle(),
              state,
              reason(use),
              use.aside().map(a -> Instant.ofEpochMilli(a.since())),
              served,
              use.calls(),
              0));
    }
    return rows;
  }

  private static boolean isDefault(Slot<MappingRules> slot, Slot.Use use) {
    return slot.chosen("").filter(use::isSame).isPresent();
  }

  private static List<PartStatus> of(Slot<?> slot) {
    var rows = new ArrayList<PartStatus>();
    for (var use : slot.uses()) {
      var state = use.leaving() ? "draining" : rows.isEmpty() ? "active" : "standby";
      var row = row(slot.name(), name(use.version()), use.bundle(), state, use.calls());
      rows.add(
          new PartStatus(
              row.part(),
              row.version(),
              row.bundle(),
              state,
              reason(use),
              Optional.empty(),
              List.of(),
              use.calls(),
              0));
    }
    return rows;
  }

  private static String reason(Slot.Use use) {
    var why = use.aside().map(Slot.Aside::why).orElse("");
    var hung = use.hung() == 0 ? "" : "threads that hang in it: " + use.hung();
    return why.isEmpty() || hung.isEmpty() ? why + hung : why + "; " + hung;
  }

  private static String name(Version version) {
    return version.equals(Version.emptyVersion) ? "" : version.toString();
  }

  /** What waits for a slot is told in its first row. */
  private List<PartStatus> parked(String slot, List<PartStatus> rows) {
    var told = new ArrayList<>(rows);
    var first = rows.get(0);
    told.set(
        0,
        new PartStatus(
            slot,
            first.version(),
            first.bundle(),
            first.state(),
            first.reason(),
            first.since(),
            first.tenants(),
            first.calls(),
            waiting(slot)));
    return told;
  }

  private int waiting(String slot) {
    return pauses.waiting(slot)
        + (slot.equals(parts.mapping().name()) ? parking.size() : 0)
        + (slot.equals(parts.sip().name()) ? sipOut.waiting() : 0);
  }

  private static PartStatus missing(String part) {
    return row(part, "", "", "missing", 0);
  }

  private static PartStatus row(
      String part, String version, String bundle, String state, int calls) {
    return new PartStatus(part, version, bundle, state, "", Optional.empty(), List.of(), calls, 0);
  }

  /** Which version of mapping serves a tenant that wants {@code range}. */
  Optional<String> mappingFor(String range) {
    if (!Slot.isRange(range)) {
      throw new IllegalArgumentException("no version range");
    }
    var wanted = range.isBlank() ? Tenant.Policy.STANDARD_RULES : range;
    return parts.mapping().chosen(wanted).map(use -> use.version().toString());
  }
}
