package im.balcony.mapping.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Points in time as XMPP (XEP-0082), CPIM (RFC 3339) and SIP (RFC 3261 §20.17) write them. */
public final class Timestamps {

  /** Two digits for the day: SIP's date1 has no shorter form. */
  private static final DateTimeFormatter SIP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int MAX_LENGTH = 64;

  private Timestamps() {}

  /** {@code 2026-11-23T23:45:57Z}, with milliseconds if there are any. */
  public static String stamp(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** The time of an XEP-0082 or RFC 3339 stamp; empty if it is none. */
  public static Optional<Instant> fromStamp(String stamp) {
    return parsed(stamp, text -> OffsetDateTime.parse(text).toInstant());
  }

  /** A Date header value: {@code Sat, 13 Nov 2010 23:29:00 GMT}. */
  public static String sipDate(Instant time) {
    return SIP_DATE.format(time);
  }

  /** The time of a Date header; empty if it is none. */
  public static Optional<Instant> fromSipDate(String date) {
    return parsed(date, text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
  }

  private static Optional<Instant> parsed(
      String text, java.util.function.Function<String, Instant> reader) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(text.strip()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
