package im.balcony.store;

import im.balcony.api.config.Allowed;
import im.balcony.api.data.Quantity;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of {@code im.balcony.store}. Texts only, for what cannot be read is refused by {@link
 * Keys} and takes nothing down.
 */
@ObjectClassDefinition(
    id = StoreConfiguration.PID,
    name = "Balcony store",
    description = "Where what is owed is kept. kB = 1000.")
@interface StoreConfiguration {

  /** The PID. */
  String PID = "im.balcony.store";

  @AttributeDefinition(
      name = "Folder",
      description =
          "Where the file lies, a folder that can be written; relative to the data folder of Karaf,"
              + " or else to the working directory. Read at start only. Default balcony.",
      required = false)
  @Allowed(form = "a folder that can be written")
  String dir() default "balcony";

  @AttributeDefinition(
      name = "Largest size",
      description =
          "Octets of all that is kept, 1 MB of it reserved for outcomes. Default 1 GB; 2 MB to"
              + " 1000 GB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 2_000_000, max = 1_000_000_000_000L)
  String size_max() default "1GB";

  @AttributeDefinition(
      name = "Largest age",
      description = "How long outcomes can be looked up. Default 7 d; 1 min to 365 d.",
      required = false)
  @Allowed(unit = Quantity.TIME, min = 60_000, max = 31_536_000_000L)
  String age_max() default "7d";

  @AttributeDefinition(
      name = "Free disk space",
      description =
          "Octets the disk must have left for new messages to be taken. Default 32 MB; 2 MB to"
              + " 1000 GB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 2_000_000, max = 1_000_000_000_000L)
  String disk_free() default "32MB";

  @AttributeDefinition(
      name = "Largest queue",
      description =
          "Octets of what waits to be written, 1 kB for each batch included; past it new messages"
              + " are refused. Default 64 MB; 1 MB to 10 GB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 1_000_000, max = 10_000_000_000L)
  String waiting_max() default "64MB";

  @AttributeDefinition(
      name = "Most duplicate keys",
      description =
          "SIP requests are known again for about a minute, by two keys each, of some 60 octets in"
              + " memory; past it new work is refused. Default 4000000; 1000 to 50000000.",
      required = false)
  @Allowed(unit = Quantity.COUNT, min = 1000, max = 50_000_000)
  String seen_max() default "4000000";

  @AttributeDefinition(
      name = "Longest log",
      description =
          "Octets of changes that are kept in memory before they are written in order, besides"
              + " those that are being written; more of it writes less. Default 64 MB; 1 MB to 500"
              + " MB.",
      required = false)
  @Allowed(unit = Quantity.OCTETS, min = 1_000_000, max = 500_000_000L)
  String log_max() default "64MB";
}
