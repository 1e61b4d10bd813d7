package im.balcony.testkit.server;

import im.balcony.testkit.Inbox;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/** Stream management at the stand-in server (XEP-0198): one stream, which it may resume. */
public final class Management {

  /** The namespace of its elements. */
  public static final String NAMESPACE = "urn:xmpp:sm:3";

  /** What a server that offers it says in its features. */
  public static final String FEATURES =
      "<stream:features><sm xmlns='" + NAMESPACE + "'/></stream:features>";

  /** What the component asked for: {@code enable}, or {@code resume} with its count. */
  public final Inbox<String> asked = new Inbox<>("management");

  /** Whether streams that are over are forgotten. */
  public volatile boolean forgetful;

  /** So many stanzas are taken; what comes then is lost on its way. */
  public volatile long most = Long.MAX_VALUE;

  private String id = "";
  private long handled;

  /** Whether a stanza gets here. */
  synchronized boolean takes() {
    if (handled >= most) {
      return false;
    }
    handled++;
    return true;
  }

  /** What is said to one of its elements. */
  synchronized Optional<String> answer(Element element) {
    switch (element.getLocalName()) {
      case "enable" -> {
        asked.put("enable");
        id = UUID.randomUUID().toString();
        handled = 0;
        return Optional.of(say("enabled", "id='" + id + "' resume='true'"));
      }
      case "resume" -> {
        asked.put("resume " + element.getAttribute("h"));
        if (forgetful || !element.getAttribute("previd").equals(id)) {
          return Optional.of(say("failed", ""));
        }
        return Optional.of(say("resumed", "previd='" + id + "' h='" + handled + "'"));
      }
      case "r" -> {
        return Optional.of(say("a", "h='" + handled + "'"));
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static String say(String name, String attributes) {
    return "<" + name + " xmlns='" + NAMESPACE + "' " + attributes + "/>";
  }
}
