-- The city's own densities and heating values, as readings were last converted with them.
CREATE TABLE core.own_factors (
    factor_id VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    value VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    verified BOOLEAN NOT NULL,
    entry VARCHAR NOT NULL,
    PRIMARY KEY (factor_id, valid_from)
);
