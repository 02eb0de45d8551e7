-- Groups of users, whom settings are assigned to, and the moments that explain an authority. Placeholders as in V1.

CREATE TABLE directory_group (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    group_id ${id} NOT NULL,
    display_name text NOT NULL,
    name_key ${key} NOT NULL,
    licences text NOT NULL,
    PRIMARY KEY (tenant_id, group_id)
);
CREATE UNIQUE INDEX directory_group_name ON directory_group (tenant_id, name_key);

-- A member is a user or another group.
CREATE TABLE group_member (
    tenant_id ${key} NOT NULL,
    group_id ${id} NOT NULL,
    is_group boolean NOT NULL,
    member_id ${id} NOT NULL,
    PRIMARY KEY (tenant_id, group_id, is_group, member_id)
) ${rowless};
CREATE INDEX group_member_of ON group_member (tenant_id, member_id, group_id);

-- Users below this group are derived anew, in segments; after_id is how far that has come.
CREATE TABLE group_work (
    tenant_id ${key} NOT NULL,
    group_id ${id} NOT NULL,
    after_id ${id} NOT NULL,
    PRIMARY KEY (tenant_id, group_id)
) ${rowless};

-- What assignments look at, under its hash: the groups a user is in, and the user where one is named by itself.
CREATE TABLE audience (
    tenant_id ${key} NOT NULL,
    audience ${key} NOT NULL,
    members text NOT NULL,
    PRIMARY KEY (tenant_id, audience)
) ${rowless};

-- Groups and users that assignments name.
CREATE TABLE setting_target (
    tenant_id ${key} NOT NULL,
    target_id ${id} NOT NULL,
    authority ${key} NOT NULL,
    name_key ${key} NOT NULL,
    PRIMARY KEY (tenant_id, target_id, authority, name_key)
) ${rowless};
CREATE INDEX setting_target_name ON setting_target (tenant_id, authority, name_key);

ALTER TABLE setting ADD COLUMN assignment text NOT NULL DEFAULT '';
-- Derived, as the entitlement: the user's audience; empty for a user in no group.
ALTER TABLE directory_user ADD COLUMN audience ${key} NOT NULL DEFAULT '';
CREATE INDEX directory_user_audience ON directory_user (tenant_id, audience) WHERE audience <> '';
-- When what the user is entitled to last changed; 0 if it never did or that was before this column.
ALTER TABLE directory_user ADD COLUMN entitled_at bigint NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN placed_at bigint NOT NULL DEFAULT 0;
-- What an administrator decided about a waiting wipe or lock before a switch (R25): it does not go along.
ALTER TABLE pending_command ADD COLUMN stays_behind boolean NOT NULL DEFAULT false;
