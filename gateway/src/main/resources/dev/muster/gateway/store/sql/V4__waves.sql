-- Waves (idea 7): one row for each change whose devices are woken. Placeholders as in V1.

CREATE TABLE wave (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    epoch bigint NOT NULL,
    reason text NOT NULL,
    state text NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint,
    pass integer NOT NULL,
    pass_due bigint NOT NULL,
    segments integer NOT NULL,
    affected bigint,
    PRIMARY KEY (tenant_id, epoch)
) ${rowless};

-- The running wave's segments: ranges of device ids with a cursor each, leased for a page at a time. One wave runs per tenant.
-- fence rises with every lease; whoever moves a cursor names it, so a node that lost its lease moves nothing.
CREATE TABLE wave_lease (
    tenant_id ${key} NOT NULL,
    segment integer NOT NULL,
    epoch bigint NOT NULL,
    from_id ${id} NOT NULL,
    after_id ${id} NOT NULL,
    upto_id ${id} NOT NULL,
    due_at bigint NOT NULL,
    node text NOT NULL,
    leased_until bigint NOT NULL,
    fence bigint NOT NULL,
    PRIMARY KEY (tenant_id, segment)
) ${roomy};
-- Of the cluster: whoever is free asks for what is due in any tenant.
CREATE INDEX wave_lease_due ON wave_lease (due_at);

-- What became of a pass, added up in the transaction that moves the cursor.
CREATE TABLE wave_count (
    tenant_id ${key} NOT NULL,
    epoch bigint NOT NULL,
    pass integer NOT NULL,
    segment integer NOT NULL,
    platform text NOT NULL,
    met bigint NOT NULL,
    accepted bigint NOT NULL,
    later bigint NOT NULL,
    refused bigint NOT NULL,
    gone bigint NOT NULL,
    no_token bigint NOT NULL,
    dead bigint NOT NULL,
    gated bigint NOT NULL,
    PRIMARY KEY (tenant_id, epoch, pass, segment, platform)
) ${rowless};

CREATE TABLE wave_reason (
    tenant_id ${key} NOT NULL,
    epoch bigint NOT NULL,
    reason ${key} NOT NULL,
    segment integer NOT NULL,
    pushes bigint NOT NULL,
    PRIMARY KEY (tenant_id, epoch, reason, segment)
) ${rowless};

-- Devices that converged while the wave ran; a row for each node, since check-ins must not wait for one another.
CREATE TABLE wave_switched (
    tenant_id ${key} NOT NULL,
    epoch bigint NOT NULL,
    platform text NOT NULL,
    node ${key} NOT NULL,
    devices bigint NOT NULL,
    PRIMARY KEY (tenant_id, epoch, platform, node)
) ${rowless};

CREATE INDEX push_address_dead ON push_address (tenant_id, device_id) WHERE dead_at IS NOT NULL;

-- What an administrator decided about wake-ups of a tenant; a tenant without a row has the defaults.
CREATE TABLE wake_schedule (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    interval_minutes integer NOT NULL,
    per_second integer NOT NULL,
    quiet_from integer,
    quiet_to integer,
    zone text NOT NULL,
    PRIMARY KEY (tenant_id)
) ${rowless};

-- Where a tenant's ring (idea 8) has come to: a device's place is its id's first 32 bits, so nothing is stored per device.
CREATE TABLE ring_sweep (
    tenant_id ${key} NOT NULL,
    due_at bigint NOT NULL,
    node text NOT NULL,
    leased_until bigint NOT NULL,
    fence bigint NOT NULL,
    swept_at bigint NOT NULL,
    first_id ${id} NOT NULL,
    second_id ${id} NOT NULL,
    met bigint NOT NULL,
    expected bigint NOT NULL,
    PRIMARY KEY (tenant_id)
) ${roomy};
-- Of the cluster, as wave_lease_due.
CREATE INDEX ring_sweep_due ON ring_sweep (due_at);
