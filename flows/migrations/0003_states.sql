-- A reference value may hold from a day on, as an area of land does; without a day it is the value of its year.
ALTER TABLE core.reference_values ADD COLUMN valid_from DATE;
