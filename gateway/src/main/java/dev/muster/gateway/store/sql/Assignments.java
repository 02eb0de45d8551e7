package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/**
 * Whom a setting is assigned to, in one column: nothing for everybody, else
 * {@code [everybody, [groups], [users], [groups left out], [users left out]]}. What it names stands in a table as well, so that
 * users named by themselves are found, and groups that are needed are kept.
 */
final class Assignments {
    private static final String FORGET = """
            DELETE FROM setting_target WHERE tenant_id = ? AND authority = ? AND name_key = ?""";
    private static final String TARGETS = """
            SELECT target_id FROM setting_target WHERE tenant_id = ? AND authority = ? AND name_key = ?""";
    private static final String NOTE = """
            INSERT INTO setting_target (tenant_id, target_id, authority, name_key) VALUES (?, ?, ?, ?)""";

    private Assignments() {}

    static String write(Assignment assignment) {
        if (assignment.isPlain()) {
            return "";
        }
        return Json.write(out -> {
            out.writeStartArray();
            out.writeBoolean(assignment.everybody());
            Json.writeTexts(out, sorted(assignment.groups()));
            Json.writeTexts(out, sorted(assignment.users()));
            Json.writeTexts(out, sorted(assignment.exceptGroups()));
            Json.writeTexts(out, sorted(assignment.exceptUsers()));
            out.writeEndArray();
        });
    }

    /** In one order, since hashes of desired sets are made over it. */
    private static List<String> sorted(Collection<?> ids) {
        return ids.stream().map(Object::toString).sorted().toList();
    }

    static Assignment read(String text) {
        if (text.isEmpty()) {
            return Assignment.EVERYBODY;
        }
        return Json.read("assignment", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            boolean everybody = in.nextToken() == JsonToken.VALUE_TRUE;
            return new Assignment(everybody, ids(Json.nextTexts(in), GroupId::new),
                    ids(Json.nextTexts(in), UserId::new), ids(Json.nextTexts(in), GroupId::new),
                    ids(Json.nextTexts(in), UserId::new));
        });
    }

    private static <T> Set<T> ids(List<String> texts, Function<UUID, T> type) {
        return texts.stream().map(UUID::fromString).map(type).collect(Collectors.toSet());
    }

    /**
     * Notes what an assignment names, in place of what the setting's assignment named before.
     *
     * @return users it names now or named before: their audience may be another one
     */
    static Set<UUID> note(Link link, TenantId tenant, ManagementAuthority authority, String key, Assignment assignment)
            throws SQLException {
        Args.Binding setting = args -> args.tenant(tenant).text(authority.wireName()).text(key);
        List<UUID> before = new ArrayList<>(link.list(TARGETS, setting, Row::id));
        link.update(FORGET, setting);
        for (UUID target : new TreeSet<>(assignment.named())) {
            link.update(NOTE, args -> args.tenant(tenant).id(target).text(authority.wireName()).text(key));
        }
        Set<UUID> users = new HashSet<>();
        before.addAll(assignment.named());
        for (UUID named : before) {
            if (GroupMembers.isUser(link, tenant, named)) {
                users.add(named);
            }
        }
        return users;
    }
}
