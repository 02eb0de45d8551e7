package dev.muster.protocol.enrollment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.BoundedDecode;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.Vectors;

/**
 * Fuzz target "soap": any bytes are a request, a response, a provisioning document or MalformedMessage, for a bounded price; what was
 * read can be written and reads back as itself.
 */
@Timeout(120)
final class EnrollmentFuzzTest {
    static List<byte[]> seeds() {
        Stream<byte[]> requests = Vectors.names(".soap").stream().map(Vectors::bytes);
        Stream<byte[]> responses = EnrollmentResponseTest.responses().stream().map(EnrollmentCodec::encode);
        Stream<byte[]> documents = Stream.of(WindowsProvisioningTest.PROVISIONING.document().encode());
        return Stream.of(requests, responses, documents).flatMap(each -> each).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsBackWhateverItCouldRead(byte[] document) throws MalformedMessage {
        String text = new String(document, StandardCharsets.ISO_8859_1);
        if (text.contains("wap-provisioningdoc")) {
            provisioning(document);
        } else if (text.contains("RelatesTo")) {
            response(document);
        } else {
            request(document);
        }
    }

    private static void request(byte[] document) throws MalformedMessage {
        Optional<EnrollmentRequest> request = BoundedDecode.of(document, EnrollmentCodec::decodeRequest);
        if (request.isPresent()) {
            byte[] written = EnrollmentCodec.encode(request.get());
            EnrollmentRequest back = EnrollmentCodec.decodeRequest(written);
            assertEquals(request.get().header(), back.header());
            assertArrayEquals(written, EnrollmentCodec.encode(back));
        }
    }

    private static void response(byte[] document) throws MalformedMessage {
        Optional<EnrollmentResponse> response = BoundedDecode.of(document, EnrollmentCodec::decodeResponse);
        if (response.isPresent()) {
            assertEquals(response.get(), EnrollmentCodec.decodeResponse(EnrollmentCodec.encode(response.get())));
        }
    }

    private static void provisioning(byte[] document) throws MalformedMessage {
        Optional<ProvisioningDocument> provisioning = BoundedDecode.of(document, ProvisioningDocument::decode);
        if (provisioning.isPresent()) {
            assertEquals(provisioning.get(), ProvisioningDocument.decode(provisioning.get().encode()));
        }
    }
}
