package im.balcony.api.sip;

import java.util.List;

/**
 * A request as text, and what is left of it without each of its parts: how an operator finds what
 * makes no difference when it is not there.
 *
 * @param whole the text as it is cut: its length counts no more
 * @param parts the parts that may be left out, in their order
 */
public record Leftovers(String whole, List<Part> parts) {

  /** Copies the parts. */
  public Leftovers {
    parts = List.copyOf(parts);
  }

  /**
   * A header field, or a part of a multipart body.
   *
   * @param what the part in words: its name, never its content
   * @param rest the text without it
   */
  public record Part(String what, String rest) {}
}
