-- Breaks a service for ten minutes, whatever its state is: every host stops calling it.
-- Edit: the name, the time, the reason.
INSERT INTO broken_services (name, until, since, trips, tripped_by, reason)
VALUES ('sales_api', CURRENT_TIMESTAMP + INTERVAL '10' MINUTE, CURRENT_TIMESTAMP, 1, CURRENT_USER, 'maintenance')
ON CONFLICT (name) DO UPDATE
SET until      = EXCLUDED.until,
    since      = EXCLUDED.since,
    trips      = EXCLUDED.trips,
    tripped_by = EXCLUDED.tripped_by,
    reason     = EXCLUDED.reason;
