--liquibase formatted sql
--changeset shop:1
--preconditions onFail:HALT
--precondition-sql-check expectedResult:0 SELECT count(*) FROM information_schema.tables WHERE lower(table_name) = 'broken_services'
CREATE TABLE orders (id INT PRIMARY KEY);
