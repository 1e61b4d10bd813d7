package im.balcony.api.session;

/**
 * A negotiated session timer (RFC 4028).
 *
 * @param interval the Session-Expires, in milliseconds
 * @param weRefresh whether we are the refresher
 */
public record SessionTimer(long interval, boolean weRefresh) {}
