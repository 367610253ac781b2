-- Specific indicators, benchmarks, targets, degree days, normalised heat: indicators/contracts/performance.py.
CREATE TABLE out.specific_indicators (
    indicator VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    numerator DOUBLE,
    numerator_unit VARCHAR NOT NULL,
    denominator DOUBLE,
    denominator_unit VARCHAR NOT NULL,
    working_days INTEGER,
    value DOUBLE,
    unit VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('complete', 'incomplete', 'not_available', 'not_applicable')),
    reason VARCHAR NOT NULL,
    method_version VARCHAR NOT NULL,
    PRIMARY KEY (indicator, site_id, year)
);

CREATE TABLE out.benchmarks (
    benchmark_id VARCHAR NOT NULL,
    indicator VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    value DOUBLE,
    comparator VARCHAR NOT NULL CHECK (comparator IN ('lower_than', 'at_most', 'at_least')),
    benchmark DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    comparison VARCHAR NOT NULL CHECK (comparison IN ('better', 'worse', 'not_comparable')),
    reason VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    verified BOOLEAN NOT NULL,
    PRIMARY KEY (benchmark_id, site_id, year)
);

CREATE TABLE out.targets (
    target_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    indicator VARCHAR NOT NULL,
    breakdown VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    figure VARCHAR NOT NULL CHECK (figure IN ('a', 'r', 'value')),
    unit VARCHAR NOT NULL,
    office_id VARCHAR NOT NULL,
    base_year INTEGER NOT NULL,
    base_value DOUBLE,
    target_year INTEGER NOT NULL,
    target_value DOUBLE,
    last_year INTEGER,
    last_value DOUBLE,
    path_value DOUBLE,
    status VARCHAR NOT NULL CHECK (status IN ('achieved', 'missed', 'on_track', 'off_track', 'not_judged')),
    reason VARCHAR NOT NULL,
    forecast_year INTEGER,
    forecast DOUBLE,
    forecast_low DOUBLE,
    forecast_high DOUBLE,
    forecast_path DOUBLE,
    forecast_reason VARCHAR NOT NULL,
    PRIMARY KEY (target_id)
);

CREATE TABLE out.target_years (
    target_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    path DOUBLE,
    actual DOUBLE,
    state VARCHAR NOT NULL CHECK (state IN ('base', 'on_path', 'off_path', 'unknown')),
    PRIMARY KEY (target_id, year)
);

CREATE TABLE out.degree_days (
    supply_point_id VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    month INTEGER NOT NULL CHECK (month BETWEEN 0 AND 12),
    degree_days DOUBLE,
    days_covered INTEGER NOT NULL,
    days_in_period INTEGER NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('complete', 'incomplete')),
    origin VARCHAR NOT NULL CHECK (origin IN ('temperatures', 'delivered')),
    PRIMARY KEY (supply_point_id, definition, year, month)
);

CREATE TABLE out.normalised_heat (
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    definition VARCHAR NOT NULL,
    heat DOUBLE,
    degree_days DOUBLE,
    reference_degree_days DOUBLE,
    base_load DOUBLE,
    slope DOUBLE,
    r_squared DOUBLE,
    months_used INTEGER NOT NULL,
    normalised_heat DOUBLE,
    status VARCHAR NOT NULL CHECK (status IN ('normalised', 'refused')),
    reason VARCHAR NOT NULL,
    PRIMARY KEY (supply_point_id, stream, year)
);
