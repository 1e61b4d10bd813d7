package im.balcony.commands;

/**
 * Why one thing does not work.
 *
 * @param part a bundle without {@code im.balcony.}, or {@code tenant NAME}
 * @param reason what is missing or wrong, for people
 * @param depth how far it is from the cause: 0 is a cause itself
 */
record Finding(String part, String reason, int depth) {}
