package im.balcony.store;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code im.balcony.store}. Numbers are texts, for they may carry a unit. */
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
          "Where the file lies; relative to the data folder of Karaf, or else to the working"
              + " directory. Read at start only. Default balcony.",
      required = false)
  String dir() default "balcony";

  @AttributeDefinition(
      name = "Largest size",
      description =
          "Octets of all that is kept, 1 MB of it reserved for outcomes. Default 1 GB; 2 MB to"
              + " 1000 GB.",
      required = false)
  String size_max() default "1GB";

  @AttributeDefinition(
      name = "Largest age",
      description = "How long outcomes can be looked up. Default 7 d; 1 min to 365 d.",
      required = false)
  String age_max() default "7d";

  @AttributeDefinition(
      name = "Free disk space",
      description =
          "Octets the disk must have left for new messages to be taken. Default 32 MB; 2 MB to"
              + " 1000 GB.",
      required = false)
  String disk_free() default "32MB";

  @AttributeDefinition(
      name = "Largest queue",
      description =
          "Octets of what waits to be written, 1 kB for each batch included; past it new messages"
              + " are refused. Default 64 MB; 1 MB to 10 GB.",
      required = false)
  String waiting_max() default "64MB";
}
