"""Large quarter-hour exports as a Hungarian grid operator writes them, with sums that are made beside them."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

QUARTER_HOURS_OF_TEN_YEARS = 350_688
FIRST_INSTANT = "TIMESTAMPTZ '2014-12-31 23:00:00+00'"
FORMAT = """
id = "grid-export"
title = "Grid operator's export"
[file]
kind = "csv"
encoding = "windows-1250"
delimiter = ";"
[dates]
formats = ["%Y.%m.%d. %H:%M"]
[numbers]
decimal = ","
[period]
kind = "interval"
column = "Időpont"
stamp = "start"
minutes = 15
[columns]
supply_point = "Mérő"
quality = "Állapot"
[qualities]
"mért" = "measured"
[[values]]
column = "Energia ({unit})"
stream = "energy.electricity"
"""
BLOCK = 1 << 24


@dataclass(frozen=True)
class Export:
    """A file in Windows-1250 with its copy in UTF-8, and what it holds."""

    path: Path
    utf8: Path
    rows: int
    total: float


def meters(rows: int) -> list[str]:
    """The meters of an export of so many rows, each with ten years from 2015."""
    return [f"HU{index:04}" for index in range(-(-rows // QUARTER_HOURS_OF_TEN_YEARS))]


def write_export(path: Path, utf8: Path, rows: int) -> Export:
    """`Mérő;Időpont;Energia (kWh);Állapot`, meter after meter, local time with both clock changes, 38 bytes a row."""
    years = QUARTER_HOURS_OF_TEN_YEARS
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Budapest'")
        connection.execute(f"""
            COPY (
                SELECT printf('HU%04d', i // {years}) AS "Mérő",
                    strftime(CAST({FIRST_INSTANT} + to_minutes(15 * (i % {years})) AS TIMESTAMP),
                        '%Y.%m.%d. %H:%M') AS "Időpont",
                    printf('%02d,%03d', i % 97, i % 997) AS "Energia (kWh)", 'mért' AS "Állapot"
                FROM range({rows}) t(i)
            ) TO '{utf8}' (HEADER, DELIMITER ';', QUOTE '')
        """)
        [(thousandths,)] = connection.execute(
            f"SELECT sum(1000 * (i % 97) + i % 997) FROM range({rows}) t(i)"
        ).fetchall()
    with utf8.open("r", encoding="utf-8", newline="") as source, path.open("wb") as target:
        while block := source.read(BLOCK):
            target.write(block.replace("\n", "\r\n").encode("windows-1250"))
    return Export(path, utf8, rows, float(thousandths) / 1000)
