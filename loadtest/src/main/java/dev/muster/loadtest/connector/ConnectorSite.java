package dev.muster.loadtest.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import dev.muster.loadtest.connector.ConnectorClient.Message;

/**
 * A site that stores what it fetches before it acknowledges, one line a message, so that it may die at any moment: after a
 * restart it goes on behind its last whole line, and what it had acknowledged is what it has. One thread.
 */
public final class ConnectorSite {
    private final ConnectorClient client;
    private final Path journal;
    private long stored;

    /** Opens a site with its journal; one that ends in half a line, written when the site died, is mended. */
    public ConnectorSite(ConnectorClient client, Path journal) throws IOException {
        this.client = client;
        this.journal = journal;
        List<String> whole = whole(journal);
        Files.writeString(journal, whole.isEmpty() ? "" : String.join("\n", whole) + "\n");
        this.stored = whole.isEmpty() ? 0 : number(whole.getLast());
    }

    private static List<String> whole(Path journal) throws IOException {
        if (!Files.exists(journal)) {
            return List.of();
        }
        String text = Files.readString(journal);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    /** Fetches one page and stores it, but does not acknowledge it yet: whoever dies here gets it again. */
    public List<Message> fetch(int limit) throws ConnectorRefused, IOException {
        List<Message> page = client.fetch(stored, limit);
        StringBuilder lines = new StringBuilder();
        for (Message message : page) {
            if (message.sequence() <= stored) {
                throw new IllegalStateException("message " + message.sequence() + " came after " + stored);
            }
            lines.append(message.sequence()).append(' ').append(message.content()).append('\n');
            stored = message.sequence();
        }
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.APPEND)) {
            file.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)));
            file.force(true);
        }
        return page;
    }

    /** Tells the gateway what is stored. */
    public void acknowledge() throws ConnectorRefused {
        client.acknowledge(stored);
    }

    /** Fetches and acknowledges until nothing is left; what came. */
    public List<Message> drain(int limit) throws ConnectorRefused, IOException {
        List<Message> all = new ArrayList<>();
        List<Message> page = fetch(limit);
        while (!page.isEmpty()) {
            all.addAll(page);
            acknowledge();
            page = fetch(limit);
        }
        return all;
    }

    /** Number of the newest message that is stored; 0 if none. */
    public long stored() {
        return stored;
    }
}
