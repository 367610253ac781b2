-- What becomes of waste. Notes that were loaded before state no treatment until they are loaded again.
ALTER TABLE core.readings ADD COLUMN treatment VARCHAR;

CREATE TABLE core.monthly_by_treatment (
    supply_point_id VARCHAR NOT NULL,
    site_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    treatment VARCHAR NOT NULL,
    quantity_metered DOUBLE NOT NULL,
    quantity DOUBLE NOT NULL,
    quantity_estimated DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    readings BIGINT NOT NULL,
    within VARCHAR NOT NULL,
    PRIMARY KEY (supply_point_id, site_id, stream, month, treatment)
);

INSERT INTO core.monthly_by_treatment
SELECT supply_point_id, site_id, stream, month, '', quantity_metered, quantity, quantity_estimated, unit, readings, within
FROM core.monthly_by_supply_point WHERE starts_with(stream, 'waste.');
