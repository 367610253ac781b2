-- What kind of value a figure is, every figure over each kind of B, and the factors in every figure. The tables of
-- results are made anew at the next run.
DROP TABLE out.core_indicators;

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
    status VARCHAR NOT NULL CHECK (status IN ('complete', 'incomplete', 'omitted', 'not_applicable', 'closed')),
    reason VARCHAR NOT NULL,
    method_version VARCHAR NOT NULL,
    value_kind VARCHAR NOT NULL CHECK (value_kind IN ('reported', 'zero', 'missing', 'estimated', 'omitted', 'not_applicable')),
    PRIMARY KEY (indicator, breakdown, site_id, year)
);

CREATE TABLE out.ratios (
    indicator VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    b_kind VARCHAR NOT NULL,
    a DOUBLE,
    a_unit VARCHAR NOT NULL,
    b DOUBLE NOT NULL,
    b_unit VARCHAR NOT NULL,
    r DOUBLE,
    r_unit VARCHAR NOT NULL,
    PRIMARY KEY (indicator, site_id, year, b_kind)
);

CREATE TABLE out.factor_use (
    indicator VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    factor_id VARCHAR NOT NULL,
    value VARCHAR,
    unit VARCHAR NOT NULL,
    valid_from DATE,
    valid_to DATE,
    source VARCHAR NOT NULL,
    verified BOOLEAN NOT NULL,
    fallback BOOLEAN NOT NULL,
    own BOOLEAN NOT NULL,
    memo BOOLEAN NOT NULL
);
