-- Months that a city lets be estimated. They are no readings; the table is made anew at every evaluation.
CREATE TABLE out.estimates (
    supply_point_id VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    rule VARCHAR NOT NULL CHECK (rule IN ('same_month_last_year', 'neighbouring_months')),
    status VARCHAR NOT NULL CHECK (status IN ('estimated', 'refused')),
    quantity_metered DOUBLE,
    quantity DOUBLE,
    unit VARCHAR NOT NULL,
    days_estimated INTEGER NOT NULL,
    from_months VARCHAR NOT NULL,
    refusal VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (supply_point_id, site_id, stream, month)
);
