-- Clients that know nothing else may use SHA-1, single DES: off unless a tenant says so.
ALTER TABLE tenant ADD COLUMN legacy_algorithms boolean NOT NULL DEFAULT FALSE;

-- A token that renews: number of the enrolment that its certificate renews; 0 where it begins one.
ALTER TABLE enrolment_token ADD COLUMN renews integer NOT NULL DEFAULT 0;

-- A certificate that was issued to renew another, so that a device that lost the answer gets it again: SHA-256 of its public key,
-- and the certificate.
ALTER TABLE device_certificate ADD COLUMN public_key ${bytes};
ALTER TABLE device_certificate ADD COLUMN certificate ${bytes};
