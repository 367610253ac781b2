-- Generated from indicators/contracts/; a test compares the two.
CREATE SCHEMA IF NOT EXISTS raw;

CREATE SCHEMA IF NOT EXISTS core;

CREATE SCHEMA IF NOT EXISTS out;

CREATE TABLE raw.migrations (
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE raw.deliveries (
    delivery_id VARCHAR NOT NULL CHECK (length(delivery_id) = 64),
    file_name VARCHAR NOT NULL,
    office_id VARCHAR NOT NULL,
    format_id VARCHAR,
    received_at TIMESTAMPTZ NOT NULL,
    sequence BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_accepted BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    rows_left_out BIGINT NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('accepted', 'partly_accepted', 'rejected', 'duplicate')),
    CHECK (rows_read = rows_accepted + rows_rejected),
    PRIMARY KEY (delivery_id, office_id, file_name)
);

CREATE TABLE raw.rejected_rows (
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    column_name VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    value VARCHAR,
    detail VARCHAR NOT NULL,
    supply_point_id VARCHAR,
    stream VARCHAR,
    first_day DATE,
    last_day DATE
);

CREATE TABLE raw.delivery_findings (
    delivery_id VARCHAR NOT NULL,
    office_id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT,
    details VARCHAR NOT NULL
);

CREATE TABLE core.supply_points (
    supply_point_id VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    office_id VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    cadence VARCHAR NOT NULL CHECK (cadence IN ('monthly', 'irregular')),
    delivered_every VARCHAR NOT NULL CHECK (delivered_every IN ('month', 'quarter', 'year')),
    PRIMARY KEY (supply_point_id, stream, valid_from)
);

CREATE TABLE core.allocation_shares (
    site_id VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    share DOUBLE NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (site_id, valid_from)
);

CREATE TABLE core.pending (
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL
);

CREATE TABLE core.readings (
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    office_id VARCHAR NOT NULL,
    site_id VARCHAR,
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    period_start TIMESTAMPTZ NOT NULL,
    period_end TIMESTAMPTZ NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    quantity DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    quantity_as_delivered DOUBLE NOT NULL,
    unit_as_delivered VARCHAR NOT NULL,
    factor_ids VARCHAR NOT NULL,
    quality VARCHAR NOT NULL CHECK (quality IN ('measured', 'invoiced', 'dictated', 'estimated', 'calculated')),
    meter_id VARCHAR,
    issued_on DATE,
    is_current BOOLEAN NOT NULL,
    correction_id VARCHAR,
    CHECK (period_end > period_start),
    CHECK (last_day >= first_day)
);

CREATE TABLE core.register_values (
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    office_id VARCHAR NOT NULL,
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    meter_id VARCHAR NOT NULL,
    read_on DATE NOT NULL,
    value DOUBLE NOT NULL,
    unit_as_delivered VARCHAR NOT NULL,
    quantity_per_unit DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    quality VARCHAR NOT NULL CHECK (quality IN ('measured', 'invoiced', 'dictated', 'estimated', 'calculated')),
    is_current BOOLEAN NOT NULL,
    correction_id VARCHAR
);

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
    rule VARCHAR NOT NULL CHECK (rule IN ('same_value', 'correction', 'overlap'))
);

CREATE TABLE core.corrections (
    correction_id VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    decided_on DATE NOT NULL,
    why VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('applied', 'not_applied')),
    reason VARCHAR NOT NULL,
    delivery_id VARCHAR,
    sheet VARCHAR,
    row_number BIGINT,
    supply_point_id VARCHAR,
    stream VARCHAR,
    first_day DATE,
    last_day DATE,
    expected_value DOUBLE NOT NULL,
    expected_unit VARCHAR NOT NULL,
    found_value DOUBLE,
    found_unit VARCHAR,
    new_value DOUBLE,
    new_unit VARCHAR,
    quantity_before DOUBLE,
    quantity_after DOUBLE,
    unit VARCHAR,
    entry VARCHAR NOT NULL,
    PRIMARY KEY (correction_id)
);

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
    PRIMARY KEY (supply_point_id, site_id, stream, month)
);

CREATE TABLE core.monthly (
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    quantity DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    days_covered INTEGER NOT NULL,
    days_in_month INTEGER NOT NULL,
    estimated_share DOUBLE NOT NULL,
    quantity_metered DOUBLE NOT NULL,
    PRIMARY KEY (site_id, stream, month)
);

CREATE TABLE core.reference_values (
    kind VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    value DOUBLE NOT NULL CHECK (value >= 0),
    unit VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    is_current BOOLEAN NOT NULL,
    PRIMARY KEY (kind, site_id, year, delivery_id, sheet, row_number)
);

CREATE TABLE out.core_indicators (
    indicator VARCHAR NOT NULL,
    breakdown VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    a DOUBLE,
    a_unit VARCHAR NOT NULL,
    b_kind VARCHAR NOT NULL,
    b DOUBLE,
    b_unit VARCHAR NOT NULL,
    r DOUBLE,
    r_unit VARCHAR NOT NULL,
    months_covered INTEGER NOT NULL CHECK (months_covered BETWEEN 0 AND 12),
    estimated_share DOUBLE,
    status VARCHAR NOT NULL CHECK (status IN ('complete', 'incomplete', 'omitted', 'closed')),
    reason VARCHAR NOT NULL,
    method_version VARCHAR NOT NULL,
    PRIMARY KEY (indicator, breakdown, site_id, year)
);

CREATE TABLE out.findings (
    code VARCHAR NOT NULL,
    severity VARCHAR NOT NULL CHECK (severity IN ('reject', 'warn')),
    message VARCHAR NOT NULL,
    office_id VARCHAR,
    site_id VARCHAR,
    stream VARCHAR,
    period VARCHAR,
    delivery_id VARCHAR,
    file_name VARCHAR,
    sheet VARCHAR,
    row_number BIGINT,
    details VARCHAR NOT NULL
);
