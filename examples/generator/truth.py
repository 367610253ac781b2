"""The expected results as files: truth/*.csv."""

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction

from examples.generator.oracle import Oracle
from examples.generator.weather import degree_days
from examples.generator.world import World

_INDICATORS = ("indicator", "breakdown", "site_id", "year", "a", "b", "r", "status", "months_covered")


def files(world: World) -> dict[str, bytes]:
    """Name and content of every truth file."""
    oracle = Oracle(world)
    indicators = [
        (
            result.indicator,
            result.breakdown,
            result.site_id,
            result.year,
            _number(result.a),
            _number(result.b),
            _number(result.r),
            result.status,
            result.months_covered,
        )
        for result in oracle.results()
    ]
    by_month = [
        (site_id, stream, month.isoformat(), _number(quantity))
        for (site_id, stream, month), quantity in sorted(oracle.monthly.items())
    ]
    rejected = sorted((row.file_name, row.sheet, row.row_number, row.code) for row in world.rejected)
    findings = sorted(
        (f.code, f.file_name, "" if f.row_number is None else f.row_number, f.site_id, f.stream, f.period)
        for f in world.findings
    )
    return {
        "indicators.csv": _csv(_INDICATORS, indicators),
        "monthly.csv": _csv(("site_id", "stream", "month", "quantity"), by_month),
        "degree_days.csv": _csv(
            ("supply_point_id", "definition", "year", "month", "degree_days"),
            [(*row, _number(value)) for *row, value in degree_days(world)],
        ),
        "rejected_rows.csv": _csv(("file_name", "sheet", "row_number", "code"), rejected),
        "findings.csv": _csv(("code", "file_name", "row_number", "site_id", "stream", "period"), findings),
    }


def _number(value: Fraction | None) -> str:
    """Whole numbers as such, others as the nearest double (15 to 17 significant digits)."""
    if value is None:
        return ""
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
