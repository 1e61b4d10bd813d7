package im.balcony.router.waiting;

import im.balcony.api.data.Ids;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.observe.Trace;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.egress.Egress;
import im.balcony.router.egress.StanzaDuplicates;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.strand.Input;

/** Refuses new work without mapping, and lets the sender try again. */
public final class Refusals {

  private static final Failure NO_REASON = Failure.of(Failure.Cause.LIMIT, "");

  private final Egress egress;
  private final StanzaDuplicates stanzas;
  private final MessageJournal journal;
  private final Policies policies;
  private final Ids ids;

  /** Refuses by the outlet, and has it in the story. */
  public Refusals(
      Egress egress, StanzaDuplicates stanzas, MessageJournal journal, Policies policies, Ids ids) {
    this.policies = policies;
    this.egress = egress;
    this.stanzas = stanzas;
    this.journal = journal;
    this.ids = ids;
  }

  /** Tells the sender of an input that it is not taken. */
  public void refuse(Tenant tenant, Input input, Refusal why) {
    if (input instanceof Input.Wire wire) {
      forget(tenant, wire);
      refuse(tenant, wire.record(), why);
    }
  }

  /** The same, in these words. */
  public void refuse(Tenant tenant, Input input, Refusal why, Failure reason) {
    if (input instanceof Input.Wire wire) {
      forget(tenant, wire);
      refuse(tenant, wire.record(), why, reason);
    }
  }

  /** Tells the sender of a record that it is not taken. */
  public void refuse(Tenant tenant, WireRecord record, Refusal why) {
    refuse(tenant, record, why, NO_REASON);
  }

  /** Refuses with a reason that the sender is told. */
  public void refuse(Tenant tenant, WireRecord record, Refusal why, Failure reason) {
    journal.trace(tenant.id(), "", "", Trace.Word.REFUSED, why.name());
    policies.note(tenant.id(), "", reason);
    why.to(record, reason.text().orElse(""), ids)
        .ifPresent(
            answer -> {
              if (answer instanceof MsrpCommand command
                  && record instanceof MsrpEvent.Received received) {
                egress.msrp(received.sessionId(), command);
              } else {
                egress.send(tenant, answer);
              }
            });
  }

  /** Answers a request that is no tenant's. */
  public void refuse(SipEvent.Received received, Refusal why) {
    journal.trace("", "", "", Trace.Word.REFUSED, why.name());
    why.to(received, "", ids)
        .filter(SipCommand.Respond.class::isInstance)
        .map(SipCommand.Respond.class::cast)
        .ifPresent(egress::respond);
  }

  /** A copy of it is new again. */
  public void forget(Tenant tenant, Input.Wire wire) {
    if (!wire.duplicateKey().isEmpty()) {
      stanzas.forget(tenant.id(), wire.duplicateKey());
    }
  }
}
