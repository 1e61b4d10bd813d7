package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.mapping.content.ImdnWish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is remembered of a message: how it came, how it left, and what is still expected of it.
 *
 * @param facts how it is written
 */
public record CorrelationMessage(Facts facts) {

  /** Nothing is known of the message. */
  public static final CorrelationMessage NONE = new CorrelationMessage(Facts.NONE);

  // How it came.
  private static final String FROM = "from";
  private static final String FROM_SIP = "sip";
  private static final String FROM_MSRP = "msrp";
  private static final String FROM_XMPP = "xmpp";
  private static final String AT = "at";
  private static final String HOPS = "hops";
  private static final String LEG = "leg";
  private static final String GRUU = "gruu";
  private static final String RESOURCE = "resource";
  private static final String HEARD_AS = "dup";
  private static final String SENDER = "sender";
  private static final String TO = "to";
  private static final String TYPE = "type";
  private static final String ID = "id";
  private static final String FIRST = "first";

  // In MSRP, whichever way.
  private static final String MESSAGE_ID = "mid";
  private static final String LENGTH = "length";
  private static final String PATH = "path";
  private static final String SUCCESS = "success";
  private static final String FAILURE = "failure";
  private static final String COVERED = "covered";
  private static final String RANGE_FROM = "from";
  private static final String RANGE_TO = "to";

  // As MESSAGE requests that ask for notifications: Message-IDs of which none has come.
  private static final String UNDELIVERED = "undelivered";
  private static final String UNSEEN = "unseen";

  // What its sender wants to be notified of, or what it says as a notification of ours.
  private static final String NOTICE = "imdn";

  // As a stanza of ours.
  private static final String STANZA_ID = "sid";
  private static final String WANTED = "wanted";
  private static final String GOT = "got";

  /**
   * Octets of a message, counted from 1.
   *
   * @param from the first
   * @param to the last
   */
  public record Range(long from, long to) {}

  // Making it.

  /** A MESSAGE heard at that time that may go on over so many hops. */
  public static CorrelationMessage ofPage(long at, int hops, Optional<String> leg) {
    var facts = Facts.draft().with(FROM, FROM_SIP).with(AT, at).with(HOPS, hops).facts();
    return new CorrelationMessage(facts).with(LEG, leg);
  }

  /** A message heard in this leg at that time. */
  public static CorrelationMessage ofLeg(long at, CorrelationLeg leg) {
    var facts = Facts.NONE.with(FROM, FROM_MSRP).with(AT, at).with(LEG, leg.name());
    return new CorrelationMessage(facts).from(leg.gruu(), leg.resource());
  }

  /** A stanza heard at that time. */
  public static CorrelationMessage ofStanza(
      long at, String sender, String to, String type, Optional<String> id, Optional<Long> hops) {
    var facts =
        Facts.draft()
            .with(FROM, FROM_XMPP)
            .with(AT, at)
            .with(SENDER, sender)
            .with(TO, to)
            .with(TYPE, type);
    id.ifPresent(value -> facts.with(ID, value));
    hops.ifPresent(value -> facts.with(HOPS, value));
    return new CorrelationMessage(facts.facts());
  }

  /** A notification that somebody's client brought about at that time. */
  public static CorrelationMessage ofNotice(long at, String sender, ImdnWish notice) {
    return new CorrelationMessage(
            Facts.NONE.with(FROM, FROM_XMPP).with(AT, at).with(SENDER, sender))
        .noticing(Optional.of(notice));
  }

  /** The same message with what its sender wants to be notified of, if anything. */
  public CorrelationMessage noticing(Optional<ImdnWish> notice) {
    return with(NOTICE, notice.map(ImdnWish::facts));
  }

  /** The same message with the endpoint that it is from, and the resource that it is for. */
  public CorrelationMessage from(Optional<String> gruu, Optional<String> resource) {
    return with(GRUU, gruu).with(RESOURCE, resource);
  }

  /** The same message as one that came in an INVITE. */
  public CorrelationMessage asFirst() {
    return with(FIRST, true).with(FAILURE, FailureReport.NO.name());
  }

  /** The same message as a SEND: what a REPORT on it has to say. */
  public CorrelationMessage asSend(String messageId, int length, List<String> path) {
    return with(MESSAGE_ID, messageId).with(LENGTH, length).with(PATH, path);
  }

  /** The same message with the reports that its sender asked for. */
  public CorrelationMessage reporting(boolean success, FailureReport failure) {
    return with(SUCCESS, success).with(FAILURE, failure.name());
  }

  /** The same message, known again by this name. */
  public CorrelationMessage heardAs(String name) {
    return with(HEARD_AS, name);
  }

  /** The same message that came once more, by another way. */
  public CorrelationMessage again(CorrelationMessage now) {
    var moved = new LinkedHashMap<>(facts.asMap());
    moved.putAll(now.facts.asMap());
    return new CorrelationMessage(Facts.of(moved));
  }

  /** The same message as it was sent in this leg; nothing of it has been reported yet. */
  public CorrelationMessage sentBy(CorrelationLeg leg, String messageId, int length) {
    return new CorrelationMessage(
        with(MESSAGE_ID, messageId)
            .with(LEG, leg.name())
            .with(LENGTH, length)
            .facts
            .without(COVERED));
  }

  /** The same message as it was sent as a stanza. */
  public CorrelationMessage sentAs(String stanzaId, boolean receiptWanted) {
    return new CorrelationMessage(
        facts.change().with(STANZA_ID, stanzaId).with(WANTED, receiptWanted).facts());
  }

  /** The same message with its receipt. */
  public CorrelationMessage received() {
    return with(GOT, true);
  }

  /** The same message of which these octets were reported. */
  public CorrelationMessage covered(List<Range> ranges) {
    return with(
        COVERED,
        ranges.stream()
            .map(r -> Facts.NONE.with(RANGE_FROM, r.from).with(RANGE_TO, r.to))
            .toList());
  }

  /** The same message as it left under these Message-IDs, of which such notifications may come. */
  public CorrelationMessage asking(List<String> ids, boolean delivery, boolean display) {
    return awaiting(UNDELIVERED, delivery ? ids : List.of())
        .awaiting(UNSEEN, display ? ids : List.of());
  }

  /** The same message of which the MESSAGE with this id was delivered. */
  public CorrelationMessage delivered(String messageId) {
    return awaiting(UNDELIVERED, without(undelivered(), messageId));
  }

  /** The same message of which the MESSAGE with this id was shown. */
  public CorrelationMessage seen(String messageId) {
    return awaiting(UNSEEN, without(unseen(), messageId));
  }

  private CorrelationMessage awaiting(String what, List<String> ids) {
    return ids.isEmpty() ? new CorrelationMessage(facts.without(what)) : with(what, ids);
  }

  private static List<String> without(List<String> ids, String messageId) {
    return ids.stream().filter(id -> !id.equals(messageId)).toList();
  }

  private CorrelationMessage with(String name, Object value) {
    return new CorrelationMessage(facts.with(name, value));
  }

  private CorrelationMessage with(String name, Optional<?> value) {
    return value.isPresent() ? with(name, value.get()) : this;
  }

  // Reading.

  /** Whether nothing is known of it. */
  public boolean isEmpty() {
    return facts.isEmpty();
  }

  /** When it came, milliseconds; none if that is not known. */
  OptionalLong at() {
    return facts.number(AT);
  }

  /** How many hops it may still take. */
  public OptionalLong hops() {
    return facts.number(HOPS);
  }

  /** The leg in which it came, or was sent last. */
  public Optional<String> leg() {
    return facts.text(LEG);
  }

  /** The endpoint that it is from. */
  public Optional<String> gruu() {
    return facts.text(GRUU);
  }

  /** The resource that it is for. */
  public Optional<String> resource() {
    return facts.text(RESOURCE);
  }

  /** The name by which it is known again. */
  Optional<String> heardAs() {
    return facts.text(HEARD_AS);
  }

  /** The full JID of its sender. */
  Optional<String> sender() {
    return facts.text(SENDER);
  }

  /** The JID that it was sent to. */
  public Optional<String> to() {
    return facts.text(TO);
  }

  /** The type of its stanza. */
  public Optional<String> type() {
    return facts.text(TYPE);
  }

  /** The id of its sender's stanza. */
  public Optional<String> id() {
    return facts.text(ID);
  }

  /** Its Message-ID in MSRP. */
  public Optional<String> messageId() {
    return facts.text(MESSAGE_ID);
  }

  /** Its length in MSRP, octets. */
  public long length() {
    return facts.number(LENGTH, 0);
  }

  /** The From-Path of its SEND. */
  public List<String> path() {
    return facts.texts(PATH);
  }

  /** Whether its sender wants to hear of success. */
  public boolean successWanted() {
    return facts.flag(SUCCESS);
  }

  /** Whether its sender wants to hear of failure. */
  public boolean failureWanted() {
    return !facts.text(FAILURE, "").equals(FailureReport.NO.name());
  }

  /** What of it was reported, in order. */
  public List<Range> covered() {
    return facts.list(COVERED).stream()
        .map(r -> new Range(r.number(RANGE_FROM, 0), r.number(RANGE_TO, 0)))
        .toList();
  }

  /** What its sender wants to be notified of, or what it says. */
  public Optional<ImdnWish> notice() {
    return facts.has(NOTICE) ? Optional.of(new ImdnWish(facts.facts(NOTICE))) : Optional.empty();
  }

  /** Message-IDs of which a delivery notification is awaited. */
  public List<String> undelivered() {
    return facts.texts(UNDELIVERED);
  }

  /** Message-IDs of which a display notification is awaited. */
  public List<String> unseen() {
    return facts.texts(UNSEEN);
  }

  /** The id of our stanza. */
  public Optional<String> stanzaId() {
    return facts.text(STANZA_ID);
  }

  /** Whether its receipt is awaited. */
  public boolean awaitsReceipt() {
    return facts.flag(WANTED) && !facts.flag(GOT);
  }

  /** Whether its receipt came. */
  public boolean isReceived() {
    return facts.flag(GOT);
  }

  // Finding it.

  static String keyOfStanza(String id) {
    return "s " + id;
  }

  /** For messages of ours only, of which the Message-ID is nobody else's. */
  static String keyOfSend(String messageId) {
    return "m " + messageId;
  }

  static String keyOfNotice(String messageId) {
    return "n " + messageId;
  }

  static String keyOfFirst(String leg) {
    return "f " + leg;
  }

  List<String> keys() {
    var keys = new ArrayList<String>(0);
    stanzaId().ifPresent(id -> keys.add(keyOfStanza(id)));
    if (facts.text(FROM, "").equals(FROM_XMPP)) {
      messageId().ifPresent(id -> keys.add(keyOfSend(id)));
    }
    undelivered().forEach(id -> keys.add(keyOfNotice(id)));
    for (var id : unseen()) {
      if (!keys.contains(keyOfNotice(id))) {
        keys.add(keyOfNotice(id));
      }
    }
    if (facts.flag(FIRST)) {
      leg().ifPresent(name -> keys.add(keyOfFirst(name)));
    }
    return keys;
  }
}
