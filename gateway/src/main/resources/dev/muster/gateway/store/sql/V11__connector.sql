-- Configuration Manager (R22, R8b): one connector for each tenant, what waits for it, and who left its collection when.

CREATE TABLE connector (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    connector_id ${id} NOT NULL,
    fingerprint ${bytes} NOT NULL,
    not_after bigint NOT NULL,
    subscribed_at bigint NOT NULL,
    contact_at bigint,
    numbered bigint NOT NULL,
    acknowledged bigint NOT NULL,
    PRIMARY KEY (tenant_id)
) ${rowless} ${roomy};

-- A marker says that something is to be told, not what: the message is read from where it is kept when it is fetched. A device
-- has one marker for its state and one for its inventory however often they change, and one for each result. A marker gets its
-- number when it is first fetched, in a transaction that serialises with other fetches: what commits later has a higher number,
-- and check-ins of one tenant never wait for a common counter.
CREATE TABLE connector_outbox (
    tenant_id ${key} NOT NULL,
    kind text NOT NULL,
    device_id ${id} NOT NULL,
    reference ${id} NOT NULL,
    marked_at bigint NOT NULL,
    ordinal integer NOT NULL,
    sequence bigint,
    PRIMARY KEY (tenant_id, kind, device_id, reference)
) ${rowless};
CREATE INDEX connector_outbox_sequence ON connector_outbox (tenant_id, sequence);
CREATE INDEX connector_outbox_fresh ON connector_outbox (tenant_id, marked_at, ordinal) WHERE sequence IS NULL;

ALTER TABLE directory_user ADD COLUMN left_collection_at bigint;
