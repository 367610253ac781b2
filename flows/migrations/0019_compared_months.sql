-- What rules of plausibility compare months with has a table of its own. Every series is settled once more at the next
-- run, which fills it.
CREATE TABLE core.compared_months (
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    month DATE NOT NULL,
    unit VARCHAR NOT NULL,
    quantity DOUBLE NOT NULL,
    other_months INTEGER NOT NULL,
    zeros INTEGER NOT NULL,
    mean DOUBLE NOT NULL,
    usual DOUBLE,
    run INTEGER NOT NULL,
    months_alike INTEGER NOT NULL,
    same_months INTEGER NOT NULL,
    last_same_month DATE,
    same_months_usual DOUBLE,
    same_months_least DOUBLE,
    same_months_most DOUBLE
);

INSERT INTO core.pending
SELECT DISTINCT supply_point_id, stream, DATE '0001-01-01', DATE '9999-12-31' FROM core.monthly_by_supply_point;
