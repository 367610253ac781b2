-- Rules of plausibility: what they found, and what a person accepted.
CREATE TABLE core.acceptances (
    acceptance_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    value DOUBLE,
    who VARCHAR NOT NULL,
    decided_on DATE NOT NULL,
    because VARCHAR NOT NULL,
    PRIMARY KEY (acceptance_id)
);

CREATE TABLE out.plausibility (
    rule VARCHAR NOT NULL,
    finding VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('open', 'accepted')),
    owner VARCHAR NOT NULL CHECK (owner IN ('office', 'officer')),
    office_id VARCHAR,
    site_id VARCHAR,
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    value DOUBLE,
    expected VARCHAR,
    unit VARCHAR NOT NULL,
    delivery_id VARCHAR,
    file_name VARCHAR,
    sheet VARCHAR,
    row_number BIGINT,
    acceptance_id VARCHAR,
    details VARCHAR NOT NULL
);
