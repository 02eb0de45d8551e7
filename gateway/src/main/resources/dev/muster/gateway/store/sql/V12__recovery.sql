-- After a restore (R14, R25). Placeholders as in V1.

-- Devices that came with a valid certificate of ours and have no record: they wait until an administrator takes them in
-- again. No reference to the tenant's row, for what is missing may be the user or the tenant's newest state as well.
CREATE TABLE unknown_device (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    fingerprint ${bytes} NOT NULL,
    apple boolean NOT NULL,
    not_before bigint NOT NULL,
    not_after bigint NOT NULL,
    first_seen_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${rowless};

-- Actions on hold: few, and looked for among all that wait.
CREATE INDEX pending_command_held ON pending_command (tenant_id, device_id, command_id) WHERE state = 'HELD';
