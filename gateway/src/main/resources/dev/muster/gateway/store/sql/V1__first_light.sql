-- One script for SQLite and PostgreSQL. Placeholders carry the few differences:
--   id       a UUID: uuid, or 16 bytes; both sort alike
--   bytes    bytea, or a blob
--   key      text that sorts by bytes, whatever the locale of the database
--   rowless  small rows live in their key's tree (SQLite)
--   roomy    room on the page, so that an update stays on it (PostgreSQL)
-- Times are milliseconds since 1970 unless a column's name says otherwise. tenant_id leads every key and every index.
-- Foreign keys stay inside a tenant; the tables a check-in writes have none, for their rows follow the device's row,
-- which is written first in the same transaction.

CREATE TABLE tenant (
    tenant_id ${key} NOT NULL,
    display_name text NOT NULL,
    authority text NOT NULL,
    coexistence_from_intune boolean NOT NULL,
    hybrid boolean NOT NULL,
    legacy_reset boolean NOT NULL,
    epoch bigint NOT NULL,
    wide_epoch bigint NOT NULL,
    authority_changed_at bigint NOT NULL,
    created_at bigint NOT NULL,
    push_topics text NOT NULL,
    PRIMARY KEY (tenant_id)
) ${rowless};

CREATE TABLE directory_user (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    user_id ${id} NOT NULL,
    principal_name text NOT NULL,
    principal_key ${key} NOT NULL,
    intune boolean NOT NULL,
    office365 boolean NOT NULL,
    co_managed boolean NOT NULL,
    in_collection boolean NOT NULL,
    licences text NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE UNIQUE INDEX directory_user_principal ON directory_user (tenant_id, principal_key);

CREATE TABLE device (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    device_id ${id} NOT NULL,
    version bigint NOT NULL,
    epoch bigint NOT NULL,
    enrolment integer NOT NULL,
    platform text NOT NULL,
    state text NOT NULL,
    user_id ${id},
    placed_under text,
    managed_by text,
    certificate ${bytes},
    pending_certificate ${bytes},
    converged_hash text NOT NULL,
    udid ${key} NOT NULL,
    serial text NOT NULL,
    model text NOT NULL,
    os_version text NOT NULL,
    name text NOT NULL,
    ledger text NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${roomy};
CREATE INDEX device_user ON device (tenant_id, user_id, device_id) WHERE user_id IS NOT NULL;
CREATE INDEX device_udid ON device (tenant_id, udid) WHERE udid <> '';
CREATE INDEX device_epoch ON device (tenant_id, epoch, device_id) WHERE state = 'ENROLLED';

CREATE TABLE last_seen (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    seen_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${rowless} ${roomy};

CREATE TABLE push_address (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    topic text NOT NULL,
    received_at bigint NOT NULL,
    dead_at bigint,
    sealed ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${rowless};

CREATE TABLE unlock_token (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    received_at bigint NOT NULL,
    sealed ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
);

CREATE TABLE device_certificate (
    tenant_id ${key} NOT NULL,
    fingerprint ${bytes} NOT NULL,
    device_id ${id} NOT NULL,
    status text NOT NULL,
    user_id ${id},
    udid text NOT NULL,
    serial text NOT NULL,
    not_before bigint NOT NULL,
    not_after bigint NOT NULL,
    issued_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, fingerprint),
    FOREIGN KEY (tenant_id, device_id) REFERENCES device (tenant_id, device_id)
) ${rowless};
CREATE INDEX device_certificate_device ON device_certificate (tenant_id, device_id, issued_at);

CREATE TABLE revocation (
    tenant_id ${key} NOT NULL,
    revoked_at bigint NOT NULL,
    fingerprint ${bytes} NOT NULL,
    not_after bigint NOT NULL,
    PRIMARY KEY (tenant_id, revoked_at, fingerprint)
) ${rowless};

CREATE TABLE enrolment_token (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    token_hash ${bytes} NOT NULL,
    device_id ${id} NOT NULL,
    platform text NOT NULL,
    user_id ${id},
    udid text NOT NULL,
    serial text NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    PRIMARY KEY (tenant_id, token_hash)
) ${rowless};
CREATE INDEX enrolment_token_expiry ON enrolment_token (tenant_id, expires_at);

CREATE TABLE pending_command (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    command_id ${id} NOT NULL,
    place bigint NOT NULL,
    enrolment integer NOT NULL,
    attempt integer NOT NULL,
    queued_at bigint NOT NULL,
    state text NOT NULL,
    authority text NOT NULL,
    kind text NOT NULL,
    parameters text NOT NULL,
    PRIMARY KEY (tenant_id, device_id, command_id)
) ${rowless} ${roomy};

CREATE TABLE finished_command (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    finished_at bigint NOT NULL,
    command_id ${id} NOT NULL,
    enrolment integer NOT NULL,
    attempt integer NOT NULL,
    queued_at bigint NOT NULL,
    state text NOT NULL,
    authority text NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    parameters text NOT NULL,
    detail text NOT NULL,
    result ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id, finished_at, command_id)
);

CREATE TABLE dm_session (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    updated_at bigint NOT NULL,
    server_msg_id integer NOT NULL,
    max_msg_size integer NOT NULL,
    session_id text NOT NULL,
    msg_id text NOT NULL,
    request_hash text NOT NULL,
    reply ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${roomy};

CREATE TABLE setting (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    authority text NOT NULL,
    name_key ${key} NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    changed_at bigint NOT NULL,
    definition ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, authority, name_key)
);

CREATE TABLE setting_payload (
    tenant_id ${key} NOT NULL,
    authority text NOT NULL,
    platform text NOT NULL,
    name_key ${key} NOT NULL,
    version text NOT NULL,
    payload ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, authority, platform, name_key),
    FOREIGN KEY (tenant_id, authority, name_key) REFERENCES setting (tenant_id, authority, name_key) ON DELETE CASCADE
);
CREATE INDEX setting_payload_name ON setting_payload (tenant_id, authority, name_key);

CREATE TABLE desired_set (
    tenant_id ${key} NOT NULL,
    platform text NOT NULL,
    authority text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (tenant_id, platform, authority)
) ${rowless};

CREATE TABLE push_certificate (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    authority text NOT NULL,
    topic text NOT NULL,
    not_after bigint NOT NULL,
    uploaded_at bigint NOT NULL,
    certificate text NOT NULL,
    sealed_key ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, authority)
);

CREATE TABLE audit (
    tenant_id ${key} NOT NULL,
    at_micros bigint NOT NULL,
    actor text NOT NULL,
    operation text NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (tenant_id, at_micros)
);

-- Of the installation, not of a tenant: the one table besides the migration history whose key no tenant leads.
CREATE TABLE meta (
    name ${key} NOT NULL,
    value ${bytes} NOT NULL,
    PRIMARY KEY (name)
) ${rowless};
