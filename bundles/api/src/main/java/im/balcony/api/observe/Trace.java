package im.balcony.api.observe;

/**
 * One thing that happened.
 *
 * @param at milliseconds of the gateway's clock
 * @param tenant the tenant's id
 * @param conversation the conversation's short id, as commands show it
 * @param ref the message, or empty
 * @param word what happened, one word of a fixed set: {@code received}, {@code accepted}, {@code
 *     sent}, {@code handed-over}, {@code unreported}, {@code delivered}, {@code failed}, {@code
 *     expired}, {@code refused}, {@code duplicate}, {@code dropped}, {@code parked}, {@code late}
 * @param detail a protocol's word: method, status, condition; never an address or a text
 */
public record Trace(
    long at, String tenant, String conversation, String ref, String word, String detail) {}
