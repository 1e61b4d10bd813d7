package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged messages, from a fixed seed: the edge answers or is silent, and goes on. */
class FuzzTest {

  @Test
  void damageDoesNoHarm() throws Exception {
    var random = new Random(4475);
    List<byte[]> seeds;
    try (var files = Files.list(Path.of("src/test/resources/torture"))) {
      seeds =
          files
              .sorted()
              .map(
                  file -> {
                    try {
                      return Files.readString(file).split("\n", 3)[2].replace("\n", "\r\n");
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  })
              .map(text -> text.getBytes(StandardCharsets.UTF_8))
              .toList();
    }
    try (var edge = Edge.open();
        var peer = edge.udpPeer()) {
      edge.answerAll(200);
      for (var i = 0; i < 4000; i++) {
        peer.send(damaged(seeds.get(random.nextInt(seeds.size())), random));
      }
      try (var romeo = edge.udpPeer()) {
        Thread.sleep(500);
        romeo.send(Texts.message(romeo));
        assertThat(romeo.last().status()).isEqualTo(200);
      }
    }
  }

  private static byte[] damaged(byte[] seed, Random random) {
    var octets = seed.clone();
    for (var j = random.nextInt(12); j >= 0; j--) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
    }
    return java.util.Arrays.copyOf(octets, 1 + random.nextInt(octets.length));
  }
}
