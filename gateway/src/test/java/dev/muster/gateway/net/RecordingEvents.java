package dev.muster.gateway.net;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/** Keeps what the listeners tell, as short sentences. */
final class RecordingEvents implements GatewayEvents {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void connectionAdmitted(boolean resumed) {
        told.add(resumed ? "admitted resumed" : "admitted");
    }

    @Override
    public void connectionRefused(ClientVerifier.Reason reason) {
        told.add("connection refused " + reason);
    }

    @Override
    public void connectionRevoked() {
        told.add("connection revoked");
    }

    @Override
    public void proxyRefused(String why) {
        told.add("proxy refused " + why);
    }

    @Override
    public void handshakeFailed() {
        told.add("handshake failed");
    }

    @Override
    public void boundPassed(String bound) {
        told.add("bound " + bound);
    }

    @Override
    public void checkInRefused(Protocol protocol, Refusal.Category category) {
        told.add("refused " + protocol + " " + category);
    }

    @Override
    public void enrolmentAnswered(String outcome) {
        told.add("enrolment " + outcome);
    }

    int count(String sentence) {
        return (int) told.stream().filter(sentence::equals).count();
    }

    /** Waits until this was told; what a client sees may come before what is counted. */
    boolean tell(String sentence) throws InterruptedException {
        for (int i = 0; i < 500 && count(sentence) == 0; i++) {
            Thread.sleep(10);
        }
        return count(sentence) > 0;
    }

    @Override
    public String toString() {
        return told.toString();
    }
}
