package im.balcony.players;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A copy of the built mapping bundle under another name and version, whole or damaged. */
public final class MappingCopy {

  private static final String PROPERTIES = "OSGI-INF/mapping.properties";

  private MappingCopy() {}

  /**
   * Writes the copy.
   *
   * @param copy the file to write
   * @param original the built bundle
   * @param broken classes of which only the beginning is copied: using them is a LinkageError
   */
  public static Path write(
      Path copy, Path original, String name, String version, Set<String> broken)
      throws IOException {
    try (var from = new JarFile(original.toFile());
        var to = new JarOutputStream(Files.newOutputStream(copy), manifest(from, name, version))) {
      for (var entry : from.stream().toList()) {
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
          continue;
        }
        to.putNextEntry(new ZipEntry(entry.getName()));
        if (entry.getName().equals(PROPERTIES)) {
          to.write(("balcony.version=" + version + "\n").getBytes(StandardCharsets.ISO_8859_1));
        } else if (broken.contains(entry.getName())) {
          to.write(from.getInputStream(entry).readNBytes(40));
        } else {
          from.getInputStream(entry).transferTo(to);
        }
        to.closeEntry();
      }
    }
    return copy;
  }

  private static Manifest manifest(JarFile from, String name, String version) throws IOException {
    var manifest = new Manifest(from.getManifest());
    manifest.getMainAttributes().put(new Attributes.Name("Bundle-SymbolicName"), name);
    manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
    return manifest;
  }
}
