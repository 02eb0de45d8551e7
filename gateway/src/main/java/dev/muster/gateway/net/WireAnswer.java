package dev.muster.gateway.net;

import io.netty.handler.codec.http.FullHttpResponse;

/**
 * An answer ready to be sent, made by {@link RefusalRenderer} only.
 *
 * @param response status, body and the headers that belong to them; length and connection headers are added when it is sent
 * @param closes whether the connection ends with it
 */
record WireAnswer(FullHttpResponse response, boolean closes) {}
