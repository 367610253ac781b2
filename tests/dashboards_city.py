"""A small city for the tests of the dashboards: three sites, three years, of which the last is not complete.

Every month is the same, so each figure can be checked in the head:

* hall     electricity 100 kWh a month (90 from 2024 on), photovoltaics 20 generated and 5 fed in, water 10 m3;
           on 30 August and 1 September 2025 its meter gave hours: 1 kW, and 3 kW from 9 to 10; no hour of the 31st
* library  electricity 50 kWh a month, water 4 m3; nothing of electricity arrived for March 2025
* depot    diesel 10 kWh a month; waste 300 kg mixed and, every March, 6 kg fluorescent tubes (hazardous); of the mixed
           180 kg go to D5 and 60 to R1, the notes of 60 do not say; the tubes go to R12/R4

* library  its heat meter takes 2 kWh a day and 1 kWh for each degree day; every month of 2023 and 2024 has 10 degree
           days per day from October to March and none from April to September; the reference has half of that

There are 10, 4 and 6 employees. Half of the hall's electricity of February 2024 is estimated. The last month due is
September 2025; the depot's waste of August 2025 was rejected.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache

import pandas as pd

from indicators.benchmarks import compared, declared_benchmarks
from indicators.contracts import DEGREE_DAYS, DELIVERIES, FINDINGS, REJECTED_ROWS
from indicators.core_indicators import core_indicators
from indicators.coverage import due_months
from indicators.model import (
    ACCEPTED_COLUMNS,
    CONTRIBUTION_COLUMNS,
    HEAT_MONTH_COLUMNS,
    HOURLY_COLUMNS,
    OWN_FACTOR_COLUMNS,
    RECONCILED_COLUMNS,
    REFERENCE_ROW_COLUMNS,
    City,
    Office,
    Organisation,
    Results,
    Site,
    SupplyPoint,
)
from indicators.normalised_heat import normalised_heat
from indicators.records import Target, Weather
from indicators.specific_indicators import declared_specific_indicators, specific_indicators
from indicators.targets import Figures, judged_targets

AS_OF = date(2025, 9, 1)
YEARS = (2023, 2024, 2025)
HALL_NAME = "Városháza <script>alert('hall')</script> & \"társai\""
LIBRARY_NAME = "Könyvtár </script><img src=x onerror=alert(1)> {0} %{x}"
OFFICE_NAME = "<b>Iroda</b> & Fiai"
FILE_NAME = "2025/<i>áram</i>_2025-03.xlsx"
START = date(2023, 1, 1)

TARGETS = (
    Target(
        id="energy-2026",
        name="Kevesebb <energia>",
        indicator="energy.total",
        figure="r",
        base_year=2023,
        target_year=2026,
        change_percent=-9,
        measures=("LED & társai",),
        office_id="office",
    ),
    Target(
        id="water-2025",
        name="Víz",
        indicator="water.total",
        figure="a",
        site_id="hall",
        base_year=2023,
        target_year=2025,
        value=60,
        measures=("Csap",),
        office_id="office",
    ),
)
HEAT = ("HE1", "energy.district_heat", "library")


def point(identifier: str, site: str, stream: str, cadence: str = "monthly") -> SupplyPoint:
    return SupplyPoint(
        id=identifier, site_id=site, stream=stream, office_id="office", valid_from=START, cadence=cadence
    )


CITY = City(
    organisation=Organisation(
        name="Mintaváros </title><script>alert('name')</script>", languages=("hu", "en", "de"), example=True
    ),
    offices=(Office(id="office", name=OFFICE_NAME),),
    sites=(
        Site(id="hall", name=HALL_NAME),
        Site(id="library", name=LIBRARY_NAME),
        Site(id="depot", name="Telep", use="other"),
    ),
    supply_points=(
        point("E1", "hall", "energy.electricity"),
        point("E2", "library", "energy.electricity"),
        point("D1", "depot", "energy.diesel", "irregular"),
        point("P1", "hall", "energy.pv_generation"),
        point("P1", "hall", "energy.pv_feed_in"),
        point("W1", "hall", "water.mains"),
        point("W2", "library", "water.mains"),
        point("H1", "depot", "waste", "irregular"),
    ),
    targets=TARGETS,
    weather=Weather(station="T1", reference_degree_days=912.5, reference_source="Példa"),
)

OPEN = {("E2", date(2025, 3, 1)): "missing", ("H1", date(2025, 8, 1)): "rejected"}
ESTIMATED = ("hall", "energy.electricity", date(2024, 2, 1))


def _months() -> list[date]:
    return [date(year, month, 1) for year in YEARS for month in range(1, 13) if date(year, month, 1) <= AS_OF]


def _monthly() -> pd.DataFrame:
    rows = []
    for month in _months():
        rows += [
            ("hall", "energy.electricity", 100.0 if month.year == 2023 else 90.0, "kWh"),
            ("hall", "energy.pv_generation", 20.0, "kWh"),
            ("hall", "energy.pv_feed_in", 5.0, "kWh"),
            ("hall", "water.mains", 10.0, "m3"),
            ("library", "water.mains", 4.0, "m3"),
            ("depot", "energy.diesel", 10.0, "kWh"),
        ]
        rows += [("library", "energy.electricity", 50.0, "kWh")] if month != date(2025, 3, 1) else []
        rows += [("depot", "waste.200301", 300.0, "kg")] if month != date(2025, 8, 1) else []
        rows += [("depot", "waste.200121", 6.0, "kg")] if month.month == 3 else []
        rows = [row if len(row) == 7 else (*row, month, 0.0, 30) for row in rows]
    frame = pd.DataFrame(
        rows, columns=["site_id", "stream", "quantity", "unit", "month", "estimated_share", "days_in_month"]
    )
    half = (
        (frame["site_id"] == ESTIMATED[0])
        & (frame["stream"] == ESTIMATED[1])
        & (frame["month"] == ESTIMATED[2])
    )
    frame.loc[half, "estimated_share"] = 0.5
    return frame.assign(
        month=pd.to_datetime(frame["month"]),
        days_covered=frame["days_in_month"],
        quantity_metered=frame["quantity"],
    )


def _by_treatment(monthly: pd.DataFrame) -> pd.DataFrame:
    parts = {"waste.200301": {"D5": 0.6, "R1": 0.2, "": 0.2}, "waste.200121": {"R12/R4": 1.0}}
    waste = monthly.loc[monthly["stream"].isin(list(parts))]
    rows = [
        (row.site_id, row.stream, row.month, treatment, row.quantity * part, 0.0)
        for row in waste.itertuples()
        for treatment, part in parts[str(row.stream)].items()
    ]
    columns = ["site_id", "stream", "month", "treatment", "quantity", "quantity_estimated"]
    return pd.DataFrame(rows, columns=columns)


def _coverage() -> pd.DataFrame:
    due = due_months(CITY.supply_points, AS_OF)
    keys = [(row.supply_point_id, row.month.date()) for row in due.itertuples()]
    states = [OPEN.get(key, "estimated" if key == ("E1", ESTIMATED[2]) else "delivered") for key in keys]
    return due.assign(state=states, covered=[state not in {"missing", "rejected"} for state in states])


def _employees() -> pd.DataFrame:
    rows = [
        ("employees", site, year, value, "FTE", True)
        for year in YEARS
        for site, value in (("hall", 10.0), ("library", 4.0), ("depot", 6.0))
    ]
    return pd.DataFrame(rows, columns=["kind", "site_id", "year", "value", "unit", "is_current"])


def _findings() -> pd.DataFrame:
    head = [
        "code",
        "severity",
        "message",
        "office_id",
        "site_id",
        "stream",
        "period",
        "delivery_id",
        "file_name",
    ]
    rows = [
        ("missing_month", "warn", "magyar mondat", "office", "library", "energy.electricity", "2025-03", None, None,
         None, None,
         '{"site":"Könyvtár","supply_point":"E2","stream":"energy.electricity","period":"2025-03"}'),
        ("unreadable_number", "reject", "magyar mondat", "office", None, None, None, "b" * 64, FILE_NAME,
         "Lap<1>", 7,
         '{"file":"' + FILE_NAME + '","sheet":"Lap<1>","row":"7","column":"kWh","value":"<img src=x>","detail":""}'),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*head, "sheet", "row_number", "details"])
    return frame.astype({"row_number": "Int64"})[list(FINDINGS.column_names)]


def _deliveries() -> pd.DataFrame:
    rows = [
        ("a" * 64, "2025/viz_2025.csv", "office", "water", datetime(2025, 10, 2, 6, tzinfo=UTC), 1, 10, 12, 12, 0, 0,
         "accepted"),
        ("b" * 64, FILE_NAME, "office", None, datetime(2025, 10, 3, 6, tzinfo=UTC), 2, 10, 1234, 1233, 1, 0,
         "partly_accepted"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(DELIVERIES.column_names))


def _contributions() -> pd.DataFrame:
    rows = [
        ("hall", "energy.electricity", 2023, "E1", "c" * 64, "2023/aram_2023.xlsx", "Áram", 12, 2, 13,
         date(2023, 1, 1), date(2023, 12, 31), 1200.0, "kWh", "invoiced"),
        ("hall", "energy.electricity", 2024, "E1", "b" * 64, FILE_NAME, "Lap<1>", 11, 3, 14,
         date(2024, 1, 1), date(2024, 11, 30), 990.0, "kWh", "estimated,invoiced"),
        ("hall", "energy.electricity", 2024, "E1", "d" * 64, "2024/december.xlsx", "", 1, 2, 2,
         date(2024, 12, 1), date(2024, 12, 31), 90.0, "kWh", "invoiced"),
        ("hall", "energy.pv_generation", 2024, "P1", "e" * 64, "2024/nap.csv", "", 12, 2, 13,
         date(2024, 1, 1), date(2024, 12, 31), 240.0, "kWh", "measured"),
        ("hall", "energy.pv_feed_in", 2024, "P1", "e" * 64, "2024/nap.csv", "", 12, 2, 13,
         date(2024, 1, 1), date(2024, 12, 31), 60.0, "kWh", "measured"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(CONTRIBUTION_COLUMNS))


def _reference_rows() -> pd.DataFrame:
    rows = [("employees", "hall", 2024, 10.0, "FTE", "f" * 64, "letszam_2024.xlsx", "Létszám", 2)]
    return pd.DataFrame(rows, columns=list(REFERENCE_ROW_COLUMNS))


def _hourly() -> pd.DataFrame:
    rows = [
        ("E1", "energy.electricity", "hall", day, hour, 3.0 if hour == 9 else 1.0)
        for day in (date(2025, 8, 30), date(2025, 9, 1))
        for hour in range(24)
    ]
    return pd.DataFrame(rows, columns=list(HOURLY_COLUMNS))


def _rejected_rows() -> pd.DataFrame:
    rows = [
        ("b" * 64, "Lap<1>", 7, "kg", "unreadable_number", "magyar mondat", "<img src=x>", "", "H1", "waste.200301",
         pd.Timestamp(2025, 8, 4), pd.Timestamp(2025, 8, 4), 3),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(REJECTED_ROWS.column_names))


def _reconciliation() -> pd.DataFrame:
    """January 2025 agrees to 1 per cent, of February the bill states a tenth more than the meter."""
    rows = [
        ("hall", "E1", "energy.electricity", pd.Timestamp(2025, month, 1), days, billed, metered, billed - metered,
         billed / metered - 1, "kWh", 0.02, 1.0)
        for month, days, billed, metered in ((1, 31, 101.0, 100.0), (2, 28, 99.0, 90.0))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(RECONCILED_COLUMNS))


def _accepted_doubts() -> pd.DataFrame:
    details = '{"supply_point":"W1","stream":"water.mains","period":"2024-06","value":"10","expected":"4","unit":"m3"}'
    rows = [
        ("check_jump", "hall", "W1", "water.mains", date(2024, 6, 1), date(2024, 6, 30), "2024/viz.csv", "", 7,
         details, "Kiss <Anna>", date(2024, 8, 2), "Csőtörés & javítás"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(ACCEPTED_COLUMNS))


def _own_factors() -> pd.DataFrame:
    names = {"hu": "távhő, a szállító <tényezője>", "en": "district heat, the supplier's", "de": "Fernwärme"}
    rows = [
        ("district_heat.ghg", names, "64.80", "kg/GJ", date(2024, 1, 1), None, "Példa Távhő", "Közlés, 2. oldal",
         False, (("70", "kg/GJ"),)),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(OWN_FACTOR_COLUMNS))


def _cold(month: int) -> float:
    return 0.0 if 4 <= month <= 9 else 10.0


def _winter_days(year: int) -> int:
    return sum(monthrange(year, month)[1] for month in range(1, 13) if _cold(month))


def _heat_months() -> pd.DataFrame:
    rows = [
        (*HEAT, date(year, month, 1), monthrange(year, month)[1] * (2.0 + _cold(month)), 0.0, True, 0)
        for year in (2023, 2024)
        for month in range(1, 13)
    ]
    return pd.DataFrame(rows, columns=list(HEAT_MONTH_COLUMNS))


def _degree_days() -> pd.DataFrame:
    rows = []
    for year in (2023, 2024):
        for month in range(1, 13):
            days = monthrange(year, month)[1]
            rows.append(
                ("T1", "eurostat", year, month, days * _cold(month), days, days, "complete", "delivered")
            )
        days = 366 if year == 2024 else 365
        rows.append(
            ("T1", "eurostat", year, 0, 10.0 * _winter_days(year), days, days, "complete", "delivered")
        )
    return pd.DataFrame(rows, columns=list(DEGREE_DAYS.column_names))


@cache
def small_results() -> Results:
    """Everything that the pages show of the small city; computed once, to be read only."""
    return computed_results()


def computed_results() -> Results:
    """The same, computed anew."""
    monthly, coverage, employees = _monthly(), _coverage(), _employees()
    figures = core_indicators(
        monthly,
        coverage,
        employees,
        CITY.supply_points,
        CITY.sites,
        AS_OF,
        by_treatment=_by_treatment(monthly),
    )
    declared = declared_specific_indicators(CITY)
    specific = specific_indicators(declared, figures, employees, CITY.sites)
    targets, target_years = judged_targets(CITY.targets, Figures(figures, monthly, specific, declared, AS_OF))
    return Results(
        city=CITY,
        as_of=AS_OF,
        core_indicators=figures,
        monthly=monthly,
        findings=_findings(),
        deliveries=_deliveries(),
        rejected_rows=_rejected_rows(),
        coverage=coverage,
        contributions=_contributions(),
        reference_rows=_reference_rows(),
        specific_indicators=specific,
        benchmarks=compared(declared_benchmarks(CITY, declared), specific, CITY.sites),
        targets=targets,
        target_years=target_years,
        degree_days=_degree_days(),
        normalised_heat=normalised_heat(_heat_months(), _degree_days(), CITY, AS_OF),
        reconciliation=_reconciliation(),
        accepted_doubts=_accepted_doubts(),
        own_factors=_own_factors(),
        hourly=_hourly(),
        heat_months=_heat_months(),
    )


def of_each_kind(pages: Iterable[str]) -> list[str]:
    """The pages of which others differ in their data only left out: other years, most figures of a year."""
    wanted = ("evidence.2024.energy-total", "evidence.2024.waste-total", "evidence.2024.water-per-employee")
    return [
        page
        for page in pages
        if ".20" not in page
        or page.endswith(wanted)
        or (page.endswith(".2024") and "evidence-" in page)
        or re.search(r"evidence-.*\.2024\.html$", page)
        or page.endswith(tuple(f"{name}.html" for name in wanted))
    ]


def empty_results() -> Results:
    """The same city before anything arrived."""
    full = small_results()
    coverage = full.coverage.assign(state="missing", covered=False)
    return full.model_copy(
        update={
            "core_indicators": full.core_indicators.iloc[:0],
            "monthly": full.monthly.iloc[:0],
            "findings": full.findings.iloc[:0],
            "deliveries": full.deliveries.iloc[:0],
            "coverage": coverage,
            "contributions": full.contributions.iloc[:0],
            "reference_rows": full.reference_rows.iloc[:0],
            **{
                name: getattr(full, name).iloc[:0]
                for name in (
                    *("reconciliation", "accepted_doubts", "own_factors"),
                    *("hourly", "heat_months", "degree_days", "normalised_heat"),
                    *("specific_indicators", "benchmarks", "targets", "target_years"),
                )
            },
        }
    )
