-- OMA-DM: what a session remembers between messages, and accounts for credentials above TLS. Placeholders as in V1.
-- From now on replies are sealed, since they hold Wi-Fi passphrases. Rows of sessions under way are dropped: a device that
-- is in one simply opens the next.
DELETE FROM dm_session;
ALTER TABLE dm_session ADD COLUMN max_obj_size bigint NOT NULL DEFAULT 0;
ALTER TABLE dm_session ADD COLUMN memory ${bytes};
-- Outlives the session: the next one begins with these.
ALTER TABLE dm_session ADD COLUMN nonces ${bytes};

-- device_id is all zeros for the account of all devices of a tenant.
CREATE TABLE dm_account (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    device_id ${id} NOT NULL,
    changed_at bigint NOT NULL,
    scheme text NOT NULL,
    sealed ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${rowless};
