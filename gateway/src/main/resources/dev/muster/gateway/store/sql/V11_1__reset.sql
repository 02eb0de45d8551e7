-- A reset of the authority by checklist (R20): one for each tenant, the newest. Facts are what an administrator recorded, and when.
CREATE TABLE authority_reset (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    from_authority text NOT NULL,
    to_authority text NOT NULL,
    state text NOT NULL,
    requested_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    facts text NOT NULL,
    PRIMARY KEY (tenant_id)
) ${rowless};
