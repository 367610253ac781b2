-- Rules of counting, identity, and bills against interval data. Tables that follow from others are made anew: every
-- series is settled once more at the next run.
DROP TABLE core.supply_points;

CREATE TABLE core.supply_points (
    supply_point_id VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    office_id VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    cadence VARCHAR NOT NULL CHECK (cadence IN ('monthly', 'irregular')),
    delivered_every VARCHAR NOT NULL CHECK (delivered_every IN ('month', 'quarter', 'year')),
    counts VARCHAR NOT NULL CHECK (counts IN ('bills', 'intervals')),
    formats_first VARCHAR NOT NULL,
    within VARCHAR NOT NULL,
    share DOUBLE NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (supply_point_id, stream, site_id, valid_from)
);

CREATE TABLE core.supply_point_names (
    supply_point_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('meter', 'contract')),
    name VARCHAR NOT NULL,
    supplier VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    PRIMARY KEY (supply_point_id, kind, name, valid_from)
);

DROP TABLE core.superseded;

CREATE TABLE core.superseded (
    delivery_id VARCHAR NOT NULL,
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    by_delivery_id VARCHAR NOT NULL,
    by_sheet VARCHAR NOT NULL,
    by_row_number BIGINT NOT NULL,
    rule VARCHAR NOT NULL CHECK (rule IN ('same_value', 'correction', 'read_value', 'other_account', 'credit', 'overlap', 'bill_counts', 'intervals_count'))
);

CREATE TABLE core.shared_days (
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    day DATE NOT NULL,
    period_end TIMESTAMPTZ NOT NULL,
    by_delivery_id VARCHAR NOT NULL,
    by_sheet VARCHAR NOT NULL,
    by_row_number BIGINT NOT NULL
);

CREATE TABLE core.reconciliation (
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    days INTEGER NOT NULL,
    quantity_billed DOUBLE NOT NULL,
    quantity_metered DOUBLE NOT NULL,
    difference DOUBLE NOT NULL,
    difference_share DOUBLE,
    unit VARCHAR NOT NULL,
    PRIMARY KEY (supply_point_id, stream, month)
);

DROP TABLE core.monthly_by_supply_point;

CREATE TABLE core.monthly_by_supply_point (
    supply_point_id VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    quantity_metered DOUBLE NOT NULL,
    quantity DOUBLE NOT NULL,
    quantity_estimated DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    days_covered INTEGER NOT NULL,
    days_in_month INTEGER NOT NULL,
    readings BIGINT NOT NULL,
    within VARCHAR NOT NULL,
    PRIMARY KEY (supply_point_id, site_id, stream, month)
);

ALTER TABLE core.readings ADD COLUMN named_as VARCHAR;

ALTER TABLE core.register_values ADD COLUMN named_as VARCHAR;

DELETE FROM core.monthly;

INSERT INTO core.pending
SELECT supply_point_id, stream FROM core.readings UNION SELECT supply_point_id, stream FROM core.register_values;
