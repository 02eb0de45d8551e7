-- Poll interval (R17) that an OMA-DM client was last told, in minutes, and in which enrolment; a row only once it has answered.
-- Placeholders as in V1.
CREATE TABLE dm_poll (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    enrolment integer NOT NULL,
    minutes integer NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${rowless} ${roomy};

-- What happened to waves, numbered within the tenant, for whoever follows them; the newest few hundred are kept.
CREATE TABLE wave_event (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    number bigint NOT NULL,
    at bigint NOT NULL,
    epoch bigint NOT NULL,
    what text NOT NULL,
    pass integer NOT NULL,
    devices bigint NOT NULL,
    PRIMARY KEY (tenant_id, number)
) ${rowless};
