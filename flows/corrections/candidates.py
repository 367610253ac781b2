"""Which delivered rows an entry of the register may mean: SQL over readings and register values."""

import duckdb


def note_places(connection: duckdb.DuckDBPyConnection) -> None:
    """What each entry of core.corrections names: temporary tables `named_rows` and `named_periods`."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE places AS
        SELECT correction_id, entry->'reading'->>'office' AS office_id, entry->'reading'->>'file' AS file_name,
            entry->'reading'->>'delivery' AS delivery, entry->'reading'->>'sheet' AS sheet,
            CAST(entry->'reading'->>'row' AS BIGINT) AS row_number,
            entry->'reading'->>'supply_point' AS supply_point_id, entry->'reading'->>'stream' AS stream,
            CAST(entry->'reading'->>'first_day' AS DATE) AS first_day,
            CAST(entry->'reading'->>'last_day' AS DATE) AS last_day
        FROM core.corrections
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE named_rows AS
        SELECT DISTINCT p.* EXCLUDE (office_id, file_name, delivery), d.delivery_id
        FROM places p JOIN raw.deliveries d ON starts_with(d.delivery_id, p.delivery)
            AND (p.office_id = '' OR d.office_id = p.office_id) AND (p.file_name = '' OR d.file_name = p.file_name)
        WHERE p.row_number IS NOT NULL
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE named_periods AS
        SELECT * EXCLUDE (office_id, file_name, delivery) FROM places WHERE row_number IS NULL
    """)


def find_series() -> str:
    """SQL: the series of every row that an entry may mean."""
    parts = (
        candidates("core.readings", "r.supply_point_id, r.stream"),
        candidates_of_values("core.register_values", "r.supply_point_id, r.stream"),
    )
    return " UNION ".join(
        f"SELECT DISTINCT correction_id, supply_point_id, stream FROM ({part})" for part in parts
    )


def candidates(readings: str, columns: str) -> str:
    """SQL: correction_id and columns of each reading `r` that an entry may mean."""
    return f"""
        SELECT p.correction_id, {columns} FROM named_rows p
        JOIN {readings} r ON r.delivery_id = p.delivery_id AND r.row_number = p.row_number
        WHERE {_NARROWED} AND (p.first_day IS NULL OR p.first_day = r.first_day)
            AND (p.last_day IS NULL OR p.last_day = r.last_day)
        UNION ALL
        SELECT p.correction_id, {columns} FROM named_periods p
        JOIN {readings} r ON r.supply_point_id = p.supply_point_id AND r.stream = p.stream
            AND r.first_day = p.first_day AND r.last_day = p.last_day
    """


def candidates_of_values(register_values: str, columns: str) -> str:
    """SQL: correction_id and columns of each register value `r` that an entry may mean by its row."""
    return f"""
        SELECT p.correction_id, {columns} FROM named_rows p
        JOIN {register_values} r ON r.delivery_id = p.delivery_id AND r.row_number = p.row_number
        WHERE {_NARROWED} AND (p.first_day IS NULL OR p.first_day = r.read_on)
    """


_NARROWED = """
    (p.sheet IS NULL OR p.sheet = r.sheet) AND (p.supply_point_id = '' OR p.supply_point_id = r.supply_point_id)
        AND (p.stream = '' OR p.stream = r.stream)
"""
