package im.balcony.router.intake;

import im.balcony.api.observe.Trace;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.bounds.Bounds;
import im.balcony.router.bounds.Congestion;
import im.balcony.router.bounds.Rates;
import im.balcony.router.egress.StanzaDuplicates;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.waiting.Refusal;
import im.balcony.router.waiting.Refusals;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a stanza may come in: by the link it came over, which names the tenant. */
public final class XmppIntake {

  private static final Logger LOG = LoggerFactory.getLogger(XmppIntake.class);

  private static final String RECEIPTS = "urn:xmpp:receipts";

  private final StanzaDuplicates duplicates;
  private final Rates rates;
  private final Congestion congestion;
  private final ConversationIntake conversationIntake;
  private final Refusals refusals;
  private final Scheduler scheduler;
  private final MessageJournal journal;

  /** Leads stanzas to the entrance. */
  public XmppIntake(
      StanzaDuplicates duplicates,
      Rates rates,
      Congestion congestion,
      ConversationIntake conversationIntake,
      Refusals refusals,
      Scheduler scheduler,
      MessageJournal journal) {
    this.duplicates = duplicates;
    this.rates = rates;
    this.congestion = congestion;
    this.conversationIntake = conversationIntake;
    this.refusals = refusals;
    this.scheduler = scheduler;
    this.journal = journal;
  }

  /** Brings a stanza in, or answers it. */
  public void received(Tenant tenant, String domain, Stanza stanza, Attempt attempt)
      throws Slot.SlotEmptyException {
    var to = stanza.to();
    if (!to.domain().equals(domain) && !to.asciiDomain().equals(domain)) {
      // An answer would have to come from that domain, which is not ours to speak for.
      LOG.warn("tenant {}: a stanza to a domain that is not the link's is dropped", tenant.id());
      journal.trace(tenant.id(), "", "", Trace.Word.DROPPED, "wrong-domain");
      return;
    }
    if (isResult(stanza)) {
      conversationIntake.route(tenant, stanza, false, "", attempt);
      return;
    }
    var key = StanzaDuplicates.key(tenant.id(), stanza);
    if (!attempt.isAnother() && !isNew(tenant, stanza, key)) {
      return;
    }
    try {
      conversationIntake.route(tenant, stanza, true, key, attempt);
    } catch (Slot.SlotEmptyException e) {
      duplicates.forget(tenant.id(), key);
      throw e;
    }
  }

  private boolean isNew(Tenant tenant, Stanza stanza, String key) {
    if (duplicates.isCopy(tenant.id(), key, scheduler.now())) {
      journal.trace(tenant.id(), "", "", Trace.Word.DUPLICATE, "stanza");
      return false;
    }
    var isWithinRate = isWithinRate(tenant, stanza);
    if (!isWithinRate || congestion.refuses(tenant.id(), scheduler.now())) {
      duplicates.forget(tenant.id(), key);
      var why = isWithinRate ? Bounds.DELAY : Bounds.RATE;
      refusals.refuse(tenant, stanza, Refusal.OVERLOAD, why);
      return false;
    }
    return true;
  }

  /** Whether it tells of something that we sent; such stanzas are never refused. */
  public static boolean isResult(Stanza stanza) {
    return stanza.isError()
        || stanza.child(RECEIPTS, "received").isPresent()
        || (stanza.kind() == Stanza.Kind.IQ && stanza.type().equals(Optional.of("result")));
  }

  private boolean isWithinRate(Tenant tenant, Stanza stanza) {
    var source = "xmpp " + stanza.from().bare();
    return rates.admits(tenant.id(), source, tenant.limits().ratePerSource(), scheduler.now());
  }
}
