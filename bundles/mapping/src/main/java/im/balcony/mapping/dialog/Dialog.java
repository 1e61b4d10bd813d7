package im.balcony.mapping.dialog;

import im.balcony.api.data.Facts;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a SIP dialog (RFC 3261 §12). It is the gateway's own, so it outlives the SIP stack.
 *
 * @param callId the Call-ID
 * @param local our party, with our tag
 * @param remote the peer's party, with its tag once there is one
 * @param localSeq the CSeq number of our last request
 * @param remoteSeq the CSeq number of the peer's last request; -1 before the first
 * @param routes the route set, nearest first
 * @param target the remote target, as written
 */
public record Dialog(
    String callId,
    SipParty local,
    SipParty remote,
    long localSeq,
    long remoteSeq,
    List<String> routes,
    String target) {

  /** Keeps of the parties what is sent again, which is what {@link #facts} say of them. */
  public Dialog {
    local = bare(local);
    remote = bare(remote);
    routes = List.copyOf(routes);
  }

  /** A party without other parameters than its tag (RFC 3261 §12.2.1.1). */
  private static SipParty bare(SipParty party) {
    var tag = party.tag();
    if (party.parameters().size() == (tag.isPresent() ? 1 : 0)) {
      return party;
    }
    var plain = new SipParty(party.uri(), party.display(), Map.of());
    return tag.map(plain::tagged).orElse(plain);
  }

  /** The peer's INVITE makes a dialog of which we choose the tag (RFC 3261 §12.1.1). */
  public static Dialog ofPeer(SipRequest invite, String localTag) {
    return new Dialog(
        invite.callId(),
        invite.to().tagged(localTag),
        invite.from(),
        0,
        invite.cseq(),
        invite.routes(),
        invite.contact().map(SipParty::uri).orElse(invite.from().uri()));
  }

  /** Our INVITE, before anybody answered. */
  public static Dialog ofOurs(SipRequest invite) {
    return new Dialog(
        invite.callId(),
        invite.from(),
        invite.to(),
        invite.cseq(),
        -1,
        invite.routes(),
        invite.requestUri());
  }

  /**
   * A 2xx to our INVITE settles the peer's side (RFC 3261 §12.1.2): the route set is reversed.
   *
   * @param tls whether SIP goes over TLS here
   */
  public Dialog confirmedBy(SipResponse response, boolean tls) {
    var reversed = new ArrayList<>(response.routes());
    Collections.reverse(reversed);
    return new Dialog(
            callId, local, response.to().orElse(remote), localSeq, remoteSeq, reversed, target)
        .targeted(response.contact(), tls);
  }

  /**
   * The same dialog after a target refresh; without a Contact that leads on nothing changes. So the
   * target of a dialog whose peer never names one is the Request-URI of our INVITE.
   *
   * @param tls whether SIP goes over TLS here
   */
  public Dialog targeted(List<SipParty> contacts, boolean tls) {
    var usable =
        contacts.stream()
            .filter(contact -> DialogTarget.leads(contact, routes, tls))
            .map(SipParty::uri)
            .findFirst();
    return new Dialog(callId, local, remote, localSeq, remoteSeq, routes, usable.orElse(target));
  }

  /** The same dialog after our next request. */
  public Dialog next() {
    return new Dialog(callId, local, remote, localSeq + 1, remoteSeq, routes, target);
  }

  /** The same dialog after a request of ours with that CSeq number. */
  public Dialog sent(long cseq) {
    return new Dialog(callId, local, remote, Math.max(localSeq, cseq), remoteSeq, routes, target);
  }

  /** The same dialog after a request of the peer. */
  public Dialog heard(long cseq) {
    return new Dialog(callId, local, remote, localSeq, cseq, routes, target);
  }

  /** Our tag. */
  public String localTag() {
    return local.tag().orElse("");
  }

  /** The peer's tag, once it is known. */
  public Optional<String> remoteTag() {
    return remote.tag();
  }

  /** The dialog as facts. */
  public Facts facts() {
    return Facts.of(
        Map.of(
            "call", callId,
            "local", party(local),
            "remote", party(remote),
            "out", localSeq,
            "in", remoteSeq,
            "routes", routes,
            "target", target));
  }

  /** The dialog that facts describe. */
  public static Dialog of(Facts facts) {
    return new Dialog(
        facts.text("call", ""),
        party(facts.facts("local")),
        party(facts.facts("remote")),
        facts.number("out", 0),
        facts.number("in", -1),
        facts.texts("routes"),
        facts.text("target", ""));
  }

  private static Facts party(SipParty party) {
    var values = new LinkedHashMap<String, Object>();
    values.put("uri", party.uri());
    party.display().ifPresent(d -> values.put("name", d));
    party.tag().ifPresent(t -> values.put("tag", t));
    return Facts.of(values);
  }

  private static SipParty party(Facts facts) {
    var tag = facts.text("tag");
    return new SipParty(
        facts.text("uri", ""),
        facts.text("name"),
        tag.isPresent() ? Map.of("tag", tag.get()) : Map.of());
  }
}
