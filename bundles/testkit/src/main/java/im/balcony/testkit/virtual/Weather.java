package im.balcony.testkit.virtual;

/**
 * How the network treats what it carries.
 *
 * @param lost of 1000 datagrams, how many do not arrive
 * @param doubled of 1000 datagrams, how many arrive twice
 * @param least the shortest delay, in milliseconds
 * @param most the longest; datagrams overtake each other within this range, streams do not
 */
public record Weather(int lost, int doubled, long least, long most) {

  /** Everything arrives after 5 milliseconds. */
  public static final Weather FAIR = new Weather(0, 0, 5, 5);

  /** Some loss, doubles and disorder. */
  public static final Weather ROUGH = new Weather(100, 50, 1, 120);
}
