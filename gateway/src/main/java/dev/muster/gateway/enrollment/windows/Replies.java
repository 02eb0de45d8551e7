package dev.muster.gateway.enrollment.windows;

import java.util.Optional;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.enrollment.EnrollmentResponse;
import dev.muster.protocol.enrollment.EnrollmentResponse.Fault;
import dev.muster.protocol.enrollment.EnrollmentResponse.ServiceError;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;

/** Serves the routes: answers and faults in their envelopes. A fault goes with HTTP 500, as SOAP 1.2 over HTTP wants it. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final String SOAP = "application/soap+xml; charset=utf-8";
    /** WS-Addressing 1.0, section 3.2: what an answer relates to if that cannot be said. */
    private static final String UNSPECIFIED = "http://www.w3.org/2005/08/addressing/unspecified";

    private Replies() {}

    static EnrolmentReply answer(String counted, EnrollmentResponse response) {
        return new EnrolmentReply(Outcome.OK, counted, SOAP, EnrollmentCodec.encode(response));
    }

    /** @param body the request, which may be anything */
    static EnrolmentReply unreadable(Step step, byte[] body, Supplier<String> traces) {
        return fault(step, EnrollmentCodec.messageId(body).orElse(UNSPECIFIED), Objected.of(Complaint.UNREADABLE),
                traces);
    }

    static EnrolmentReply fault(Step step, String relatesTo, Objected objected, Supplier<String> traces) {
        Complaint complaint = objected.complaint();
        String trace = traces.get();
        LOG.info("{} refused: {}, trace {}", step, complaint.label(), trace);
        Optional<ServiceError> error = complaint.type()
                .map(type -> new ServiceError(type, objected.sentence(), trace));
        return new EnrolmentReply(Outcome.FAULT, complaint.label(), SOAP, EnrollmentCodec
                .encode(new Fault(relatesTo, step, complaint.subcode(), objected.sentence(), error)));
    }
}
