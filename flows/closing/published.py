"""What the figures of closed years were made of, in the place of what stands there now.

Whatever is derived from a closed year, and whatever proves its figures, comes from the same months, annual values and
rows as the figures themselves. Open years stay as they are.
"""

import duckdb
import pandas as pd

CLOSED = "(SELECT year FROM closed.years)"


def published_months(connection: duckdb.DuckDBPyConnection, monthly: pd.DataFrame) -> pd.DataFrame:
    """core.monthly with the months of closed years as published; their metered quantity is not kept, and empty."""
    return _replaced(
        connection,
        monthly,
        f"year(month) NOT IN {CLOSED}",
        "SELECT * FROM closed.monthly",
        "site_id, stream, month",
    )


def published_values(connection: duckdb.DuckDBPyConnection, reference_values: pd.DataFrame) -> pd.DataFrame:
    """The current rows of core.reference_values; in closed years each kind and site has the value that it had then."""
    return _replaced(
        connection,
        reference_values,
        f"valid_from IS NOT NULL OR year NOT IN {CLOSED}",
        """
        SELECT kind, site_id, year, value, (SELECT any_value(n.unit) FROM now n WHERE n.kind = v.kind) AS unit,
            delivery_ids AS delivery_id, '' AS sheet, 0 AS row_number, true AS is_current
        FROM closed.reference_values v
        """,
        "kind, site_id, year, delivery_id, sheet, row_number",
    )


def published_contributions(
    connection: duckdb.DuckDBPyConnection, contributions: pd.DataFrame
) -> pd.DataFrame:
    """Of which rows the quantities of a year are made; of closed years those that counted then."""
    rows = f"year NOT IN {CLOSED}"
    return _replaced(connection, contributions, rows, "SELECT * FROM closed.contributions", "ALL")


def published_reference_rows(
    connection: duckdb.DuckDBPyConnection, reference_rows: pd.DataFrame
) -> pd.DataFrame:
    """Where annual values stand; of closed years those that counted then."""
    rows = f"year NOT IN {CLOSED}"
    return _replaced(connection, reference_rows, rows, "SELECT * FROM closed.reference_rows", "ALL")


def _replaced(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, open_rows: str, closed_rows: str, order: str
) -> pd.DataFrame:
    if not connection.execute("FROM closed.years LIMIT 1").fetchall():
        return frame
    connection.register("now", frame)
    found = connection.execute(f"""
        SELECT * FROM (SELECT * FROM now WHERE {open_rows} UNION ALL BY NAME ({closed_rows})) ORDER BY {order}
    """).df()
    connection.unregister("now")
    return found[list(frame.columns)]
