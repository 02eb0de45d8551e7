-- Poll interval (R17) that an OMA-DM client was last told, in minutes, and in which enrolment; a row only once it has answered.
-- Placeholders as in V1.
CREATE TABLE dm_poll (
    tenant_id ${key} NOT NULL,
    device_id ${id} NOT NULL,
    enrolment integer NOT NULL,
    minutes integer NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
) ${rowless} ${roomy};
