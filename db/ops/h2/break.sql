-- Breaks a service for ten minutes, whatever its state is: every host stops calling it.
-- If it fails with "unique index or primary key violation", somebody else broke the service just then: run it again.
-- Edit: the name, the time, the reason.
MERGE INTO broken_services (name, until, since, trips, tripped_by, reason)
KEY (name)
VALUES ('sales_api', CURRENT_TIMESTAMP + INTERVAL '10' MINUTE, CURRENT_TIMESTAMP, 1, CURRENT_USER, 'maintenance');
