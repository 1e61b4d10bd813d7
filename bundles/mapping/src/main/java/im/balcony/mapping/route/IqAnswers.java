package im.balcony.mapping.route;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.mapping.Context;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.address.TypedAddress;
import im.balcony.mapping.content.ChatStates;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.text.TextRules;
import java.util.List;
import java.util.Optional;

/**
 * Answers to IQ and presence stanzas for the component's domain and for SIP users. They are the
 * same whether a user exists or not (XMPP-16).
 */
public final class IqAnswers {

  static final String DISCO_INFO = "http://jabber.org/protocol/disco#info";
  static final String DISCO_ITEMS = "http://jabber.org/protocol/disco#items";
  static final String PING = "urn:xmpp:ping";
  static final String VERSION = "jabber:iq:version";

  /** The namespace of XEP-0100. */
  public static final String GATEWAY = "jabber:iq:gateway";

  private static final List<String> DOMAIN_FEATURES =
      List.of(DISCO_INFO, DISCO_ITEMS, PING, VERSION, GATEWAY, "jid\\20escaping");

  private static final List<String> USER_FEATURES =
      List.of(DISCO_INFO, DISCO_ITEMS, PING, VERSION, ChatStates.NAMESPACE, StanzaText.RECEIPTS);

  private IqAnswers() {}

  /**
   * The answer to an IQ.
   *
   * @return empty for a result or an error, which are never answered (RFC 6120 §8.2.3)
   */
  static Optional<Stanza> answer(Stanza iq, Context context) {
    return switch (iq.type().orElse("")) {
      case "get", "set" -> Optional.of(answered(iq, context));
      case "result", "error" -> Optional.empty();
      default -> Optional.of(refused(iq, "bad-request"));
    };
  }

  private static Stanza answered(Stanza iq, Context context) {
    // RFC 6120 §8.2.3: exactly one child, which says what is wanted.
    if (iq.children().size() != 1) {
      return refused(iq, "bad-request");
    }
    var wanted = iq.children().get(0);
    var get = iq.type().filter("get"::equals).isPresent();
    var domain = iq.to().local().isEmpty();
    if (get && wanted.is(DISCO_INFO, "query")) {
      return discovered(iq, wanted, info(iq.to()));
    }
    if (get && wanted.is(DISCO_ITEMS, "query")) {
      return discovered(iq, wanted, Element.of(DISCO_ITEMS, "query"));
    }
    if (get && wanted.is(PING, "ping")) {
      return result(iq, List.of());
    }
    if (get && wanted.is(VERSION, "query")) {
      return result(iq, List.of(version(context)));
    }
    if (domain && wanted.is(GATEWAY, "query")) {
      return get ? result(iq, List.of(prompt())) : translated(iq, wanted, context);
    }
    return refused(iq, "service-unavailable");
  }

  private static Stanza discovered(Stanza iq, Element wanted, Element answer) {
    // There are no nodes (XEP-0030 §3.2).
    return wanted.attribute("node").filter(n -> !n.isEmpty()).isPresent()
        ? refused(iq, "item-not-found")
        : result(iq, List.of(answer));
  }

  private static Element info(Jid jid) {
    var domain = jid.local().isEmpty();
    var query = Element.of(DISCO_INFO, "query").with(domain ? gateway() : user(jid));
    for (var feature : domain ? DOMAIN_FEATURES : USER_FEATURES) {
      query = query.with(Element.of(DISCO_INFO, "feature").with("var", feature));
    }
    return query;
  }

  private static Element gateway() {
    return identity("gateway", "simple").with("name", "Balcony");
  }

  private static Element user(Jid jid) {
    return jid.isBare() ? identity("account", "registered") : identity("client", "phone");
  }

  private static Element identity(String category, String type) {
    return Element.of(DISCO_INFO, "identity").with("category", category).with("type", type);
  }

  private static Element version(Context context) {
    return Element.of(VERSION, "query")
        .with(Element.of(VERSION, "name", "Balcony"))
        .with(Element.of(VERSION, "version", TextRules.headerLine(context.gateway().version())));
  }

  private static Element prompt() {
    return Element.of(GATEWAY, "query")
        .with(
            Element.of(
                GATEWAY, "desc", "Enter the SIP address of the person you would like to reach."))
        .with(Element.of(GATEWAY, "prompt", "SIP address"));
  }

  /** XEP-0100 §6.3: a typed address becomes a JID. */
  private static Stanza translated(Stanza iq, Element wanted, Context context) {
    var typed = wanted.child(GATEWAY, "prompt").map(Element::text).orElse("");
    try {
      var jid = TypedAddress.toJid(typed, iq.to(), context);
      return jid.isPresent()
          ? result(
              iq,
              List.of(
                  Element.of(GATEWAY, "query")
                      .with(Element.of(GATEWAY, "jid", jid.get().toString()))))
          : refused(iq, "item-not-found");
    } catch (AddressException e) {
      return refused(iq, "jid-malformed");
    }
  }

  /**
   * The answer to a presence stanza for a SIP user: subscriptions are refused, for the core knows
   * no presence (XMPP-20); all else is silently taken.
   */
  static Optional<Stanza> presence(Stanza presence) {
    return switch (presence.type().orElse("")) {
      case "subscribe", "probe" ->
          Optional.of(
              new Stanza(
                  Stanza.Kind.PRESENCE,
                  presence.to().bare(),
                  presence.from().bare(),
                  presence.id(),
                  Optional.of("unsubscribed"),
                  Optional.empty(),
                  List.of()));
      default -> Optional.empty();
    };
  }

  private static Stanza result(Stanza iq, List<Element> children) {
    return new Stanza(
        Stanza.Kind.IQ,
        iq.to(),
        iq.from(),
        iq.id(),
        Optional.of("result"),
        Optional.empty(),
        children);
  }

  private static Stanza refused(Stanza iq, String condition) {
    return ErrorMapping.bounce(iq, ErrorMapping.stanzaError(condition, ""));
  }
}
