package dev.muster.protocol.enrollment;

/**
 * What matters of a request's SOAP header (WS-Addressing 1.0, WS-Security 2004).
 *
 * @param messageId the message's id, which the answer names
 * @param to where the client sent it; empty if it does not say
 * @param credential what proves who asks
 */
public record SoapHeader(String messageId, String to, Credential credential) {}
