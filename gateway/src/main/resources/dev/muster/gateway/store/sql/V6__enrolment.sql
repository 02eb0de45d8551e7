-- Clients that know nothing else may use SHA-1, single DES: off unless a tenant says so.
ALTER TABLE tenant ADD COLUMN legacy_algorithms boolean NOT NULL DEFAULT FALSE;

-- A token that renews: number of the enrolment that its certificate renews; 0 where it begins one.
ALTER TABLE enrolment_token ADD COLUMN renews integer NOT NULL DEFAULT 0;
-- What the device said when it could not install the profile with it.
ALTER TABLE enrolment_token ADD COLUMN problem text NOT NULL DEFAULT '';
CREATE INDEX enrolment_token_device ON enrolment_token (tenant_id, device_id, expires_at);

-- A certificate that was issued to renew another, so that a device that lost the answer gets it again: SHA-256 of its public key,
-- and the certificate.
ALTER TABLE device_certificate ADD COLUMN public_key ${bytes};
ALTER TABLE device_certificate ADD COLUMN certificate ${bytes};

-- Hardware that enrols by itself, known by its serial number before it was ever switched on (automated enrolment).
CREATE TABLE automated_device (
    tenant_id ${key} NOT NULL REFERENCES tenant (tenant_id),
    serial ${key} NOT NULL,
    platform text NOT NULL,
    user_id ${id},
    device_id ${id} NOT NULL,
    added_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, serial)
) ${rowless};
