package im.balcony.mapping.content;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.Subject;
import im.balcony.api.msrp.MsrpContent.Cpim;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Subjects with their languages: {@code <subject/>} (RFC 6121 §5.2.4) and the Subject of
 * message/cpim (RFC 3862 §3.3, §4.5). There is one a language, each one line, the first that of the
 * text.
 */
public final class Subjects {

  /** Further ones are left out. */
  private static final int MOST = ChatMessage.MAX_SUBJECTS;

  private static final String CPIM_NAME = "Subject";

  /** What a Subject without a language is in where there are others (RFC 3862 §3.3). */
  private static final String UNSAID = "i-default";

  private Subjects() {}

  /** One a language of these, as lines; without those that say nothing. */
  static List<Subject> of(List<Subject> said) {
    var all = new LinkedHashMap<String, Subject>();
    for (var subject : said) {
      var line = TextRules.headerLine(subject.text());
      var language = subject.language().flatMap(Languages::checked);
      if (!line.isEmpty() && all.size() < MOST) {
        all.putIfAbsent(language.orElse("").toLowerCase(Locale.ROOT), new Subject(line, language));
      }
    }
    return List.copyOf(all.values());
  }

  /** Those of message/cpim; that of the request around it, if any, goes before them. */
  public static List<Subject> of(Optional<String> ofRequest, Optional<Cpim> cpim) {
    var all = new ArrayList<Subject>();
    for (var header : cpim.map(Cpim::headers).orElse(List.of())) {
      if (header.namespace().equals(Header.BASE) && header.name().equals(CPIM_NAME)) {
        all.add(new Subject(header.value(), header.language()));
      }
    }
    var line = ofRequest.map(TextRules::headerLine);
    // What only repeats one of them says less of it.
    line.filter(l -> all.stream().noneMatch(s -> TextRules.headerLine(s.text()).equals(l)))
        .ifPresent(l -> all.add(0, new Subject(l, Optional.empty())));
    return of(all);
  }

  /** The one that goes where there is room for no other. */
  public static Optional<String> first(List<Subject> subjects) {
    return subjects.stream().map(Subject::text).findFirst();
  }

  /**
   * What a message with a text in {@code language} has to say besides its first subject. One that
   * says no language is taken for one in that of the text.
   */
  public static List<Subject> besides(List<Subject> subjects, Optional<String> language) {
    var one = subjects.size() == 1 ? subjects.get(0) : null;
    return one != null && (one.language().isEmpty() || isIn(one, language)) ? List.of() : subjects;
  }

  private static boolean isIn(Subject subject, Optional<String> language) {
    return subject.language().orElse("").equalsIgnoreCase(language.orElse(""));
  }

  /** All subjects of a message, the first one first. */
  private static List<Subject> of(ChatMessage message) {
    return message.subjects().isEmpty()
        ? of(message.subject().map(s -> new Subject(s, message.language())).stream().toList())
        : of(message.subjects());
  }

  /** As elements of a stanza in the language of the text. */
  public static List<Element> elements(ChatMessage message) {
    var subjects = of(message);
    var around = message.language().flatMap(Languages::checked);
    var elements = new ArrayList<Element>(1);
    for (var subject : subjects) {
      var element = Element.of(Stanza.NAMESPACE, "subject", subject.text());
      var unsaid = subjects.size() > 1 && around.isPresent() ? UNSAID : "";
      var language = subject.language().orElse(unsaid);
      var inherited = language.isEmpty() || isIn(subject, around);
      elements.add(inherited ? element : element.with("xml:lang", language));
    }
    return elements;
  }

  /** As headers of message/cpim; in a session the first alone (RFC 4975 §13). */
  public static List<Header> headers(ChatMessage message, boolean inSession) {
    return of(message).stream()
        .limit(inSession ? 1 : MOST)
        .map(s -> new Header(Header.BASE, CPIM_NAME, s.language(), s.text()))
        .toList();
  }
}
