package dev.muster.gateway.admin;

import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.TenantStore;

/** Creates a user without licences. */
final class CreateUser implements Operation {
    private static final Pattern PRINCIPAL_NAME = Pattern
            .compile(
                    "[^\\s@]+@[\\p{L}\\p{N}]([\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?(\\.[\\p{L}\\p{N}]([\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?)*");

    record Request(@Nullable String id, @Nullable String principalName) {}

    record Created(String id, String principalName) {}

    private final TenantStore tenants;
    private final DirectoryStore directory;
    private final Journal journal;
    private final Supplier<UUID> ids;

    CreateUser(TenantStore tenants, DirectoryStore directory, Journal journal, Supplier<UUID> ids) {
        this.tenants = tenants;
        this.directory = directory;
        this.journal = journal;
        this.ids = ids;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/users";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Request request = call.body(Request.class);
        String principalName = principalName(request.principalName());
        UserId id = new UserId(request.id() == null ? ids.get() : Fields.uuid("id", request.id()));
        if (!directory.create(tenant, id, principalName)) {
            throw taken(tenant, id, principalName);
        }
        journal.note(tenant, "user.create", Map.of("user", id.toString(), "principalName", principalName));
        return Answer.created(new Created(id.toString(), principalName));
    }

    private static String principalName(@Nullable String given) {
        String name = Fields.text("principalName", given, 256);
        if (!PRINCIPAL_NAME.matcher(name).matches()) {
            throw ApiProblem.badField("principalName",
                    "must have the form user@domain, for example ada@contoso.example");
        }
        return name;
    }

    private ApiProblem taken(TenantId tenant, UserId id, String principalName) {
        String whose = directory.named(tenant, principalName)
                .map(user -> "the principal name " + principalName + " belongs to user " + user.id())
                .orElse("the id " + id + " belongs to a user");
        return ApiProblem.conflict("user_exists", whose + " already", "choose another, or use the existing user");
    }
}
