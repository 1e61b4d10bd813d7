package im.balcony.tenancy;

import im.balcony.api.data.Word;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The vocabulary whose words a key of {@link TenantConfiguration} may have. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface OneOf {
  Class<? extends Word> value();
}
