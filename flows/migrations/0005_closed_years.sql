-- Generated from indicators/contracts/closed.py and out.py; a test compares them.
CREATE SCHEMA IF NOT EXISTS closed;

CREATE TABLE closed.years (
    year INTEGER NOT NULL,
    closed_at TIMESTAMPTZ NOT NULL,
    closed_by VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    method_version VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    accepted VARCHAR NOT NULL,
    PRIMARY KEY (year)
);

CREATE TABLE closed.files (
    year INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('intact', 'changed', 'missing')),
    PRIMARY KEY (year, file_name)
);

CREATE TABLE closed.core_indicators (
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
    status VARCHAR NOT NULL,
    row VARCHAR NOT NULL,
    PRIMARY KEY (indicator, breakdown, site_id, year)
);

CREATE TABLE closed.monthly (
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    quantity DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    days_covered INTEGER NOT NULL,
    days_in_month INTEGER NOT NULL,
    estimated_share DOUBLE NOT NULL,
    PRIMARY KEY (site_id, stream, month)
);

CREATE TABLE closed.readings (
    year INTEGER NOT NULL,
    supply_point_id VARCHAR NOT NULL,
    site_id VARCHAR,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    delivery_id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    quality VARCHAR NOT NULL,
    factor_ids VARCHAR NOT NULL,
    correction_id VARCHAR NOT NULL,
    rows BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    quantity DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    rows_sha256 VARCHAR NOT NULL
);

CREATE TABLE closed.reference_values (
    kind VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    value DOUBLE NOT NULL,
    delivery_ids VARCHAR NOT NULL,
    PRIMARY KEY (kind, site_id, year)
);

CREATE TABLE closed.factors (
    year INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    factor_id VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    value VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    verified BOOLEAN NOT NULL,
    PRIMARY KEY (year, indicator, stream, factor_id, valid_from)
);

CREATE TABLE closed.definitions (
    year INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (year, name)
);

CREATE TABLE out.restatements (
    year INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    breakdown VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    figure VARCHAR NOT NULL CHECK (figure IN ('a', 'b', 'r')),
    published DOUBLE,
    now DOUBLE,
    difference DOUBLE,
    unit VARCHAR NOT NULL,
    because_of VARCHAR NOT NULL,
    PRIMARY KEY (year, indicator, breakdown, site_id, figure)
);
