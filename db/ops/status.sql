-- What is broken now, since when, for how long still, and who said so. A service that is not listed works.
-- OPEN: calls fail at once. HALF_OPEN: the break is over, the next call probes the service.
-- No remaining time with OPEN: until further notice.
SELECT name, state, remaining, until, since, trips, tripped_by, reason
FROM broken_services_status
ORDER BY name;
