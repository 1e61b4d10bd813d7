package im.balcony.net.tls;

import im.balcony.api.config.Allowed;
import im.balcony.api.data.Quantity;
import im.balcony.api.tls.CipherSuites;
import im.balcony.api.tls.PeerCertificate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A configuration {@code im.balcony.keys-NAME}: one TLS identity, with files by reference only. */
@ObjectClassDefinition(
    id = IdentityConfiguration.PID,
    name = "Balcony TLS identity",
    description = "A certificate with its key, and whom it trusts")
@interface IdentityConfiguration {

  /** The factory PID. */
  String PID = "im.balcony.keys";

  /** The certificate. */
  @AttributeDefinition(
      name = "certificate-file",
      description =
          "a PEM file, the certificate first and those that vouch for it behind; empty where pkcs12-file is named")
  @Allowed(form = "a PEM file")
  String certificate$_$file() default "";

  /** Its key. */
  @AttributeDefinition(
      name = "key-file",
      description =
          "a PEM file with a PKCS #8 key without password, mode 0600; its private key is never shown")
  @Allowed(form = "a PEM file with a PKCS #8 key without password, mode 0600")
  String key$_$file() default "";

  /** Both in one. */
  @AttributeDefinition(
      name = "pkcs12-file",
      description =
          "a PKCS #12 file with one key and its certificates, mode 0600; in place of certificate-file and key-file")
  @Allowed(form = "a PKCS #12 file with one key and its certificates, mode 0600")
  String pkcs12$_$file() default "";

  /** The password of the PKCS #12 file. */
  @AttributeDefinition(
      name = "pkcs12.secret-file",
      description = "a file with the password of the PKCS #12 file, mode 0600")
  @Allowed(form = "a file with the password of the PKCS #12 file, mode 0600")
  String pkcs12_secret$_$file() default "";

  /** Who is believed. */
  @AttributeDefinition(
      name = "trust-file",
      description =
          "a PEM file with the certificates of those who are believed; empty for the JVM's own trust store")
  @Allowed(form = "a PEM file with the certificates of those who are believed")
  String trust$_$file() default "";

  /** Whether who connects is asked for a certificate. */
  @AttributeDefinition(
      name = "peer-certificate",
      description = "whether those who connect show a certificate: none, wanted, needed",
      options = {@Option("none"), @Option("wanted"), @Option("needed")})
  @Allowed(words = PeerCertificate.class)
  String peer$_$certificate() default "none";

  /** What is spoken. */
  @AttributeDefinition(
      name = "cipher-suites",
      description =
          "what is spoken: modern, compatible. modern is authenticated encryption with forward secrecy, compatible all that the JVM speaks, TLS_RSA_WITH_AES_128_CBC_SHA among them",
      options = {@Option("modern"), @Option("compatible")})
  @Allowed(words = CipherSuites.class)
  String cipher$_$suites() default "modern";

  /** How often the files are looked at. */
  @AttributeDefinition(
      name = "check-interval",
      description = "the files are looked at again after that, 1 s to 1 h")
  @Allowed(unit = Quantity.TIME, min = 1000, max = 3_600_000)
  String check$_$interval() default "2 s";
}
