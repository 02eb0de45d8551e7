package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.PendingCommand;

/**
 * A channel's pending commands as one column: {@code [1, [id, enrolment, authority, kind, parameters, queued, state,
 * attempt], ...]}; the number is that of the form.
 */
final class ChannelCommands {
    private static final int FORM = 1;

    private ChannelCommands() {}

    static String write(List<PendingCommand> commands) {
        return Json.write(out -> {
            out.writeStartArray();
            out.writeNumber(FORM);
            for (PendingCommand command : commands) {
                out.writeStartArray();
                out.writeString(command.id().toString());
                out.writeNumber(command.enrolment());
                out.writeString(command.authority().wireName());
                out.writeString(command.action().kind().wireName());
                out.writeString(Json.ofMap(command.action().parameters()));
                out.writeNumber(command.queuedAt().toEpochMilli());
                out.writeString(command.state().name());
                out.writeNumber(command.attempt());
                out.writeEndArray();
            }
            out.writeEndArray();
        });
    }

    static List<PendingCommand> read(String text) {
        return Json.read("channel's queue", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            if (number(in) != FORM) {
                throw new IOException("unknown form");
            }
            List<PendingCommand> commands = new ArrayList<>();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                commands.add(command(in));
                Json.expect(in, JsonToken.END_ARRAY);
            }
            return commands;
        });
    }

    private static PendingCommand command(JsonParser in) throws IOException {
        CommandId id = new CommandId(UUID.fromString(Json.nextText(in)));
        int enrolment = (int) number(in);
        var authority = Names.authority(Json.nextText(in));
        var kind = Names.action(Json.nextText(in));
        Action action = new Action(kind, Json.toMap("action", Json.nextText(in)));
        Instant queuedAt = Instant.ofEpochMilli(number(in));
        var state = Names.constant(PendingCommand.State.class, Json.nextText(in));
        return new PendingCommand(id, enrolment, authority, action, queuedAt, state, (int) number(in));
    }

    private static long number(JsonParser in) throws IOException {
        Json.expect(in, JsonToken.VALUE_NUMBER_INT);
        return in.getLongValue();
    }
}
