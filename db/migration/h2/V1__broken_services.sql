-- IF NOT EXISTS: it may have been created by hand before. What such a table lacks, V2 adds.
-- A name has up to 255 characters; H2 counts the rarer ones twice.
CREATE TABLE IF NOT EXISTS broken_services (
    name  varchar(510)                CONSTRAINT broken_services_pkey PRIMARY KEY,
    until timestamp(6) with time zone NOT NULL
);
