package im.balcony.router.operations;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.tenants.Directory;
import im.balcony.router.waiting.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * What {@link im.balcony.router.intake.SipIntake} and {@link im.balcony.router.intake.XmppIntake}
 * turn away by addresses alone, for {@link DryRun}.
 */
final class AddressChecks {

  private final Directory directory;

  AddressChecks(Directory directory) {
    this.directory = directory;
  }

  /** What would be said to a record that does not get in; empty if it does. */
  Optional<List<String>> refusal(Tenant tenant, WireRecord record) {
    if (record instanceof SipEvent.Received received) {
      return sip(tenant, received);
    }
    if (record instanceof Stanza stanza && !tenant.servesSip(stanza.to().domain())) {
      return Optional.of(List.of("dropped: 'to' is in none of the tenant's sip.domains"));
    }
    return Optional.empty();
  }

  private Optional<List<String>> sip(Tenant tenant, SipEvent.Received received) {
    var request = received.request();
    if (request.method().equals("ACK")) {
      return Optional.of(List.of("dropped: there is no dialog that this ACK belongs to"));
    }
    var owner = owner(received);
    if (owner.isEmpty()) {
      return refused(Refusal.FORBIDDEN, "the host of From is in no tenant's sip.domains");
    }
    if (!owner.get().id().equals(tenant.id())) {
      return Optional.of(List.of("note: by its From it belongs to tenant " + owner.get().id()));
    }
    return request.to().tag().isPresent()
        ? refused(Refusal.NO_DIALOG, "it belongs to a dialog that is not there")
        : Optional.empty();
  }

  private Optional<Tenant> owner(SipEvent.Received received) {
    try {
      return directory.bySipHost(SipUri.parse(received.request().from().uri()).host());
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> refused(Refusal refusal, String why) {
    return Optional.of(
        List.of(
            "answered at once: " + why, "SIP/2.0 " + refusal.status() + " " + refusal.reason()));
  }
}
