-- Breaks a service until somebody heals it by hand, whatever its state is: every host stops calling it.
-- Edit: the name, the reason.
INSERT INTO broken_services (name, until, since, trips, tripped_by, reason)
VALUES ('sales_api', 'infinity', CURRENT_TIMESTAMP, 1, CURRENT_USER, 'maintenance')
ON CONFLICT (name) DO UPDATE
SET until      = EXCLUDED.until,
    since      = EXCLUDED.since,
    trips      = EXCLUDED.trips,
    tripped_by = EXCLUDED.tripped_by,
    reason     = EXCLUDED.reason;
