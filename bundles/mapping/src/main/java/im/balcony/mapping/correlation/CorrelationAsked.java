package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import im.balcony.api.data.FactsDraft;
import im.balcony.api.mapping.Handles;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipTransaction;
import im.balcony.mapping.dialog.DialogTimer;
import im.balcony.mapping.sdp.SdpFacts;
import im.balcony.mapping.sdp.SdpPeer;
import java.util.List;
import java.util.Optional;

/**
 * A request of the SIP user that waits for the machine's answer.
 *
 * @param facts how it is written
 */
public record CorrelationAsked(Facts facts) {

  /** Nothing was asked. */
  public static final CorrelationAsked NONE = new CorrelationAsked(Facts.NONE);

  private static final String KIND = "kind";
  private static final String LEG = "leg";
  private static final String TRANSACTION = "tx";
  private static final String TRANSACTION_FACTS = "facts";
  private static final String SESSION = "session";
  private static final String MSRP_TRANSACTION = "transaction";
  private static final String INVITE = "invite";
  private static final String CSEQ = "cseq";
  private static final String LATE = "late";
  private static final String PEER = "peer";
  private static final String SDP = "sdp";
  private static final String TIMER = "timer";
  private static final String TARGET = "target";
  private static final String GRUU = "gruu";

  /** What is asked. */
  public enum Kind {
    /** A MESSAGE. */
    PAGE("page"),
    /** A SEND. */
    SEND("send"),
    /** A BYE. */
    BYE("bye"),
    /** A re-INVITE or UPDATE. */
    CHANGE("change"),
    /** Nothing that this version knows of. */
    NOTHING("");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** A request in SIP. */
  public static CorrelationAsked of(
      Kind kind, Optional<CorrelationLeg> leg, SipTransaction transaction) {
    return of(kind, leg, drafted(transaction));
  }

  /** A SEND. */
  public static CorrelationAsked send(CorrelationLeg leg, String session, String transaction) {
    var facts = Facts.draft().with(SESSION, session).with(MSRP_TRANSACTION, transaction);
    return of(Kind.SEND, Optional.of(leg), facts);
  }

  private static CorrelationAsked of(Kind kind, Optional<CorrelationLeg> leg, FactsDraft facts) {
    facts.with(KIND, kind.word);
    leg.ifPresent(l -> facts.with(LEG, l.name()));
    return new CorrelationAsked(facts.facts());
  }

  /** A transaction as facts. */
  static Facts transaction(SipTransaction transaction) {
    return drafted(transaction).facts();
  }

  private static FactsDraft drafted(SipTransaction transaction) {
    return Facts.draft()
        .with(TRANSACTION, transaction.id())
        .with(TRANSACTION_FACTS, transaction.facts());
  }

  /** The transaction that facts describe. */
  static SipTransaction transaction(Facts facts) {
    return new SipTransaction(facts.text(TRANSACTION, ""), facts.facts(TRANSACTION_FACTS));
  }

  // What a change asks for.

  /**
   * The change with what its request was: whether an INVITE, and one that leaves the offer to us.
   */
  public CorrelationAsked changing(boolean invite, long cseq, boolean late) {
    return new CorrelationAsked(facts.with(INVITE, invite).with(CSEQ, cseq).with(LATE, late));
  }

  /** The change with what the peer described, if anything. */
  public CorrelationAsked with(Optional<SdpPeer> peer) {
    return with(PEER, peer.map(SdpPeer::facts));
  }

  /** The change with the description that answers it, if any. */
  public CorrelationAsked answeredBy(Optional<SessionDescription> sdp) {
    return with(SDP, sdp.map(SdpFacts::write));
  }

  /** The change with the timer of its answer, if any. */
  public CorrelationAsked timed(Optional<DialogTimer> timer) {
    return with(TIMER, timer.map(DialogTimer::facts));
  }

  /** The change with where the peer is from then on, and at which endpoint. */
  public CorrelationAsked from(Optional<SipParty> target, Optional<String> gruu) {
    return with(TARGET, target.map(SipParty::uri)).with(GRUU, gruu);
  }

  private CorrelationAsked with(String name, Optional<?> value) {
    return value.map(v -> new CorrelationAsked(facts.with(name, v))).orElse(this);
  }

  // Reading.

  /** What is asked. */
  public Kind kind() {
    var word = facts.text(KIND, "");
    for (var kind : Kind.values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    return Kind.NOTHING;
  }

  /** The name of the leg in which it came, if it came in one. */
  public Optional<String> leg() {
    return facts.text(LEG);
  }

  /** The SIP transaction. */
  public SipTransaction transaction() {
    return transaction(facts);
  }

  /** Under which name its CANCEL finds the conversation; none for a SEND. */
  Optional<String> handle() {
    return facts.text(TRANSACTION).map(Handles::transaction);
  }

  /** The session-id of a SEND. */
  public String session() {
    return facts.text(SESSION, "");
  }

  /** The transaction of a SEND. */
  public String msrpTransaction() {
    return facts.text(MSRP_TRANSACTION, "");
  }

  /** Whether a change came as INVITE. */
  public boolean invite() {
    return facts.flag(INVITE);
  }

  /** The CSeq number of a change. */
  public long cseq() {
    return facts.number(CSEQ, 0);
  }

  /** Whether the ACK to a change has to bring the answer. */
  public boolean late() {
    return facts.flag(LATE);
  }

  /** What the peer described in a change. */
  public Optional<SdpPeer> peer() {
    return facts.has(PEER) ? Optional.of(SdpPeer.of(facts.facts(PEER))) : Optional.empty();
  }

  /** The description that answers a change. */
  public Optional<SessionDescription> sdp() {
    return SdpFacts.read(facts.facts(SDP));
  }

  /** The timer of the answer to a change. */
  public Optional<DialogTimer> timer() {
    return DialogTimer.of(facts.facts(TIMER));
  }

  /** Where the peer is from a change on. */
  public Optional<SipParty> target() {
    return facts.text(TARGET).map(SipParty::of);
  }

  /** At which endpoint the peer is from a change on. */
  public Optional<String> gruu() {
    return facts.text(GRUU);
  }

  /** A change is found by its leg. */
  List<String> keys() {
    return facts.text(KIND, "").equals(Kind.CHANGE.word) ? leg().stream().toList() : List.of();
  }
}
