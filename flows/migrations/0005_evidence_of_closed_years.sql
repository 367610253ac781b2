-- Generated from indicators/contracts/closed.py; a test compares the two.
CREATE TABLE closed.contributions (
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    supply_point_id VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    rows BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    quantity DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    qualities VARCHAR NOT NULL,
    PRIMARY KEY (year, site_id, stream, supply_point_id, delivery_id, file_name, sheet)
);

CREATE TABLE closed.reference_rows (
    kind VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    PRIMARY KEY (year, kind, site_id, delivery_id, file_name, sheet, row_number)
);
