-- Breaks a service until somebody heals it by hand, whatever its state is: every host stops calling it.
-- If it fails with "unique index or primary key violation", somebody else broke the service just then: run it again.
-- Edit: the name, the reason.
MERGE INTO broken_services (name, until, since, trips, tripped_by, reason)
KEY (name)
VALUES ('sales_api', TIMESTAMP WITH TIME ZONE '9999-12-31 00:00:00+00', CURRENT_TIMESTAMP, 1, CURRENT_USER,
        'maintenance');
