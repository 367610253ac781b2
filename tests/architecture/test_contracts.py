"""Decision 3: one contract per table. Every column is documented, and the store is what the contracts say."""

import dataclasses

import duckdb
import pytest

from flows.warehouse import migrate
from indicators.contracts import FINDINGS, READINGS, STORED, TABLES, Column, Table, create_statements


def undocumented(table: Table) -> list[str]:
    """Columns without a meaning, or whose meaning only repeats the name."""
    return [
        column.name
        for column in table.columns
        if not column.meaning.strip()
        or column.meaning.strip().casefold()
        == column.name.replace("_", " ").casefold()
        != column.meaning.strip()
    ]


@pytest.mark.parametrize("table", STORED, ids=lambda table: table.qualified_name)
def test_every_table_and_column_is_documented(table: Table) -> None:
    assert table.grain
    assert undocumented(table) == []


@pytest.mark.parametrize("table", STORED, ids=lambda table: table.qualified_name)
def test_columns_are_distinct_and_hold_the_key(table: Table) -> None:
    assert len(set(table.column_names)) == len(table.columns)
    assert set(table.key) <= set(table.column_names)


def test_tables_are_declared_once() -> None:
    assert len({table.qualified_name for table in STORED}) == len(STORED) == len(TABLES) + 2


def test_an_undocumented_column_is_found() -> None:
    planted = dataclasses.replace(FINDINGS, columns=(*FINDINGS.columns, Column("owner", "VARCHAR", " ")))
    assert undocumented(planted) == ["owner"]


def columns_of(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str, str, bool]]:
    rows = connection.execute("""
        SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable FROM duckdb_columns()
        WHERE NOT internal
    """).fetchall()
    names = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}
    return {(table, column, names.get(kind, kind), nullable) for table, column, kind, nullable in rows}


def declared_columns() -> set[tuple[str, str, str, bool]]:
    """To DuckDB any column of a view may be empty."""
    return {
        (table.qualified_name, column.name, column.type, column.nullable or bool(table.view_of))
        for table in STORED
        for column in table.columns
    }


def constraints_of(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    rows = connection.execute("""
        SELECT schema_name || '.' || table_name, constraint_text FROM duckdb_constraints()
        WHERE constraint_type IN ('CHECK', 'PRIMARY KEY')
    """).fetchall()
    return set(rows)


def views_of(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    rows = connection.execute("""
        SELECT schema_name || '.' || view_name, sql FROM duckdb_views() WHERE NOT internal
    """).fetchall()
    return set(rows)


def test_the_migrated_store_is_what_the_contracts_say() -> None:
    with duckdb.connect() as migrated, duckdb.connect() as declared:
        migrate(migrated)
        declared.execute(create_statements())
        assert columns_of(migrated) == declared_columns()
        assert constraints_of(migrated) == constraints_of(declared)
        assert len(constraints_of(declared)) > len(TABLES)
        assert views_of(migrated) == views_of(declared)
        assert {name for name, _ in views_of(declared)} == {READINGS.qualified_name}


def test_drift_is_found() -> None:
    with duckdb.connect() as migrated:
        migrate(migrated)
        migrated.execute("ALTER TABLE out.findings ADD COLUMN owner VARCHAR")
        assert columns_of(migrated) - declared_columns() == {("out.findings", "owner", "VARCHAR", True)}


def test_readings_are_read_as_ever() -> None:
    """Notebooks and checks by others name these columns, whatever lies beneath."""
    with duckdb.connect() as connection:
        migrate(connection)
        columns = connection.execute("DESCRIBE core.readings").fetchall()
    assert " ".join(str(column[0]) for column in columns) == (
        "delivery_id sheet row_number office_id site_id supply_point_id stream period_start period_end first_day "
        "last_day quantity unit quantity_as_delivered unit_as_delivered factor_ids quality meter_id issued_on "
        "is_current correction_id named_as treatment gave_way_to gave_way_by"
    )
    assert " ".join(str(column[1]) for column in columns) == (
        "VARCHAR VARCHAR BIGINT VARCHAR VARCHAR VARCHAR VARCHAR TIMESTAMP WITH TIME ZONE TIMESTAMP WITH TIME ZONE DATE "
        "DATE DOUBLE VARCHAR DOUBLE VARCHAR VARCHAR VARCHAR VARCHAR DATE BOOLEAN VARCHAR VARCHAR VARCHAR BIGINT VARCHAR"
    )
