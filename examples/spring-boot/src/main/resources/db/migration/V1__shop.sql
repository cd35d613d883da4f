-- The shop's own tables, in its own history (flyway_schema_history). What failfast needs has another.

-- What sales_api said last: the answer while it is broken.
CREATE TABLE invoice (
    number     VARCHAR(20) PRIMARY KEY,
    customer   VARCHAR(100) NOT NULL,
    cents      BIGINT NOT NULL
);

-- Orders that sales_api has confirmed.
CREATE TABLE shop_order (
    confirmation VARCHAR(40) PRIMARY KEY,
    item         VARCHAR(100) NOT NULL,
    taken_by     VARCHAR(100) NOT NULL,
    placed_at    TIMESTAMP(6) WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL
);
