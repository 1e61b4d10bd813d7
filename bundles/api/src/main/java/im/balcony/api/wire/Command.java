package im.balcony.api.wire;

/**
 * Something that a {@link Protocol} is told to do: write a record, bind or unbind a session, close.
 */
public interface Command extends WireRecord {}
