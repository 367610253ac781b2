ALTER TABLE raw.rejected_rows ADD COLUMN column_position BIGINT;
