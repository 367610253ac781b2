-- Results beside the core indicators stay as published too. Restatements are made anew at the next run.
CREATE TABLE closed.results (
    year INTEGER NOT NULL,
    result VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    row VARCHAR NOT NULL,
    PRIMARY KEY (year, result, place)
);

DROP TABLE out.restatements;

CREATE TABLE out.restatements (
    year INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    breakdown VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    figure VARCHAR NOT NULL CHECK (figure IN ('a', 'b', 'r', 'ratio', 'value', 'path', 'degree_days', 'normalised_heat')),
    published DOUBLE,
    now DOUBLE,
    difference DOUBLE,
    unit VARCHAR NOT NULL,
    because_of VARCHAR NOT NULL,
    PRIMARY KEY (year, indicator, breakdown, site_id, figure)
);
