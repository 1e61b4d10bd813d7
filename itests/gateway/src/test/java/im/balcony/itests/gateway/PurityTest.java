package im.balcony.itests.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pure core stays pure: no clock, thread, random, I/O, logger or sockets in mapping, session,
 * msrp and xmpp.
 */
class PurityTest {

  private static final String[] PURE = {
    "im.balcony.mapping..", "im.balcony.session..", "im.balcony.msrp..", "im.balcony.xmpp.."
  };
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.time.Instant.now",
          "java.time.Clock.systemUTC",
          "java.lang.Math.random",
          "java.lang.Thread.sleep",
          "java.util.UUID.randomUUID");

  private static JavaClasses classes;

  @BeforeAll
  static void read() throws IOException {
    var jars = new ArrayList<JarFile>();
    for (var name :
        new String[] {"mapping", "session", "msrp", "xmpp", "router", "net", "store", "sip"}) {
      jars.add(new JarFile(Path.of("target/bundles", name + ".jar").toFile()));
    }
    classes =
        new ClassFileImporter()
            .importJars(jars)
            .that(
                new DescribedPredicate<JavaClass>("are ours") {
                  @Override
                  public boolean test(JavaClass type) {
                    return type.getPackageName().startsWith("im.balcony");
                  }
                });
  }

  @Test
  void theCoreDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "io.netty..",
            "org.slf4j..",
            "java.util.logging..",
            "im.balcony.api.time..")
        .check(classes);
  }

  @Test
  void theCoreStartsNoThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(classes);
  }

  @Test
  void theCoreReadsNoClockAndThrowsNoDice() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callMethodWhere(
            new DescribedPredicate<JavaMethodCall>("asks for the time or for chance") {
              @Override
              public boolean test(JavaMethodCall call) {
                return CLOCKS.contains(
                    call.getTarget().getOwner().getFullName() + "." + call.getTarget().getName());
              }
            })
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("im.balcony.api.data.RandomIds")
        .check(classes);
  }

  @Test
  void nobodyDeserialisesJavaObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.io.ObjectInputStream.class)
        .check(classes);
  }
}
