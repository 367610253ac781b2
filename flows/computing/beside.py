"""What the pages show beside the figures: bills against interval data, accepted doubts, the city's own factors."""

import duckdb
import pandas as pd

from flows.checking.rules import RULES
from flows.settling.register import FAMILY_MATCH
from indicators.factors import FACTORS, Factor, FactorBook
from indicators.model import ACCEPTED_COLUMNS, OWN_FACTOR_COLUMNS


def reconciled_months(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """core.reconciliation with the site of the supply point (of several, the first) and the rule's tolerance.

    A difference is doubted beyond `tolerance`, a part of the metered quantity, and beyond `least`, in the row's unit.
    """
    rule = RULES["bill_differs"]
    return connection.execute(
        f"""
        SELECT min(p.site_id) AS site_id, r.*, $tolerance AS tolerance,
            $least AS least
        FROM core.reconciliation r JOIN core.supply_points p ON p.supply_point_id = r.supply_point_id AND {FAMILY_MATCH}
            AND p.valid_from <= last_day(r.month) AND coalesce(p.valid_to, r.month) >= r.month
        GROUP BY ALL ORDER BY ALL
        """,
        {"tolerance": rule.tolerance, "least": rule.least},
    ).df()


def accepted_doubts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The doubts that a person accepted, with who, when and why (ACCEPTED_COLUMNS)."""
    return connection.execute(f"""
        SELECT {", ".join(ACCEPTED_COLUMNS)} FROM (
            SELECT p.*, a.who, a.decided_on, a.because
            FROM out.plausibility p JOIN core.acceptances a USING (acceptance_id)
        ) ORDER BY ALL
    """).df()


def own_factors(book: FactorBook) -> pd.DataFrame:
    """The factors that the city declared, each with the shipped values that it stands for (OWN_FACTOR_COLUMNS)."""
    rows = [
        (
            entry.id,
            entry.names,
            str(entry.value),
            entry.unit,
            entry.valid_from,
            entry.valid_to,
            entry.source,
            entry.table,
            entry.verified,
            tuple((str(shipped.value), shipped.unit) for shipped in _replaced(entry)),
        )
        for values in book.own.values()
        for entry in values
    ]
    return pd.DataFrame(rows, columns=list(OWN_FACTOR_COLUMNS))


def _replaced(own: Factor) -> list[Factor]:
    """The shipped values that are in force on some day of the city's own."""
    return [
        shipped
        for shipped in FACTORS.get(own.id, ())
        if (own.valid_to is None or shipped.valid_from <= own.valid_to)
        and (shipped.valid_to is None or own.valid_from <= shipped.valid_to)
    ]
