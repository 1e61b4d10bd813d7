package im.balcony.api.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a {@link Protocol} wants done.
 *
 * @param bytes to be written, in order; read-only views, owned by the receiver from now on
 * @param records to be given to the router, in order
 * @param deadline when {@link Protocol#deadline} has to be called at the latest; replaces the one
 *     before; empty for none
 * @param wantsWritable whether {@link Protocol#writable} should be called once these bytes are
 *     written
 * @param close whether the connection is to be closed after the bytes are written
 */
public record Output(
    List<ByteBuffer> bytes,
    List<WireRecord> records,
    OptionalLong deadline,
    boolean wantsWritable,
    boolean close) {

  /** Copies the lists. */
  public Output {
    bytes = List.copyOf(bytes);
    records = List.copyOf(records);
  }
}
