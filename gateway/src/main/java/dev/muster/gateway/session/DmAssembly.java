package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DmMemory.Upload;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlEncoding;

/**
 * Serves {@link OmaDmTurn}: puts large objects of the device together (OMA DM Protocol 1.2, section 7). One object is under way
 * at most; its chunks are in the session's memory, a value of at most {@link DmSizes#OUR_MAX_OBJ_SIZE} bytes. What cannot be
 * taken is thrown away to its last chunk, so that half an object never counts as a whole one.
 */
final class DmAssembly {
    /** An object began before the one under way had ended. */
    static final String UNFINISHED = "dm.object-unfinished";
    private static final String REFUSED = "dm.object-refused";

    private static final String TAKEN = "213";
    private static final String SIZE_MISSING = "411";
    private static final String TOO_LARGE = "416";
    private static final String SIZE_WRONG = "424";
    private static final long THROWN_AWAY = -1;

    /**
     * One command of the client.
     *
     * @param command with whole objects only
     * @param code the code that its chunks decide; empty if it has none
     */
    record Heard(SyncMlCommand command, String code) {}

    private final DmCourse course;
    private final TurnDraft draft;
    private final boolean wbxml;
    private boolean unfinished;

    /** @param encoding of the message: WBXML may carry bytes that stand for themselves */
    DmAssembly(DmCourse course, TurnDraft draft, SyncMlEncoding encoding) {
        this.course = course;
        this.wbxml = encoding == SyncMlEncoding.WBXML;
        this.draft = draft;
    }

    /** Where the objects of an answer to this command begin. */
    static String keyOfResults(String cmdRef) {
        return "Results " + cmdRef + " ";
    }

    /** The commands of a message with chunks taken out and objects put in whose last chunk came. */
    List<Heard> hear(List<SyncMlCommand> commands) {
        return commands.stream().map(this::hear).toList();
    }

    /** Whether the client has to be told that an object of its never ended (Alert 1225). */
    boolean unfinished() {
        return unfinished;
    }

    private Heard hear(SyncMlCommand command) {
        return switch (command) {
            case Results results when isChunked(results.items()) -> {
                Chunks chunks = take(keyOfResults(results.cmdRef()), results.meta(), results.items());
                yield new Heard(new Results(results.cmdId(), results.msgRef(), results.cmdRef(), results.cmd(),
                        results.targetRef(), results.sourceRef(), results.meta(), chunks.whole()), chunks.code());
            }
            case ItemCommand items when isChunked(items.items()) -> {
                Chunks chunks = take(items.verb().wireName() + "  ", items.meta(), items.items());
                yield new Heard(new ItemCommand(items.verb(), items.cmdId(), items.noResp(), items.meta(),
                        chunks.whole(), items.correlator()), chunks.code());
            }
            case Alert alert when isChunked(alert.items()) -> {
                Chunks chunks = take("Alert  ", Meta.NONE, alert.items());
                yield new Heard(new Alert(alert.cmdId(), alert.noResp(), alert.data(), alert.correlator(),
                        chunks.whole()), chunks.code());
            }
            case Results _,ItemCommand _,Alert _,Status _,Atomic _,Sequence _,Unknown _ -> new Heard(command, "");
        };
    }

    /** Whether any of these concerns an object in chunks. Without one under way and without MoreData none does. */
    private boolean isChunked(List<Item> items) {
        return !items.isEmpty()
                && (course.upload().isPresent() || items.stream().anyMatch(Item::moreData));
    }

    private record Chunks(List<Item> whole, String code) {}

    private Chunks take(String command, Meta meta, List<Item> items) {
        List<Item> whole = new ArrayList<>();
        String code = "";
        for (Item item : items) {
            String key = command + locUri(item);
            Upload upload = course.upload().filter(open -> open.key().equals(key)
                    || (locUri(item).isEmpty() && open.key().startsWith(command))).orElse(null);
            if (upload == null && !item.moreData()) {
                whole.add(item);
                continue;
            }
            if (upload == null) {
                abandon();
                code = begin(key, meta, item);
            } else {
                code = goOn(upload, meta, item, whole);
            }
        }
        return new Chunks(whole, code);
    }

    private void abandon() {
        if (course.upload().isPresent()) {
            draft.tolerate(UNFINISHED);
            unfinished = true;
        }
    }

    private String begin(String key, Meta meta, Item item) {
        Long size = item.meta().size() == null ? meta.size() : item.meta().size();
        if (size == null) {
            return refuse(key, SIZE_MISSING);
        }
        if (size > DmSizes.OUR_MAX_OBJ_SIZE) {
            return refuse(key, TOO_LARGE);
        }
        String format = format(meta, item);
        String type = item.meta().type() == null ? text(meta.type()) : text(item.meta().type());
        return grow(new Upload(key, format, type, size, "", false), chunk(meta, item));
    }

    private String goOn(Upload upload, Meta meta, Item item, List<Item> whole) {
        if (upload.size() == THROWN_AWAY) {
            if (!item.moreData()) {
                course.upload(null);
            }
            return SIZE_WRONG;
        }
        if (item.moreData()) {
            return grow(upload, chunk(meta, item));
        }
        course.upload(null);
        Optional<DmObject.Whole> object = DmObject.ended(upload, chunk(meta, item))
                .filter(ended -> isAllowed(upload, ended.data()));
        if (object.isEmpty()) {
            draft.tolerate(REFUSED);
            return SIZE_WRONG;
        }
        Meta of = new Meta(orNull(object.get().format()), orNull(upload.type()), null, null, null, null, null);
        whole.add(new Item(item.target(), item.source(), of, object.get().data(), false));
        return "";
    }

    private DmObject.Chunk chunk(Meta meta, Item item) {
        return new DmObject.Chunk(text(item.data()), format(meta, item), wbxml);
    }

    private static String format(Meta meta, Item item) {
        return item.meta().format() == null ? text(meta.format()) : text(item.meta().format());
    }

    /** Appends to the object; what would pass its declared size or our bound is thrown away from here on. */
    private String grow(Upload upload, DmObject.Chunk chunk) {
        Upload grown = DmObject.with(upload, chunk);
        if (!isAllowed(grown, grown.data())) {
            return refuse(upload.key(), SIZE_WRONG);
        }
        course.upload(grown);
        return TAKEN;
    }

    /** Base64 is a third longer than what it stands for, with line ends and a padding of each chunk more. */
    private static boolean isAllowed(Upload upload, String data) {
        boolean base64 = upload.bytes() || DmObject.isBinary(upload.format());
        long most = base64 ? upload.size() * 2 + 8 : upload.size();
        return data.getBytes(StandardCharsets.UTF_8).length <= Math.min(most, DmSizes.OUR_MAX_OBJ_SIZE * 2L);
    }

    private String refuse(String key, String code) {
        draft.tolerate(REFUSED);
        course.upload(new Upload(key, "", "", THROWN_AWAY, "", false));
        return code;
    }

    private static String locUri(Item item) {
        String source = item.source();
        return source != null ? source : text(item.target());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
