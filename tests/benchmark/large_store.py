"""A store of a large city: every month of many streams at many sites, delivered by year, with targets and figure B."""

import calendar
from datetime import date
from itertools import product
from pathlib import Path

STREAMS = {
    "energy.electricity": "kWh",
    "energy.natural_gas": "kWh",
    "energy.district_heat": "kWh",
    "energy.diesel": "l",
    "energy.petrol": "l",
    "energy.pv_generation": "kWh",
    "water.mains": "m3",
    "material.paper": "kg",
    "material.toner": "kg",
    "material.road_salt": "kg",
}
MONTHS_FORMAT = """
id = "months"
title = "Months of every stream"
[file]
kind = "csv"
name = "months*"
delimiter = ";"
[dates]
formats = ["%Y-%m-%d"]
[numbers]
decimal = ","
[period]
kind = "bill"
start = "From"
end = "To"
[columns]
supply_point = "Point"
[[values]]
column = "Used"
stream_column = "Stream"
unit_column = "Unit"
[values.streams]
"""
STAFF_FORMAT = """
id = "staff"
title = "Staff"
[file]
kind = "csv"
name = "staff*"
delimiter = ";"
[columns]
site = "Site"
year = "Year"
[[values]]
column = "Employees"
reference = "employees"
"""
TARGET = """
[[targets]]
id = "{id}"
name = "Less"
measures = ["LED"]
indicator = "{indicator}"
site_id = "{site}"
figure = "a"
base_year = {base}
target_year = {aim}
change_percent = -10
office_id = "office"
"""
HEAD = "Point;Stream;From;To;Used;Unit\n"


def write_city(root: Path, sites: int, first_year: int, years: int) -> None:
    """A workspace with its register, formats and a file of months for each year, the last month of all left out."""
    names = [f"s{number:03}" for number in range(sites)]
    last = first_year + years - 1
    parts = [f'[organisation]\nname = "Nagyváros"\nreport_until = {last}-12-01\n']
    parts.append('[[offices]]\nid = "office"\nname = "Hivatal"\n')
    parts += [f'[[sites]]\nid = "{name}"\nname = "Telephely {name}"\n' for name in names]
    parts += [
        f'[[supply_points]]\nid = "{point(site, stream)}"\nsite_id = "{site}"\nstream = "{stream}"\n'
        f'office_id = "office"\nvalid_from = {first_year}-01-01\n'
        for site, stream in product(names, STREAMS)
    ]
    parts += [
        TARGET.format(
            id=f"{indicator.replace('.', '-')}-{site}",
            indicator=indicator,
            site=site,
            base=first_year,
            aim=last + 5,
        )
        for indicator, site in product(("energy.total", "water.total", "emissions.ghg"), ("all", names[0]))
    ]
    inbox = root / "inbox" / "office"
    inbox.mkdir(parents=True)
    (root / "city.toml").write_text("\n".join(parts), encoding="utf-8")
    (root / "formats").mkdir()
    streams = "".join(f'"{stream}" = "{stream}"\n' for stream in STREAMS)
    (root / "formats" / "months.toml").write_text(MONTHS_FORMAT + streams, encoding="utf-8")
    (root / "formats" / "staff.toml").write_text(STAFF_FORMAT, encoding="utf-8")
    staff = "".join(
        f"{site};{year};{number % 40 + 3}\n"
        for (number, site), year in product(enumerate(names), range(first_year, last + 1))
    )
    (inbox / "staff.csv").write_text(f"Site;Year;Employees\n{staff}", encoding="utf-8")
    for year in range(first_year, last + 1):
        rows = "".join(
            month_row(site, stream, date(year, month, 1), (number * 37 + place * 11 + month * 5) % 900 + 100)
            for (number, site), (place, stream) in product(enumerate(names), enumerate(STREAMS))
            for month in range(1, 13)
            if (site, stream, year, month) != (names[0], "energy.electricity", last, 12)
        )
        (inbox / f"months-{year}.csv").write_text(HEAD + rows, encoding="utf-8")


def point(site: str, stream: str) -> str:
    """The supply point of a stream at a site."""
    return f"{stream}@{site}"


def month_row(site: str, stream: str, month: date, quantity: int) -> str:
    """The row of a month in a file of months."""
    end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return f"{point(site, stream)};{stream};{month};{end};{quantity},5;{STREAMS[stream]}\n"


def write_month(root: Path, site: str, stream: str, month: date, quantity: int) -> None:
    """A delivery of one month of one stream at one site."""
    row = month_row(site, stream, month, quantity)
    (root / "inbox" / "office" / f"months-{site}-{month}.csv").write_text(HEAD + row, encoding="utf-8")
