package dev.muster.gateway.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.store.StoreUnavailable;

/** Between HTTP and one operation: admits, reads at most 1 MB, answers, and turns every problem into the error of the API. */
final class OperationHandler implements Handler {
    static final int MAX_BODY = 1 << 20;

    /** Of a body that is too large so much is taken in before it is refused; the listener cuts off what is larger still. */
    static final int MAX_TAKEN_IN = 8 << 20;
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Logger LOG = LoggerFactory.getLogger(OperationHandler.class);

    private final Operation operation;
    private final Gate gate;

    OperationHandler(Operation operation, Gate gate) {
        this.operation = operation;
        this.gate = gate;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        try {
            Map<String, String> settled = gate.admit(request);
            Map<String, String> path = single(request.path().pathParameters());
            path.putAll(settled);
            Call call = new Call(path, single(request.query()), body(request));
            send(response, operation.handle(call));
        } catch (ApiProblem problem) {
            send(response, problem);
        } catch (StoreUnavailable unavailable) {
            LOG.warn("{} {}: {}", operation.method(), operation.path(), unavailable.getMessage());
            send(response, ApiProblem.storeUnavailable());
        } catch (RequestException transport) {
            throw transport; // Helidon's: a body that is too large or breaks off
        } catch (RuntimeException defect) {
            LOG.error("{} {} failed", operation.method(), operation.path(), defect);
            send(response, ApiProblem.internal());
        }
    }

    private static byte[] body(ServerRequest request) {
        Optional<String> length = request.headers().first(HeaderNames.CONTENT_LENGTH);
        if (length.isPresent() && (request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                || !LENGTH.matcher(length.get()).matches())) {
            throw unframed("where the body ends is not clear");
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (var in = request.content().inputStream()) {
            byte[] body = in.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                in.transferTo(OutputStream.nullOutputStream()); // a client cut off while it sends never sees why
                throw ApiProblem.tooLarge();
            }
            return body;
        } catch (IOException | NumberFormatException | DataReader.InsufficientDataAvailableException brokenOff) {
            LOG.debug("a body broke off", brokenOff);
            throw unframed("the body broke off, or its chunks are malformed");
        }
    }

    /** 400, and the connection closes: nobody knows where the next request would begin. */
    private static RequestException unframed(String message) {
        return RequestException.builder().type(DirectHandler.EventType.BAD_REQUEST).status(Status.BAD_REQUEST_400)
                .setKeepAlive(false).message(message).build();
    }

    private static Map<String, String> single(Parameters parameters) {
        Map<String, String> first = new HashMap<>();
        for (String name : parameters.names()) {
            if (parameters.all(name).size() > 1) {
                throw ApiProblem.badField(name, "is given twice");
            }
            Optional<String> value = parameters.first(name).asOptional();
            value.ifPresent(text -> first.put(name, text));
        }
        return first;
    }

    private static void send(ServerResponse response, Answer answer) {
        response.status(answer.status()).header(HeaderNames.CACHE_CONTROL, "no-store");
        Object body = answer.body();
        if (body == null) {
            response.send();
        } else {
            response.header(HeaderNames.CONTENT_TYPE, "application/json").send(Json.write(body));
        }
    }

    static void send(ServerResponse response, ApiProblem problem) {
        if (problem.status() == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"muster\"");
        }
        send(response, new Answer(problem.status(), ErrorBody.of(problem)));
    }
}
