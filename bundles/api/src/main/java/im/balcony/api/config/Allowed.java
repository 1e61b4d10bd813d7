package im.balcony.api.config;

import im.balcony.api.data.Quantity;
import im.balcony.api.data.Word;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key allows, at its method in a configuration type: the range of a number, the words of a
 * vocabulary, or a form. It is the only place where that stands; {@link Key} reads it for the
 * component, for refusals and for tests.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Allowed {

  /** The unit of a number. */
  Quantity unit() default Quantity.COUNT;

  /** The smallest number that is allowed. */
  long min() default 0;

  /** The largest number that is allowed; below {@link #min} where the value is no number. */
  long max() default -1;

  /** The vocabulary whose words are allowed. */
  Class<? extends Word> words() default Word.class;

  /** In words, what would be right where it is neither. */
  String form() default "";
}
