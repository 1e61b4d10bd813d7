package im.balcony.router;

import im.balcony.api.data.Ids;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;

/** Refuses new work without mapping, and lets the sender try again. */
final class Refusals {

  private final Outlet outlet;
  private final StanzaDuplicates stanzas;
  private final Stories stories;
  private final Ids ids;

  Refusals(Outlet outlet, StanzaDuplicates stanzas, Stories stories, Ids ids) {
    this.outlet = outlet;
    this.stanzas = stanzas;
    this.stories = stories;
    this.ids = ids;
  }

  void refuse(Tenant tenant, Input input, Refusal why) {
    if (input instanceof Input.Wire wire) {
      forget(wire);
      refuse(tenant, wire.record(), why);
    }
  }

  void refuse(Tenant tenant, WireRecord record, Refusal why) {
    stories.trace(tenant.id(), "", "", "refused", why.name());
    why.to(record, ids)
        .ifPresent(
            answer -> {
              if (answer instanceof MsrpCommand command
                  && record instanceof MsrpEvent.Received received) {
                outlet.msrp(received.sessionId(), command);
              } else {
                outlet.send(tenant, answer);
              }
            });
  }

  /** Answers a request that is no tenant's. */
  void refuse(SipEvent.Received received, Refusal why) {
    stories.trace("", "", "", "refused", why.name());
    why.to(received, ids)
        .filter(SipCommand.Respond.class::isInstance)
        .map(SipCommand.Respond.class::cast)
        .ifPresent(outlet::respond);
  }

  void forget(Input.Wire wire) {
    if (!wire.duplicateKey().isEmpty()) {
      stanzas.forget(wire.duplicateKey());
    }
  }
}
