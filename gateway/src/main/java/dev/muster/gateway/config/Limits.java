package dev.muster.gateway.config;

import java.time.Duration;

/**
 * Bounds of the listeners that devices talk to: everything that can wait or grow has one (idea 13). What happens past each
 * bound, and under which name it is counted, is said in {@code net.Bound}.
 *
 * @param connections how many may be open
 * @param requests how large and how many
 * @param timeouts how long each phase may take
 */
public record Limits(Connections connections, Requests requests, Timeouts timeouts) {
    /** Good for one gateway of a few hundred thousand devices. */
    public static final Limits DEFAULTS = new Limits(Connections.DEFAULTS, Requests.DEFAULTS, Timeouts.DEFAULTS);

    /** These limits with other bounds of connections. */
    public Limits with(Connections others) {
        return new Limits(others, requests, timeouts);
    }

    /** These limits with other bounds of requests. */
    public Limits with(Requests others) {
        return new Limits(connections, others, timeouts);
    }

    /** These limits with other times. */
    public Limits with(Timeouts others) {
        return new Limits(connections, requests, others);
    }

    /**
     * Bounds of connections.
     *
     * @param checkIn open connections of the check-in listener, 1 to 1,000,000; past it they are closed at accept
     * @param enrol open connections of the enrolment listener, 1 to 1,000,000
     * @param handshakes TLS handshakes under way on one listener, 1 to 1,000,000
     * @param handshakesOfAddress those of one remote address, 1 to 1,000,000; IPv6 addresses count by their first 64 bits
     * @param verifications certificates waiting for the verification of their signature, 1 to 1,000,000
     * @param heldBytes bytes of a connection kept while its certificate is verified, 1 KiB to 1 MiB
     * @param revocations revoked certificates kept in memory, 1 to 10,000,000 (about 250 bytes each)
     */
    public record Connections(int checkIn, int enrol, int handshakes, int handshakesOfAddress, int verifications,
            int heldBytes, int revocations) {
        static final Connections DEFAULTS = new Connections(20_000, 2_000, 4_000, 1_000, 4_000, 96 << 10, 200_000);

        public Connections {
            Range.check("checkIn", checkIn, 1, 1_000_000);
            Range.check("enrol", enrol, 1, 1_000_000);
            Range.check("handshakes", handshakes, 1, 1_000_000);
            Range.check("handshakesOfAddress", handshakesOfAddress, 1, 1_000_000);
            Range.check("verifications", verifications, 1, 1_000_000);
            Range.check("heldBytes", heldBytes, 1 << 10, 1 << 20);
            Range.check("revocations", revocations, 1, 10_000_000);
        }

        /** These bounds with other numbers of open connections. */
        public Connections with(int ofCheckIn, int ofEnrol) {
            return new Connections(ofCheckIn, ofEnrol, handshakes, handshakesOfAddress, verifications, heldBytes,
                    revocations);
        }
    }

    /**
     * Bounds of requests.
     *
     * @param bodyBytes largest body of an Apple message, 1 KiB to 64 MiB
     * @param omaDmBodyBytes largest body of an OMA-DM message, 1 KiB to 64 MiB
     * @param bodyBudgetBytes bytes that all check-in bodies together may hold, at least the larger of the two
     * @param enrolBodyBytes largest body of an enrolment request, 1 KiB to 1 MiB
     * @param enrolBudgetBytes bytes that all enrolment bodies together may hold, at least {@code enrolBodyBytes}
     * @param headerBytes all header lines of a request together, 1 KiB to 64 KiB
     * @param requestLineBytes request line of a check-in, 256 to 64 KiB
     * @param enrolRequestLineBytes request line of an enrolment request, 256 to 64 KiB; SCEP clients repeat a message there
     * @param decodeOnLoopBytes largest body that is decoded on the event loop, 0 to 1 MiB
     * @param inFlight check-ins being handled, 1 to 1,000,000
     * @param reservedPercent share of {@code inFlight} and of {@code bodyBudgetBytes} kept for messages that devices send only
     *        once (R14), 0 to 90; what is left for the others never falls below the largest body
     * @param enrolInFlight enrolment requests being handled, 1 to 100,000
     * @param streams requests under way on one HTTP/2 connection, 1 to 1,000
     */
    public record Requests(int bodyBytes, int omaDmBodyBytes, long bodyBudgetBytes, int enrolBodyBytes,
            long enrolBudgetBytes, int headerBytes, int requestLineBytes, int enrolRequestLineBytes,
            int decodeOnLoopBytes, int inFlight,
            int reservedPercent, int enrolInFlight, int streams) {
        static final Requests DEFAULTS = new Requests(1 << 20, 1 << 20, 64 << 20, 64 << 10, 8 << 20, 16 << 10, 4 << 10,
                16 << 10, 64 << 10, 2_000, 25, 200, 16);

        public Requests {
            Range.check("bodyBytes", bodyBytes, 1 << 10, 64 << 20);
            Range.check("omaDmBodyBytes", omaDmBodyBytes, 1 << 10, 64 << 20);
            Range.check("bodyBudgetBytes", bodyBudgetBytes, Math.max(bodyBytes, omaDmBodyBytes), 1L << 40);
            Range.check("enrolBodyBytes", enrolBodyBytes, 1 << 10, 1 << 20);
            Range.check("enrolBudgetBytes", enrolBudgetBytes, enrolBodyBytes, 1L << 40);
            Range.check("headerBytes", headerBytes, 1 << 10, 64 << 10);
            Range.check("requestLineBytes", requestLineBytes, 256, 64 << 10);
            Range.check("enrolRequestLineBytes", enrolRequestLineBytes, 256, 64 << 10);
            Range.check("decodeOnLoopBytes", decodeOnLoopBytes, 0, 1 << 20);
            Range.check("inFlight", inFlight, 1, 1_000_000);
            Range.check("reservedPercent", reservedPercent, 0, 90);
            Range.check("enrolInFlight", enrolInFlight, 1, 100_000);
            Range.check("streams", streams, 1, 1_000);
        }

        /** These bounds with another largest body and budget of check-ins. */
        public Requests withBodies(int largest, long budget) {
            return new Requests(largest, largest, budget, enrolBodyBytes, enrolBudgetBytes, headerBytes,
                    requestLineBytes,
                    enrolRequestLineBytes, decodeOnLoopBytes, inFlight, reservedPercent, enrolInFlight, streams);
        }

        /** These bounds with another largest body of OMA-DM. */
        public Requests withOmaDmBody(int largest) {
            return new Requests(bodyBytes, largest, bodyBudgetBytes, enrolBodyBytes, enrolBudgetBytes, headerBytes,
                    requestLineBytes, enrolRequestLineBytes, decodeOnLoopBytes, inFlight, reservedPercent,
                    enrolInFlight,
                    streams);
        }

        /** These bounds with another number of check-ins in flight. */
        public Requests withInFlight(int most, int reserved) {
            return new Requests(bodyBytes, omaDmBodyBytes, bodyBudgetBytes, enrolBodyBytes, enrolBudgetBytes,
                    headerBytes,
                    requestLineBytes, enrolRequestLineBytes, decodeOnLoopBytes, most, reserved, enrolInFlight, streams);
        }

        /** These bounds with another number of requests under way on one HTTP/2 connection. */
        public Requests withStreams(int most) {
            return new Requests(bodyBytes, omaDmBodyBytes, bodyBudgetBytes, enrolBodyBytes, enrolBudgetBytes,
                    headerBytes,
                    requestLineBytes, enrolRequestLineBytes, decodeOnLoopBytes, inFlight, reservedPercent,
                    enrolInFlight, most);
        }
    }

    /**
     * How long each phase of a connection may take; each 10 ms to 1 h. Past it the connection is closed.
     *
     * @param handshake from accept to the end of the TLS handshake
     * @param header from the first byte of a request to the end of its headers
     * @param body from the end of the headers to the end of the body
     * @param idle between the answer and the first byte of the next request
     * @param write for the client to take an answer
     */
    public record Timeouts(Duration handshake, Duration header, Duration body, Duration idle, Duration write) {
        static final Timeouts DEFAULTS = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10),
                Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30));

        public Timeouts {
            Range.check("handshake", handshake);
            Range.check("header", header);
            Range.check("body", body);
            Range.check("idle", idle);
            Range.check("write", write);
        }
    }

    /** Says key, value and range of what is out of range. */
    private static final class Range {
        private static final Duration SHORTEST = Duration.ofMillis(10);
        private static final Duration LONGEST = Duration.ofHours(1);

        private Range() {}

        static void check(String key, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(key + " must be " + least + " to " + most + ", is " + value);
            }
        }

        static void check(String key, Duration value) {
            if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(key + " must be 10 ms to 1 h, is " + value.toMillis() + " ms");
            }
        }
    }
}
