package dev.muster.protocol.syncml;

/**
 * Credentials of the sender. The data never shows in the text form.
 *
 * @param meta type ({@code syncml:auth-basic}, {@code syncml:auth-md5}, {@code syncml:auth-MAC}) and format
 * @param data the credential as sent
 */
public record Cred(Meta meta, String data) {
    @Override
    public String toString() {
        return "Cred[meta=" + meta + ", data=***]";
    }
}
