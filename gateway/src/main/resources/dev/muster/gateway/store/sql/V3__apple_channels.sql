-- What Apple devices keep beside their row. Each belongs to one enrolment; the next one that completes clears it.

CREATE TABLE bootstrap_token (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    enrolment integer NOT NULL,
    received_at bigint NOT NULL,
    sealed ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id, enrolment)
);

-- A user of a device: pending commands are in the row, for there are few and they change with it.
CREATE TABLE user_channel (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    user_key ${key} NOT NULL,
    version bigint NOT NULL,
    enrolment integer NOT NULL,
    updated_at bigint NOT NULL,
    awaiting_configuration boolean NOT NULL,
    user_name text NOT NULL,
    short_name text NOT NULL,
    commands text NOT NULL,
    topic text NOT NULL,
    received_at bigint NOT NULL,
    sealed ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id, user_key)
);

-- What a device is told by declarations, what it last said of them, and that report as it came.
CREATE TABLE declaration_set (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    version bigint NOT NULL,
    enrolment integer NOT NULL,
    changed_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    by_commands boolean NOT NULL,
    reported boolean NOT NULL,
    items text NOT NULL,
    withdrawn text NOT NULL,
    states text NOT NULL,
    report ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
);

-- The enrolment whose certificate this one renews; 0 if it was issued for a new enrolment.
ALTER TABLE device_certificate ADD COLUMN renews integer NOT NULL DEFAULT 0;

-- Since when Setup Assistant waits is kept as well from now on.
UPDATE device SET converged_hash = 'awaiting 0' WHERE converged_hash = 'awaiting';
