package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DmMemory.Piece;
import dev.muster.gateway.model.DmMemory.Sending;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.SettingPayload.DmNodes;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link DmSending}: the commands of one step in one message, as many as there is room for; the last one perhaps with
 * a part of its data (OMA DM Protocol 1.2, section 7: Size in the first chunk, MoreData in all but the last, the same target
 * and id in each).
 */
final class DmPieces {
    /** A chunk smaller than this, in bytes, waits for the next message. */
    private static final int SMALLEST_CHUNK = 64;

    private final DmMessage reply;

    DmPieces(DmMessage reply) {
        this.reply = reply;
    }

    /** All commands of a step, as they go if they fit. */
    List<SyncMlCommand> whole(Sending sending, Optional<DmNodes> nodes) {
        List<SyncMlCommand> commands = new ArrayList<>(sending.pieces().size());
        for (Piece piece : sending.pieces()) {
            commands.add(DmCommands.whole(sending, piece, node(nodes, piece)));
        }
        return sending.together() ? List.of(DmCommands.together(sending, commands)) : commands;
    }

    /** Whether each command of a step fits a message, whole or in chunks. */
    boolean canGoInPieces(Sending sending, DmNodes nodes) {
        for (Piece piece : sending.pieces()) {
            DmNode node = node(Optional.of(nodes), piece);
            if (node != null && !reply.couldFit(List.of(DmCommands.whole(sending, piece, node)))
                    && (!carriesData(piece) || reply.mostRoom() < SMALLEST_CHUNK + overhead(sending, piece, node))) {
                return false;
            }
        }
        return true;
    }

    private static boolean carriesData(Piece piece) {
        Verb verb = DmCommands.verb(piece);
        return verb == Verb.ADD || verb == Verb.REPLACE || verb == Verb.EXEC;
    }

    /** Puts what fits into the message; returns what is left. */
    Optional<Sending> put(Sending sending, Optional<DmNodes> nodes) {
        if (sending.together()) {
            return reply.commands(whole(sending, nodes)) ? Optional.empty() : Optional.of(sending);
        }
        List<Piece> pieces = sending.pieces();
        int sent = sending.sent();
        for (int at = 0; at < pieces.size(); at++) {
            Piece piece = pieces.get(at);
            DmNode node = node(nodes, piece);
            if (sent == 0 && reply.commands(List.of(DmCommands.whole(sending, piece, node)))) {
                continue;
            }
            boolean waits = sent == 0 && reply.couldFit(List.of(DmCommands.whole(sending, piece, node)));
            int now = waits || node == null ? sent : sent + chunk(sending, piece, node, sent);
            if (node == null || now < node.data().length()) {
                return Optional.of(new Sending(sending.ref(), sending.count(), false,
                        pieces.subList(at, pieces.size()), now));
            }
            sent = 0;
        }
        return Optional.empty();
    }

    /** Puts the next chunk of a command's data into the message; returns how many characters it has. */
    private int chunk(Sending sending, Piece piece, DmNode node, int from) {
        String data = node.data();
        Long size = from == 0 ? (long) bytes(data) : null;
        int overhead = overhead(sending, piece, node);
        int room = reply.room() - overhead;
        if (room < SMALLEST_CHUNK) {
            return 0;
        }
        int take = Math.min(room, data.length() - from);
        while (take > 0) {
            int end = tidy(node, from, from + take);
            SyncMlCommand chunk = DmCommands.chunk(sending, piece, node, data.substring(from, end), size,
                    end < data.length());
            if (end > from && reply.commands(List.of(chunk))) {
                return end - from;
            }
            // Escaping makes it longer; in proportion, and a little less so that it comes to an end.
            int needed = Math.max(1, reply.sizeOf(chunk) - overhead);
            take = Math.min(take - 1, (int) ((long) take * room / needed));
        }
        return 0;
    }

    /** What a chunk takes besides its data. */
    private int overhead(Sending sending, Piece piece, DmNode node) {
        return reply.sizeOf(DmCommands.chunk(sending, piece, node, "", (long) Integer.MAX_VALUE, true));
    }

    /** Never between the halves of a surrogate pair, and groups of Base64 stay whole. */
    private static int tidy(DmNode node, int from, int end) {
        String data = node.data();
        if (end >= data.length()) {
            return data.length();
        }
        if (node.format().equals("b64") || node.format().equals("bin")) {
            return from + (end - from) / 4 * 4;
        }
        return Character.isHighSurrogate(data.charAt(end - 1)) ? end - 1 : end;
    }

    private static @Nullable DmNode node(Optional<DmNodes> nodes, Piece piece) {
        return piece.locUri().isEmpty() ? nodes.orElseThrow().nodes().get(piece.index() - 1) : null;
    }

    /** Bytes of a text as it goes on the wire. */
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
