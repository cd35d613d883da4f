-- Removes what is left behind by services that nobody calls any more: rows whose break has been over for 30 days.
-- A service that is called has none, since its next call probes it and heals it or breaks it again.
-- Should one of them be called after all, it is taken for one that works, as after heal.sql.
-- Edit: the time. On PostgreSQL, after very many rows: VACUUM broken_services;
DELETE FROM broken_services
WHERE until < CURRENT_TIMESTAMP - INTERVAL '30' DAY;
