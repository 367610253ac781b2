-- A benchmark that was published may be restated too. Restatements are made anew at the next run.
DROP TABLE out.restatements;

CREATE TABLE out.restatements (
    year INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    breakdown VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    figure VARCHAR NOT NULL CHECK (figure IN ('a', 'b', 'r', 'ratio', 'value', 'benchmark', 'path', 'degree_days', 'normalised_heat')),
    published DOUBLE,
    now DOUBLE,
    difference DOUBLE,
    unit VARCHAR NOT NULL,
    because_of VARCHAR NOT NULL,
    PRIMARY KEY (year, indicator, breakdown, site_id, figure)
);
