-- Parameters of actions may hold a PIN and are sealed from now on, as replies of sessions are since V2. History keeps no
-- parameters of old actions; those that still wait stay readable and go when they are done.
UPDATE finished_command SET parameters = '' WHERE parameters <> '';

-- What a token became, so that a device that lost the answer gets it again: SHA-256 of its public key, and the certificate.
ALTER TABLE enrolment_token ADD COLUMN public_key ${bytes};
ALTER TABLE enrolment_token ADD COLUMN certificate ${bytes};
