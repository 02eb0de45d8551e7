-- Replies and parameters of actions may hold secrets and are sealed from now on. A session under way is dropped: its device
-- opens the next. History keeps no parameters of old actions; those that still wait stay readable and go when they are done.
DELETE FROM dm_session;
UPDATE finished_command SET parameters = '' WHERE parameters <> '';

-- What a token became, so that a device that lost the answer gets it again: SHA-256 of its public key, and the certificate.
ALTER TABLE enrolment_token ADD COLUMN public_key ${bytes};
ALTER TABLE enrolment_token ADD COLUMN certificate ${bytes};
