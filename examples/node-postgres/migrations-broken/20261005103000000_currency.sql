-- Passes on the empty tables of a laptop, and fails on a shop that has orders: they would have no currency.

-- Up Migration
CREATE TABLE currencies (code char(3) PRIMARY KEY);
INSERT INTO currencies VALUES ('EUR'), ('USD');
ALTER TABLE orders ADD COLUMN currency char(3) NOT NULL REFERENCES currencies;

-- Down Migration
ALTER TABLE orders DROP COLUMN currency;
DROP TABLE currencies;
