package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmMemory.Owed;
import dev.muster.gateway.model.DmMemory.Partial;
import dev.muster.gateway.model.DmMemory.Piece;
import dev.muster.gateway.model.DmMemory.Sending;
import dev.muster.gateway.model.DmMemory.Trust;
import dev.muster.gateway.model.DmMemory.Upload;

/**
 * What an OMA-DM session remembers, as text before it is sealed: {@code [1, login, trust, upload, sendings, partials, owed]},
 * the digit being the number of the form. Numbers are texts inside, which keeps the reader short.
 */
final class DmMemories {
    private static final String FORM = "1";

    private DmMemories() {}

    static String write(DmMemory memory) {
        return Json.write(out -> {
            out.writeStartArray();
            Trust trust = memory.trust();
            Json.writeTexts(out, List.of(FORM, memory.login().name(), Boolean.toString(trust.accepted()),
                    Integer.toString(trust.failures()), Integer.toString(trust.serverFailures()),
                    Boolean.toString(trust.serverAccepted())));
            Json.writeTexts(out, memory.upload().map(upload -> List.of(upload.key(), upload.format(), upload.type(),
                    Long.toString(upload.size()), upload.data(), Boolean.toString(upload.bytes())))
                    .orElse(List.of()));
            out.writeStartArray();
            for (Sending sending : memory.sendings()) {
                write(out, sending);
            }
            out.writeEndArray();
            out.writeStartArray();
            for (Partial partial : memory.partials()) {
                write(out, partial);
            }
            out.writeEndArray();
            out.writeStartArray();
            for (Owed owed : memory.owed()) {
                Json.writeTexts(out, List.of(owed.msgRef(), owed.cmdRef(), owed.cmd(), owed.targetRef(),
                        owed.sourceRef(), owed.code()));
            }
            out.writeEndArray();
            out.writeEndArray();
        });
    }

    private static void write(JsonGenerator out, Sending sending) throws IOException {
        out.writeStartArray();
        Json.writeTexts(out, List.of(sending.ref(), Integer.toString(sending.count()),
                Boolean.toString(sending.together()), Integer.toString(sending.sent())));
        for (Piece piece : sending.pieces()) {
            Json.writeTexts(out, List.of(Integer.toString(piece.index()), piece.verb(),
                    Boolean.toString(piece.again()), piece.locUri()));
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, Partial partial) throws IOException {
        out.writeStartArray();
        Json.writeTexts(out, List.of(partial.ref(), partial.results()));
        Json.writeTexts(out, partial.done().stream().map(String::valueOf).toList());
        Json.writeTexts(out, partial.turned().stream().map(String::valueOf).toList());
        Json.writeTexts(out, partial.codes());
        out.writeEndArray();
    }

    static DmMemory read(String text) {
        return Json.read("session", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            List<String> head = Json.nextTexts(in);
            if (!head.getFirst().equals(FORM)) {
                throw new IOException("form " + head.getFirst());
            }
            List<String> upload = Json.nextTexts(in);
            return new DmMemory(Names.constant(DmMemory.Login.class, head.get(1)),
                    new Trust(Boolean.parseBoolean(head.get(2)), number(head.get(3)), number(head.get(4)),
                            Boolean.parseBoolean(head.get(5))),
                    upload.isEmpty() ? Optional.empty()
                            : Optional.of(new Upload(upload.get(0), upload.get(1), upload.get(2),
                                    Long.parseLong(upload.get(3)), upload.get(4),
                                    // A session that a version before this one began has no sixth text.
                                    upload.size() > 5 && Boolean.parseBoolean(upload.get(5)))),
                    list(in, DmMemories::sending), list(in, DmMemories::partial), list(in, DmMemories::owed));
        });
    }

    /** Reads one element, standing on its first token. */
    @FunctionalInterface
    private interface Element<T> {
        T read(JsonParser in) throws IOException;
    }

    private static <T> List<T> list(JsonParser in, Element<T> element) throws IOException {
        Json.expect(in, JsonToken.START_ARRAY);
        List<T> list = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            list.add(element.read(in));
        }
        return list;
    }

    private static Sending sending(JsonParser in) throws IOException {
        List<String> head = Json.nextTexts(in);
        List<Piece> pieces = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            List<String> piece = rest(in);
            pieces.add(new Piece(number(piece.get(0)), piece.get(1), Boolean.parseBoolean(piece.get(2)),
                    piece.get(3)));
        }
        return new Sending(head.get(0), number(head.get(1)), Boolean.parseBoolean(head.get(2)), pieces,
                number(head.get(3)));
    }

    private static Partial partial(JsonParser in) throws IOException {
        List<String> head = Json.nextTexts(in);
        List<Integer> done = Json.nextTexts(in).stream().map(DmMemories::number).toList();
        List<Integer> turned = Json.nextTexts(in).stream().map(DmMemories::number).toList();
        Partial partial = new Partial(head.get(0), done, turned, Json.nextTexts(in), head.get(1));
        Json.expect(in, JsonToken.END_ARRAY);
        return partial;
    }

    private static Owed owed(JsonParser in) throws IOException {
        List<String> texts = rest(in);
        return new Owed(texts.get(0), texts.get(1), texts.get(2), texts.get(3), texts.get(4), texts.get(5));
    }

    /** Texts up to the end of the array whose beginning was read. */
    private static List<String> rest(JsonParser in) throws IOException {
        List<String> texts = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            texts.add(in.getText());
        }
        return texts;
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }
}
