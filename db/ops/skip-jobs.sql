-- For a table of jobs: leaves out those whose service is broken, so that they wait and do not fail.
-- When the break is over they are found again, and the first of them probes the service.
-- Edit: the table of jobs, the name.
SELECT id
FROM jobs
WHERE done = FALSE
  AND NOT EXISTS (SELECT 1
                  FROM broken_services
                  WHERE name = 'sales_api' AND until > CURRENT_TIMESTAMP)
ORDER BY id;
