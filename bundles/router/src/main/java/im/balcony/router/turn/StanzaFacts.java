package im.balcony.router.turn;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A stanza as facts and back, so that what is owed to the XMPP server survives a restart. */
final class StanzaFacts {

  private StanzaFacts() {}

  static Facts of(Stanza stanza) {
    var facts =
        Facts.draft()
            .with("kind", stanza.kind().name())
            .with("from", stanza.from().toString())
            .with("to", stanza.to().toString())
            .with("children", of(stanza.children()));
    stanza.id().ifPresent(id -> facts.with("id", id));
    stanza.type().ifPresent(type -> facts.with("type", type));
    stanza.language().ifPresent(language -> facts.with("lang", language));
    return facts.facts();
  }

  private static Facts of(Element element) {
    var facts = Facts.draft().with("ns", element.namespace()).with("name", element.name());
    if (!element.attributes().isEmpty()) {
      facts.with("attributes", Facts.of(element.attributes()));
    }
    if (!element.text().isEmpty()) {
      facts.with("text", element.text());
    }
    if (!element.children().isEmpty()) {
      facts.with("children", of(element.children()));
    }
    return facts.facts();
  }

  private static List<Facts> of(List<Element> elements) {
    var all = new ArrayList<Facts>(elements.size());
    for (var element : elements) {
      all.add(of(element));
    }
    return all;
  }

  /** The stanza, or nothing if these facts hold none. */
  static Optional<Stanza> read(Facts facts) {
    try {
      return Optional.of(
          new Stanza(
              Stanza.Kind.valueOf(facts.text("kind", "").toUpperCase(Locale.ROOT)),
              Jid.parse(facts.text("from", "")),
              Jid.parse(facts.text("to", "")),
              facts.text("id"),
              facts.text("type"),
              facts.text("lang"),
              facts.list("children").stream().map(StanzaFacts::element).toList()));
    } catch (AddressException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Element element(Facts facts) {
    Map<String, String> attributes = new LinkedHashMap<>();
    facts
        .facts("attributes")
        .asMap()
        .forEach((name, value) -> attributes.put(name, String.valueOf(value)));
    return new Element(
        facts.text("ns", ""),
        facts.text("name", ""),
        attributes,
        facts.list("children").stream().map(StanzaFacts::element).toList(),
        facts.text("text", ""));
  }
}
