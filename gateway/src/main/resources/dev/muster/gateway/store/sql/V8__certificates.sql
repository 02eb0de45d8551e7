-- Keys made here for push certificates that Apple has yet to issue (R13): sealed, and never shown. The request is no secret.
CREATE TABLE push_request (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    authority text NOT NULL,
    made_at bigint NOT NULL,
    request text NOT NULL,
    sealed_key ${bytes} NOT NULL,
    PRIMARY KEY (tenant_id, authority)
);

-- Who agreed when that data are shared with a vendor (R21).
CREATE TABLE consent (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    vendor text NOT NULL,
    given_by text NOT NULL,
    given_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, vendor)
);

-- Until when a certificate that was renewed is still good (R18); null for one whose enrolment another took the place of.
ALTER TABLE device_certificate ADD COLUMN good_until bigint;
-- Serial number, for the list of revoked certificates; null for those issued before there was one.
ALTER TABLE device_certificate ADD COLUMN number ${bytes};
ALTER TABLE revocation ADD COLUMN number ${bytes};
CREATE INDEX device_certificate_end ON device_certificate (tenant_id, not_after);
