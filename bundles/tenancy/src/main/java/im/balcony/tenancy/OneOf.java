package im.balcony.tenancy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The words that a key of {@link TenantConfiguration} may have. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface OneOf {
  String[] value();
}
