-- All that the application's role needs, if it does not own the table. Run it as the owner.
-- On PostgreSQL, if they are in a schema that not everybody may use, the role needs USAGE on that schema as well.
-- Edit: the role.
GRANT SELECT, INSERT, UPDATE, DELETE ON broken_services TO shop_app;
GRANT SELECT ON broken_services_status TO shop_app;
