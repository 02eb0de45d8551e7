package dev.muster.loadtest.demo;

/** A demo cannot go on; the message is for people. */
final class DemoFailure extends Exception {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }
}
