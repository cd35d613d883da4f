-- IF NOT EXISTS: it may have been created by hand before. What such a table lacks, V2 adds.
CREATE TABLE IF NOT EXISTS broken_services (
    name  varchar(255)   PRIMARY KEY,
    until timestamptz(6) NOT NULL
);
