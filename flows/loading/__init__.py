"""One delivery into the store: parse, check and load in DuckDB, all of it in one transaction or nothing."""
