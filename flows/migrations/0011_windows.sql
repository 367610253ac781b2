-- What changed has days, and what evidence and findings need of the readings has tables of its own. Every series is
-- settled once more at the next run, which fills them.
DROP TABLE core.pending;

CREATE TABLE core.pending (
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL
);

CREATE TABLE core.contributions (
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    supply_point_id VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    rows BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    quantity DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    qualities VARCHAR NOT NULL
);

CREATE TABLE core.reading_months (
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    longest INTEGER NOT NULL,
    last_load_day DATE,
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL
);

CREATE TABLE out.hourly_loads (
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
    kilowatts DOUBLE NOT NULL
);

INSERT INTO core.pending
SELECT supply_point_id, stream, DATE '0001-01-01', DATE '9999-12-31' FROM core.readings
UNION SELECT supply_point_id, stream, DATE '0001-01-01', DATE '9999-12-31' FROM core.register_values;
