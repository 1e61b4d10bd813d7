package im.balcony.router.intake;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.data.Masked;
import im.balcony.api.data.Sparing;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Handles;
import im.balcony.api.observe.Trace;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Tenant;
import im.balcony.router.bounds.Bounds;
import im.balcony.router.bounds.Congestion;
import im.balcony.router.bounds.Rates;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.egress.Egress;
import im.balcony.router.egress.Links;
import im.balcony.router.egress.SipDuplicates;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Index;
import im.balcony.router.tenants.TrustedSources;
import im.balcony.router.waiting.Parking;
import im.balcony.router.waiting.Refusal;
import im.balcony.router.waiting.Refusals;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose a SIP request is, and whether it may come in: in a dialog by the dialog; else by the host
 * of From, which names the tenant, whose trusted peers have to cover the source, and whose demand
 * for credentials has to be met.
 */
public final class SipIntake {

  private static final Logger LOG = LoggerFactory.getLogger(SipIntake.class);
  private static final Set<String> TEXT_OR_SESSION = Set.of("MESSAGE", "INVITE");

  /** Milliseconds in which a source's refusals are one line. */
  private static final long REFUSED_SPAN = 60_000;

  /** Lines about refusals in that time, whatever the number of sources. */
  private static final int REFUSED_LINES = 60;

  private final Sparing refusedLines = new Sparing(REFUSED_SPAN, REFUSED_LINES);
  private final Directory directory;
  private final TrustedSources sources;
  private final Index index;
  private final SipDuplicates duplicates;
  private final Rates rates;
  private final Congestion congestion;
  private final Links links;
  private final ConversationIntake conversationIntake;
  private final Refusals refusals;
  private final Egress egress;
  private final Scheduler scheduler;
  private final RouterLimits limits;
  private final MessageJournal journal;

  /** Leads requests of peers to the entrance. */
  public SipIntake(
      Directory directory,
      TrustedSources sources,
      Index index,
      SipDuplicates duplicates,
      Rates rates,
      Congestion congestion,
      Links links,
      ConversationIntake conversationIntake,
      Refusals refusals,
      Egress egress,
      Scheduler scheduler,
      RouterLimits limits,
      MessageJournal journal) {
    this.directory = directory;
    this.sources = sources;
    this.index = index;
    this.duplicates = duplicates;
    this.rates = rates;
    this.congestion = congestion;
    this.links = links;
    this.conversationIntake = conversationIntake;
    this.refusals = refusals;
    this.egress = egress;
    this.scheduler = scheduler;
    this.limits = limits;
    this.journal = journal;
  }

  /**
   * A request with what is asked of it again and again.
   *
   * @param received the request
   * @param from the address in its From; none if that cannot be read
   * @param asked what the store was asked about it and had not at hand
   */
  public record Arrived(
      SipEvent.Received received,
      Optional<SipUri> from,
      AtomicReference<@Nullable CompletableFuture<SipDuplicates.Past>> asked) {

    /** Reads the From of a request. */
    public static Arrived of(SipEvent.Received received) {
      return new Arrived(received, uri(received.request().from().uri()), new AtomicReference<>());
    }
  }

  /** The tenant of a request, if its host names one. */
  public Optional<Tenant> tenant(Arrived arrived) {
    return arrived.from.map(SipUri::host).flatMap(directory::bySipHost);
  }

  /** Whether a request comes from a peer of the tenant's. */
  public boolean isTrusted(Tenant tenant, Arrived arrived) {
    return isTrusted(tenant, arrived.received);
  }

  /**
   * The id of the tenant of a request: that of its dialog, else the one that its host names.
   *
   * @param from the URI of From
   * @param toTag the tag of To; empty outside of dialogs
   */
  public Optional<String> tenant(String from, String callId, String toTag) {
    return dialog(callId, Optional.of(toTag).filter(tag -> !tag.isEmpty()))
        .map(ConversationKey::tenant)
        .or(() -> uri(from).map(SipUri::host).flatMap(directory::bySipHost).map(Tenant::id));
  }

  private static Optional<SipUri> uri(String text) {
    try {
      return Optional.of(SipUri.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** Whether a dialog says whose a request is, so that mapping need not be asked. */
  public boolean isInDialog(SipEvent.Received received) {
    return dialog(received.request()).isPresent();
  }

  private Optional<ConversationKey> dialog(SipRequest request) {
    return dialog(request.callId(), request.to().tag());
  }

  private Optional<ConversationKey> dialog(String callId, Optional<String> toTag) {
    return toTag.flatMap(tag -> index.find(Handles.dialog(callId, tag)));
  }

  /** Brings a request in, or answers it. */
  public void received(Arrived arrived, Attempt attempt)
      throws Slot.SlotEmptyException, Parking.AwaitedException {
    var received = arrived.received;
    var request = received.request();
    var dialog = dialog(request);
    if (dialog.isPresent()) {
      inDialog(arrived, dialog.get());
      return;
    }
    if (request.method().equals("ACK")) {
      return;
    }
    var tenant = tenant(arrived);
    if (tenant.isEmpty()) {
      refused(received, "the From of a request is in no tenant's domain");
      refusals.refuse(received, Refusal.FORBIDDEN);
    } else if (!isTrusted(tenant.get(), received)) {
      refused(received, "a peer that tenant " + tenant.get().id() + " does not trust");
      refusals.refuse(received, Refusal.FORBIDDEN);
    } else if (request.to().tag().isPresent()) {
      refusals.refuse(received, Refusal.NO_DIALOG);
    } else {
      outside(tenant.get(), arrived, attempt);
    }
  }

  /** A peer can be refused as often as it likes; the log need not grow with that. */
  private void refused(SipEvent.Received received, String why) {
    var source = received.source().address();
    switch (refusedLines.about(source + ' ' + why, scheduler.now())) {
      case SAY -> LOG.info("403 to {}: {}", source, why);
      case SAY_LAST -> LOG.info("403 to {}: {}; no more such lines for a while", source, why);
      case HUSH -> {
        // It was said already.
      }
    }
  }

  private boolean isTrusted(Tenant tenant, SipEvent.Received received) {
    return sources.covers(tenant.id(), received.source().address())
        && hasShownName(tenant, received)
        && hasShownCredentials(tenant, received);
  }

  private static boolean hasShownName(Tenant tenant, SipEvent.Received received) {
    var wanted = tenant.trustedNames();
    return wanted.isEmpty() || received.source().names().stream().anyMatch(wanted::contains);
  }

  /** An ACK is never asked for them; what it confirms was asked. */
  private static boolean hasShownCredentials(Tenant tenant, SipEvent.Received received) {
    return tenant.digest().demand().isEmpty()
        || received.request().method().equals("ACK")
        || received.source().admittedTo().filter(tenant.id()::equals).isPresent();
  }

  private void inDialog(Arrived arrived, ConversationKey key) throws Parking.AwaitedException {
    var received = arrived.received;
    var tenant = directory.byId(key.tenant());
    var isAck = received.request().method().equals("ACK");
    if (tenant.isEmpty() || !isTrusted(tenant.get(), received)) {
      refusals.refuse(received, Refusal.FORBIDDEN);
    } else if (isAck || isNew(tenant.get(), arrived)) {
      var fresh = TEXT_OR_SESSION.contains(received.request().method());
      if (fresh && !isWithinRate(tenant.get(), arrived)) {
        refusals.refuse(tenant.get(), received, Refusal.OVERLOAD, Bounds.RATE);
      } else {
        conversationIntake.bring(tenant.get(), key, received, fresh, "");
      }
    }
  }

  private void outside(Tenant tenant, Arrived arrived, Attempt attempt)
      throws Slot.SlotEmptyException, Parking.AwaitedException {
    if (!attempt.isAnother() && !isTaken(tenant, arrived)) {
      return;
    }
    try {
      conversationIntake.route(tenant, arrived.received, true, "", attempt);
    } catch (Slot.SlotEmptyException e) {
      // It will come in again; until then it is not known.
      duplicates.forget(tenant.id(), arrived.received);
      throw e;
    }
  }

  private boolean isTaken(Tenant tenant, Arrived arrived) throws Parking.AwaitedException {
    var received = arrived.received;
    if (!isNew(tenant, arrived)) {
      return false;
    }
    var isWork = TEXT_OR_SESSION.contains(received.request().method());
    if (isWork && !isWithinRate(tenant, arrived)) {
      refusals.refuse(tenant, received, Refusal.OVERLOAD, Bounds.RATE);
    } else if (isWork && congestion.refuses(tenant.id(), scheduler.now())) {
      refusals.refuse(tenant, received, Refusal.OVERLOAD, Bounds.DELAY);
    } else if (isWork && isLinkDown(arrived)) {
      refusals.refuse(tenant, received, Refusal.UNAVAILABLE, Bounds.LINK);
    } else if (isInvite(received) && !conversationIntake.mayInvite(tenant)) {
      refusals.refuse(tenant, received, Refusal.OVERLOAD, conversationIntake.whyNoInvite(tenant));
    } else {
      return true;
    }
    return false;
  }

  private static boolean isInvite(SipEvent.Received received) {
    return received.request().method().equals("INVITE");
  }

  private boolean isNew(Tenant tenant, Arrived arrived) throws Parking.AwaitedException {
    var past = past(tenant, arrived);
    if (past.isCompletedExceptionally()) {
      // Taken for new it might be done twice, taken for a copy not at all.
      refusals.refuse(tenant, arrived.received, Refusal.OVERLOAD, Bounds.STORE);
      return false;
    }
    return isNew(tenant, arrived.received, past.join());
  }

  /** What the store says of a request; where that takes time, the request comes again then. */
  private CompletableFuture<SipDuplicates.Past> past(Tenant tenant, Arrived arrived)
      throws Parking.AwaitedException {
    var answered = arrived.asked.getAndSet(null);
    var past =
        answered == null
            ? duplicates.past(tenant.id(), arrived.received, scheduler.now()).toCompletableFuture()
            : answered;
    if (!past.isDone()) {
      arrived.asked.set(past);
      throw new Parking.AwaitedException(past);
    }
    return past;
  }

  private boolean isNew(Tenant tenant, SipEvent.Received received, SipDuplicates.Past past) {
    var verdict = duplicates.check(tenant.id(), past, scheduler.now());
    if (verdict instanceof SipDuplicates.Verdict.New) {
      return true;
    }
    journal.trace(
        tenant.id(), "", "", Trace.Word.DUPLICATE, Masked.line(received.request().method()));
    if (verdict instanceof SipDuplicates.Verdict.Answered answered) {
      if (isInvite(received) && answered.status() < 300) {
        // The conversation itself repeats its 2xx until the ACK, with SDP and Contact.
        egress.absorb(received.transaction());
        return false;
      }
      egress.respond(
          new SipCommand.Respond(received.transaction(), SipResponse.of(answered.status(), "")));
    } else if (verdict instanceof SipDuplicates.Verdict.Merged) {
      refusals.refuse(received, Refusal.MERGED);
    }
    return false;
  }

  private boolean isWithinRate(Tenant tenant, Arrived arrived) {
    var source = "sip " + sender(arrived);
    return rates.admits(tenant.id(), source, tenant.limits().ratePerSource(), scheduler.now());
  }

  private static String sender(Arrived arrived) {
    return arrived.from.isPresent()
        ? arrived.from.get().addressOfRecord().key()
        : arrived.received.source().address();
  }

  private boolean isLinkDown(Arrived arrived) {
    return arrived
        .from
        .map(SipUri::host)
        .flatMap(links::byHost)
        .filter(link -> link.downFor() > limits.linkGrace())
        .isPresent();
  }
}
