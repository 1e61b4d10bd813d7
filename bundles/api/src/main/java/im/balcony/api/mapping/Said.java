package im.balcony.api.mapping;

import im.balcony.api.message.Failure;
import im.balcony.api.wire.WireRecord;
import java.util.List;
import java.util.Optional;

/**
 * How an effect looks on the wire.
 *
 * @param records the records, sent one after another; may be none where the other world has no word
 *     for it
 * @param additions pairs for the address book
 * @param failure why it cannot be written at all (too large, no acceptable type); then there are no
 *     records, and the conversation hears it as the result of the effect
 */
public record Said(
    List<WireRecord> records, List<AddressBook.Entry> additions, Optional<Failure> failure) {}
