package im.balcony.tenancy;

import im.balcony.api.data.Quantity;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The unit and range of a number in {@link TenantConfiguration}; both ends belong to the range. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Bounded {
  Quantity unit();

  long min();

  long max();
}
