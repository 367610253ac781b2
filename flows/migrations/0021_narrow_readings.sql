-- Readings lie in two tables, numbers and days in one, what they have in common in the other; core.readings shows them.
CREATE TABLE core.reading_origins (
    origin_id BIGINT NOT NULL,
    delivery_id VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    office_id VARCHAR NOT NULL,
    site_id VARCHAR,
    supply_point_id VARCHAR NOT NULL,
    stream VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    unit_as_delivered VARCHAR NOT NULL,
    factor_ids VARCHAR NOT NULL,
    quality VARCHAR NOT NULL CHECK (quality IN ('measured', 'invoiced', 'dictated', 'estimated', 'calculated')),
    meter_id VARCHAR,
    issued_on DATE,
    correction_id VARCHAR,
    named_as VARCHAR,
    treatment VARCHAR,
    gave_way_by VARCHAR
);

CREATE TABLE core.quantities (
    origin_id BIGINT NOT NULL,
    row_number BIGINT NOT NULL,
    period_start TIMESTAMPTZ NOT NULL,
    period_end TIMESTAMPTZ NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    quantity DOUBLE NOT NULL,
    quantity_as_delivered DOUBLE NOT NULL,
    is_current BOOLEAN NOT NULL,
    gave_way_to BIGINT,
    CHECK (period_end > period_start),
    CHECK (last_day >= first_day)
);

INSERT INTO core.reading_origins
SELECT row_number() OVER (), * FROM (
    SELECT DISTINCT delivery_id, sheet, office_id, site_id, supply_point_id, stream, unit, unit_as_delivered,
        factor_ids, quality, meter_id, issued_on, correction_id, named_as, treatment, gave_way_by
    FROM core.readings ORDER BY ALL
);

INSERT INTO core.quantities
SELECT o.origin_id, r.row_number, r.period_start, r.period_end, r.first_day, r.last_day, r.quantity,
    r.quantity_as_delivered, r.is_current, r.gave_way_to
FROM core.readings r JOIN core.reading_origins o USING (
    delivery_id, sheet, office_id, supply_point_id, stream, unit, unit_as_delivered, factor_ids, quality
)
WHERE o.site_id IS NOT DISTINCT FROM r.site_id AND o.meter_id IS NOT DISTINCT FROM r.meter_id
    AND o.issued_on IS NOT DISTINCT FROM r.issued_on AND o.correction_id IS NOT DISTINCT FROM r.correction_id
    AND o.named_as IS NOT DISTINCT FROM r.named_as AND o.treatment IS NOT DISTINCT FROM r.treatment
    AND o.gave_way_by IS NOT DISTINCT FROM r.gave_way_by;

DROP TABLE core.readings;

CREATE VIEW core.readings AS
SELECT
    delivery_id,
    sheet,
    row_number,
    office_id,
    site_id,
    supply_point_id,
    stream,
    period_start,
    period_end,
    first_day,
    last_day,
    quantity,
    unit,
    quantity_as_delivered,
    unit_as_delivered,
    factor_ids,
    quality,
    meter_id,
    issued_on,
    is_current,
    correction_id,
    named_as,
    treatment,
    gave_way_to,
    gave_way_by
FROM core.quantities JOIN core.reading_origins USING (origin_id);
