"""Every way in which a row can be faulty: its code, its place, its sentence; and the rows beside it count."""

from collections.abc import Callable

import pytest

from tests.conftest import Town, supply_point

GAS_HEAD = (
    "Felhasználási hely;Számla száma;Időszak kezdete;Időszak vége;Mennyiség;Mértékegység;Fűtőérték (MJ/m3);"
    "Leolvasás módja;Számla kelte\n"
)
GOOD = "G1;1;2025.01.01.;2025.01.31.;3 600,0;MJ;;Leolvasott;2025.02.05.\n"


def gas(town: Town, *rows: str) -> list[tuple[object, ...]]:
    town.put("office", "gaz.csv", GAS_HEAD + "".join(rows))
    town.ingest()
    return town.rows("SELECT row_number, column_name, code, value FROM raw.rejected_rows ORDER BY row_number")


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(
        supply_point("G1", "energy.natural_gas"),
        supply_point("W1", "waste", cadence='"irregular"'),
        supply_point("F1", "energy.diesel", cadence='"irregular"'),
        supply_point("E1", "energy.electricity"),
    )


@pytest.mark.parametrize(
    ("row", "column", "code", "value"),
    [
        (";1;2025.02.01.;2025.02.28.;1;MJ;;;", "Felhasználási hely", "missing_supply_point", None),
        ("G1;1;;2025.02.28.;1;MJ;;;", "Időszak kezdete", "missing_date", None),
        ("G1;1;2025.02.01.;;1;MJ;;;", "Időszak vége", "missing_date", None),
        ("G1;1;február;2025.02.28.;1;MJ;;;", "Időszak kezdete", "unreadable_date", "február"),
        ("G1;1;2025.02.01.;2025.02.30.;1;MJ;;;", "Időszak vége", "unreadable_date", "2025.02.30."),
        ("G1;1;2025.02.28.;2025.02.01.;1;MJ;;;", "Időszak vége", "period_reversed", "2025.02.01."),
        ("G1;1;2025.02.01.;2035.02.28.;1;MJ;;;", "Időszak vége", "period_reversed", "2035.02.28."),
        ("G1;1;2025.02.01.;2025.02.28.;;MJ;;;", "Mennyiség", "missing_value", None),
        ("G1;1;2025.02.01.;2025.02.28.;sok;MJ;;;", "Mennyiség", "unreadable_number", "sok"),
        ("G1;1;2025.02.01.;2025.02.28.;1.234;MJ;;;", "Mennyiség", "other_number_notation", "1.234"),
        ("G1;1;2025.02.01.;2025.02.28.;1e999;MJ;;;", "Mennyiség", "unreadable_number", "1e999"),
        ("G1;1;2025.02.01.;2025.02.28.;-1;MJ;;;", "Mennyiség", "negative_value", "-1"),
        ("G1;1;2025.02.01.;2025.02.28.;1;mázsa;;;", "Mértékegység", "unknown_unit", "mázsa"),
        ("G1;1;2025.02.01.;2025.02.28.;1;;;;", "Mértékegység", "unknown_unit", None),
        ("G1;1;2025.02.01.;2025.02.28.;1;m3;;;", "Fűtőérték (MJ/m3)", "missing_heating_value", None),
        ("G1;1;2025.02.01.;2025.02.28.;1;m3;0;;", "Fűtőérték (MJ/m3)", "missing_heating_value", "0"),
        ("G1;1;2025.02.01.;2025.02.28.;1;MJ;;tipp;", "Leolvasás módja", "unknown_quality", "tipp"),
        ("G1;1;2025.02.01.;2025.02.28.;1;MJ;;Becs;tegnap", "Számla kelte", "unreadable_date", "tegnap"),
        ("Összesen:;;;;3600;MJ;;;", "", "totals_row", None),
        ("G1;1;2025.01.01.;2025.01.31.;3 600,0;MJ;;;2025.02.05.", "", "duplicate_row", None),
    ],
)
def test_a_faulty_bill_row(town: Town, row: str, column: str, code: str, value: str | None) -> None:
    assert gas(town, GOOD, row + "\n") == [(3, column, code, value)]
    assert town.rows("SELECT quantity FROM core.readings") == [(1000.0,)]
    assert town.rows("SELECT rows_read, rows_accepted, rows_rejected, status FROM raw.deliveries") == [
        (2, 1, 1, "partly_accepted")
    ]
    [(message,)] = town.rows("SELECT message FROM raw.rejected_rows")
    assert "gaz.csv, 3. sor" in str(message)
    assert (value or "3. sor") in str(message)
    assert "{" not in str(message)


def test_a_cubic_metre_becomes_energy_by_the_bills_own_heating_value(town: Town) -> None:
    assert gas(town, "G1;1;2025.01.01.;2025.01.31.;100;m3;36,0;Becs;\n") == []
    assert town.rows(
        "SELECT quantity, quantity_as_delivered, unit_as_delivered, quality FROM core.readings"
    ) == [(1000.0, 100.0, "m3", "estimated")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("F1;A;2025.02.04.;Kerozin;10;l;x", "unknown_stream"),
        ("F1;A;2025.02.04.;Diesel;10;zsák;x", "unknown_unit"),
        ("F1;A;tegnap;Diesel;10;l;x", "unreadable_date"),
    ],
)
def test_a_faulty_fuel_row(town: Town, row: str, code: str) -> None:
    town.put(
        "office",
        "u.csv",
        "Kártyaszám;Rendszám;Dátum;Termék;Mennyiség;Egység;Kút\n" + row + "\n",
        "windows-1250",
    )
    town.ingest()
    assert town.rows("SELECT row_number, code FROM raw.rejected_rows") == [(2, code)]
    assert town.rows("SELECT status FROM raw.deliveries") == [("rejected",)]


INTERVALS = "Mérési pont;E1\nMértékegység;kWh\n\nIdőpont;Hatásos energia (kWh)\n"


@pytest.mark.parametrize(
    ("stamps", "rejected"),
    [
        (["2025.03.30. 01:45", "2025.03.30. 02:30", "2025.03.30. 03:00"], [(6, "nonexistent_time")]),
        (["2025.10.26. 02:15", "2025.10.26. 02:30", "2025.10.26. 02:15", "2025.10.26. 02:30"], []),
        (["2025.10.26. 02:15", "2025.10.26. 03:15"], [(5, "ambiguous_time")]),
        (["2025.10.26. 02:15"] * 3, [(5, "duplicate_row"), (6, "duplicate_row"), (7, "duplicate_row")]),
        (["2025.06.01. 00:00", "2025.06.01. 00:00"], [(6, "duplicate_row")]),
    ],
)
def test_quarter_hours_around_the_clock_changes(
    town: Town, stamps: list[str], rejected: list[tuple[int, str]]
) -> None:
    town.put("office", "n.csv", INTERVALS + "".join(f"{stamp};1,5\n" for stamp in stamps), "windows-1250")
    town.ingest()
    assert town.rows("SELECT row_number, code FROM raw.rejected_rows ORDER BY ALL") == rejected
    assert town.rows("SELECT count(DISTINCT period_start), sum(quantity) FROM core.readings") == [
        (len(stamps) - len(rejected), 1.5 * (len(stamps) - len(rejected)) or None)
    ]


REGISTER = "Mérőhely;Mérőszám;Leolvasás napja;Mérőállás (m3);Megjegyzés\n"


def test_a_register_that_falls_is_rejected_and_bridged(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    rows = ["2025.01.01.;100,0", "2025.02.01.;110,0", "2025.03.01.;105,0", "2025.04.01.;130,0"]
    town.put("office", "v.csv", REGISTER + "".join(f"V1;M1;{row};\n" for row in rows))
    town.ingest()
    assert town.rows("SELECT row_number, code, value, detail FROM raw.rejected_rows") == [
        (4, "reading_below_previous", "105,0", "110,0")
    ]
    assert town.rows(
        "SELECT CAST(first_day AS VARCHAR), CAST(last_day AS VARCHAR), quantity FROM core.readings ORDER BY 1"
    ) == [("2025-01-01", "2025-01-31", 10.0), ("2025-02-01", "2025-03-31", 20.0)]


def test_a_register_above_a_later_value_of_another_delivery_is_rejected(
    make_town: Callable[..., Town],
) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    town.put("office", "1.csv", REGISTER + "V1;M1;2025.01.01.;100;\nV1;M1;2025.03.01.;120;\n")
    town.ingest()
    town.put("office", "2.csv", REGISTER + "V1;M1;2025.02.01.;121;\n")
    town.ingest()
    assert town.rows("SELECT code, detail FROM raw.rejected_rows") == [("reading_above_next", "120,0")]
    assert town.rows("SELECT sum(quantity) FROM core.readings WHERE is_current") == [(20.0,)]


def test_two_meters_are_never_subtracted_from_each_other(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("V1", "water.mains"))
    rows = ["M1;2025.01.01.;990", "M1;2025.01.15.;1000", "M2;2025.01.15.;3", "M2;2025.02.01.;20"]
    town.put("office", "v.csv", REGISTER + "".join(f"V1;{row};\n" for row in rows))
    town.ingest()
    assert town.rows("SELECT count(*) FROM raw.rejected_rows") == [(0,)]
    assert town.rows("SELECT quantity, days_covered FROM core.monthly_by_supply_point") == [(27.0, 31)]
