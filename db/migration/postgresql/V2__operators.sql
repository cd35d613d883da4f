-- What operators see of a broken service, and whatever a table that somebody created by hand lacks.
-- It can be run again, and by hand: psql --single-transaction.

-- Somebody's forgotten transaction must not hang the start of every host.
SET LOCAL lock_timeout = '5s';
-- The notices of IF EXISTS would be warnings in the application's log.
SET LOCAL client_min_messages = 'warning';

ALTER TABLE broken_services
    ADD COLUMN IF NOT EXISTS since      timestamptz(6),
    ADD COLUMN IF NOT EXISTS trips      integer,
    ADD COLUMN IF NOT EXISTS tripped_by varchar(255),
    ADD COLUMN IF NOT EXISTS reason     varchar(255);
ALTER TABLE broken_services
    ALTER COLUMN since      DROP DEFAULT,
    ALTER COLUMN trips      DROP DEFAULT,
    ALTER COLUMN tripped_by DROP DEFAULT, ALTER COLUMN tripped_by DROP NOT NULL,
    ALTER COLUMN reason     DROP DEFAULT, ALTER COLUMN reason     DROP NOT NULL;

-- Names that no service can have.
DELETE FROM broken_services WHERE name IS NULL OR char_length(name::text) > 255;

DO $$
DECLARE
    wrong record;
BEGIN
    -- A primary key that cannot serve: of other columns, or deferrable, which ON CONFLICT does not accept.
    FOR wrong IN
        SELECT conname
        FROM pg_constraint
        WHERE conrelid = 'broken_services'::regclass AND contype = 'p'
          AND (condeferrable OR pg_get_constraintdef(oid) NOT LIKE 'PRIMARY KEY (name)%')
    LOOP
        EXECUTE format('ALTER TABLE broken_services DROP CONSTRAINT %I', wrong.conname);
    END LOOP;

    -- Types. Only what differs is converted, because a view of somebody's own that uses the column forbids it.
    -- Times without a zone are read in the zone of this session.
    FOR wrong IN
        SELECT attname, good_type
        FROM (VALUES ('name',       'character varying(255)',      NULL),
                     ('until',      'timestamp(6) with time zone', 'timestamp with time zone'),
                     ('since',      'timestamp(6) with time zone', 'timestamp with time zone'),
                     ('trips',      'integer',                     NULL),
                     ('tripped_by', 'character varying(255)',      NULL),
                     ('reason',     'character varying(255)',      NULL)) AS good (column_name, good_type, same_type)
        JOIN pg_attribute ON attrelid = 'broken_services'::regclass AND attname = column_name
        WHERE format_type(atttypid, atttypmod) NOT IN (good_type, coalesce(same_type, good_type))
    LOOP
        EXECUTE format('ALTER TABLE broken_services ALTER COLUMN %1$I TYPE %2$s USING %1$I::%2$s',
                       wrong.attname, wrong.good_type);
    END LOOP;
END $$;

-- An until that is not given means: until further notice.
UPDATE broken_services SET until = 'infinity'        WHERE until IS NULL;
UPDATE broken_services SET since = CURRENT_TIMESTAMP WHERE since IS NULL;
UPDATE broken_services SET trips = 1                 WHERE trips IS NULL;

-- Of rows with the same name, the one that breaks the service longest stays.
DELETE FROM broken_services a USING broken_services b
WHERE a.name = b.name AND (a.until, a.ctid) < (b.until, b.ctid);

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = 'broken_services'::regclass AND contype = 'p') THEN
        ALTER TABLE broken_services ADD PRIMARY KEY (name);
    END IF;
END $$;

-- Defaults come last: who tripped the rows that are there, and why, is not known.
ALTER TABLE broken_services
    ALTER COLUMN until      SET NOT NULL,
    ALTER COLUMN since      SET NOT NULL, ALTER COLUMN since SET DEFAULT CURRENT_TIMESTAMP,
    ALTER COLUMN trips      SET NOT NULL, ALTER COLUMN trips SET DEFAULT 1,
    ALTER COLUMN tripped_by SET DEFAULT CURRENT_USER,
    ALTER COLUMN reason     SET DEFAULT 'by hand';

COMMENT ON TABLE  broken_services            IS 'Circuit breaker: one row per broken service. INSERT breaks a service, DELETE heals it, on every host.';
COMMENT ON COLUMN broken_services.name       IS 'The service, as the application names it';
COMMENT ON COLUMN broken_services.until      IS 'Calls fail at once until then, afterwards one call probes the service. infinity: until further notice';
COMMENT ON COLUMN broken_services.since      IS 'When it broke';
COMMENT ON COLUMN broken_services.trips      IS '1, and one more for each probe that failed';
COMMENT ON COLUMN broken_services.tripped_by IS 'The host and process, or the database user, that broke it';
COMMENT ON COLUMN broken_services.reason     IS 'The kind of failure, or why somebody broke it by hand';

CREATE OR REPLACE VIEW broken_services_status AS
SELECT name,
       CASE WHEN until > CURRENT_TIMESTAMP THEN 'OPEN' ELSE 'HALF_OPEN' END AS state,
       -- Before version 17 it is an error to subtract from infinity.
       CASE WHEN until > CURRENT_TIMESTAMP AND until < TIMESTAMP WITH TIME ZONE '9999-12-31 00:00:00+00'
            THEN until - CURRENT_TIMESTAMP END AS remaining,
       until, since, trips, tripped_by, reason
FROM broken_services;

COMMENT ON VIEW   broken_services_status           IS 'What is broken now. A service that is not here works.';
COMMENT ON COLUMN broken_services_status.state     IS 'OPEN: calls fail at once. HALF_OPEN: the next call probes the service';
COMMENT ON COLUMN broken_services_status.remaining IS 'How long calls still fail at once. Empty when until further notice, or when a probe is due';
