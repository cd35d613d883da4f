-- What operators see of a broken service, and whatever a table that somebody created by hand lacks.
-- It can be run again, and must: H2 commits after each statement, so it may have stopped half way.

ALTER TABLE broken_services ADD COLUMN IF NOT EXISTS since      timestamp(6) with time zone;
ALTER TABLE broken_services ADD COLUMN IF NOT EXISTS trips      integer;
ALTER TABLE broken_services ADD COLUMN IF NOT EXISTS tripped_by varchar(255);
ALTER TABLE broken_services ADD COLUMN IF NOT EXISTS reason     varchar(255);

-- The primary key, whatever its name and columns; it comes back below.
EXECUTE IMMEDIATE 'ALTER TABLE broken_services DROP CONSTRAINT IF EXISTS ' || COALESCE(
    (SELECT QUOTE_IDENT(constraint_name)
     FROM information_schema.table_constraints
     WHERE table_schema = SCHEMA() AND UPPER(table_name) = 'BROKEN_SERVICES' AND constraint_type = 'PRIMARY KEY'),
    'broken_services_pkey');

DELETE FROM broken_services WHERE name IS NULL;

-- Types. Times without a zone are read in the zone of this session.
ALTER TABLE broken_services ALTER COLUMN name       SET DATA TYPE varchar(510);
ALTER TABLE broken_services ALTER COLUMN until      SET DATA TYPE timestamp(6) with time zone;
ALTER TABLE broken_services ALTER COLUMN since      SET DATA TYPE timestamp(6) with time zone;
ALTER TABLE broken_services ALTER COLUMN trips      SET DATA TYPE integer;
ALTER TABLE broken_services ALTER COLUMN tripped_by SET DATA TYPE varchar(255);
ALTER TABLE broken_services ALTER COLUMN reason     SET DATA TYPE varchar(255);

-- An until that is not given means: until further notice.
UPDATE broken_services SET until = TIMESTAMP WITH TIME ZONE '9999-12-31 00:00:00+00' WHERE until IS NULL;
UPDATE broken_services SET since = CURRENT_TIMESTAMP WHERE since IS NULL;
UPDATE broken_services SET trips = 1 WHERE trips IS NULL;

-- Of rows with the same name, the one that breaks the service longest stays.
DELETE FROM broken_services a
WHERE EXISTS (SELECT 1 FROM broken_services b
              WHERE b.name = a.name AND (b.until > a.until OR b.until = a.until AND b._rowid_ > a._rowid_));

-- Defaults come last: who tripped the rows that are there, and why, is not known.
ALTER TABLE broken_services ALTER COLUMN name       SET NOT NULL;
ALTER TABLE broken_services ALTER COLUMN until      SET NOT NULL;
ALTER TABLE broken_services ALTER COLUMN since      SET NOT NULL;
ALTER TABLE broken_services ALTER COLUMN since      SET DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE broken_services ALTER COLUMN trips      SET NOT NULL;
ALTER TABLE broken_services ALTER COLUMN trips      SET DEFAULT 1;
ALTER TABLE broken_services ALTER COLUMN tripped_by DROP NOT NULL;
ALTER TABLE broken_services ALTER COLUMN tripped_by SET DEFAULT CURRENT_USER;
ALTER TABLE broken_services ALTER COLUMN reason     DROP NOT NULL;
ALTER TABLE broken_services ALTER COLUMN reason     SET DEFAULT 'by hand';

ALTER TABLE broken_services ADD CONSTRAINT broken_services_pkey PRIMARY KEY (name);

COMMENT ON TABLE  broken_services            IS 'Circuit breaker: one row per broken service. INSERT breaks a service, DELETE heals it, on every host.';
COMMENT ON COLUMN broken_services.name       IS 'The service, as the application names it';
COMMENT ON COLUMN broken_services.until      IS 'Calls fail at once until then, afterwards one call probes the service. 9999-12-31: until further notice';
COMMENT ON COLUMN broken_services.since      IS 'When it broke';
COMMENT ON COLUMN broken_services.trips      IS '1, and one more for each probe that failed';
COMMENT ON COLUMN broken_services.tripped_by IS 'The host and process, or the database user, that broke it';
COMMENT ON COLUMN broken_services.reason     IS 'The kind of failure, or why somebody broke it by hand';

CREATE OR REPLACE VIEW broken_services_status AS
SELECT name,
       CASE WHEN until > CURRENT_TIMESTAMP THEN 'OPEN' ELSE 'HALF_OPEN' END AS state,
       CASE WHEN until > CURRENT_TIMESTAMP AND until < TIMESTAMP WITH TIME ZONE '9999-12-31 00:00:00+00'
            THEN until - CURRENT_TIMESTAMP END AS remaining,
       until, since, trips, tripped_by, reason
FROM broken_services;

COMMENT ON TABLE  broken_services_status     IS 'What is broken now. A service that is not here works.';
