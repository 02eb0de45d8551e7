package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.GroupStore.Member;

/** Lists a group's own members, users first, a page at a time: {@code after} is the {@code next} of the page before. */
final class ListGroupMembers implements Operation {
    private static final String GROUP = "group:";

    record Shown(String id, String kind) {}

    record Page(List<Shown> members, @Nullable String next) {}

    private final GroupStore groups;

    ListGroupMembers(GroupStore groups) {
        this.groups = groups;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/groups/{group}/members";
    }

    @Override
    public Answer handle(Call call) {
        GroupStore.Group group = ShowGroup.existing(groups, call);
        Optional<Member> after = call.query("after").map(ListGroupMembers::after);
        int limit = PageSize.of(call);
        List<Member> page = groups.members(call.tenant(), group.id(), after, limit);
        return Answer.ok(new Page(page.stream()
                .map(member -> new Shown(member.id().toString(), member.isGroup() ? "group" : "user")).toList(),
                page.size() < limit ? null : next(page.getLast())));
    }

    private static String next(Member last) {
        return last.isGroup() ? GROUP + last.id() : last.id().toString();
    }

    private static Member after(String text) {
        boolean isGroup = text.startsWith(GROUP);
        return new Member(Fields.uuid("after", isGroup ? text.substring(GROUP.length()) : text), isGroup);
    }
}
