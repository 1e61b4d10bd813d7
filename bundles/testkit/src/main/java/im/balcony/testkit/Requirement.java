package im.balcony.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the requirement rows that a test proves. Only a test that asserts the row's check, at the
 * outside of the thing tested, may carry it; docs/conformance.md is written from it. A test that
 * proves one row and a part of another carries it twice.
 */
@Documented
@Repeatable(Requirement.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Requirement {

  /** The ids of the rows, such as {@code CHAT-27}. */
  String[] value();

  /** What is still missing for the rows to count as proven; empty if nothing is. */
  String partial() default "";

  /** The annotations of a test that carries several. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.METHOD, ElementType.TYPE})
  @interface All {

    /** The annotations, in the order of the source. */
    Requirement[] value();
  }
}
