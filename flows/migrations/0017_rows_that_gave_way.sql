-- Of several rows of one file for the same period one is preferred.
ALTER TABLE core.readings ADD COLUMN gave_way_to BIGINT;

ALTER TABLE core.readings ADD COLUMN gave_way_by VARCHAR;
