-- Who may enrol without a token that an administrator made for one device. Placeholders as in V1.

-- Of the installation, not of a tenant: a device that knows no more than its user's address finds its tenant by the domain.
CREATE TABLE enrolment_domain (
    domain ${key} NOT NULL,
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    PRIMARY KEY (domain)
) ${rowless};
CREATE INDEX enrolment_domain_tenant ON enrolment_domain (tenant_id, domain);

-- How users prove who they are; a tenant without a row has the defaults.
CREATE TABLE enrolment_policy (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    proof text NOT NULL,
    authentication_url text NOT NULL,
    most_devices integer NOT NULL,
    android_agent boolean NOT NULL,
    issuers text NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE user_password (
    tenant_id ${key} NOT NULL,
    user_id ${id} NOT NULL,
    changed_at bigint NOT NULL,
    sealed ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES directory_user (tenant_id, user_id)
);

-- A token for many devices without a user (R8); its text is never stored.
CREATE TABLE bulk_token (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    token_hash ${bytes} NOT NULL,
    platform text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    most integer NOT NULL,
    used integer NOT NULL,
    PRIMARY KEY (tenant_id, token_hash)
) ${rowless};

-- What was issued for which proof and key, so that a device that lost the answer gets the same certificate again for a day.
CREATE TABLE issued_for_proof (
    tenant_id ${key} NOT NULL,
    proof_hash ${bytes} NOT NULL,
    public_key ${bytes} NOT NULL,
    device_id ${id} NOT NULL,
    expires_at bigint NOT NULL,
    certificate ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, proof_hash, public_key)
);
CREATE INDEX issued_for_proof_expiry ON issued_for_proof (tenant_id, expires_at);
