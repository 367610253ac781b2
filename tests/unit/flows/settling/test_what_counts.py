"""Which of several deliveries of the same days counts, and that nothing counts twice."""

from collections.abc import Callable

import pytest

from tests.conftest import TOWN, Town, supply_point

HEAD = (
    "Felhasználási hely;Számla száma;Időszak kezdete;Időszak vége;Mennyiség;Mértékegység;Fűtőérték (MJ/m3);"
    "Leolvasás módja;Számla kelte\n"
)
JANUARY = "2025.01.01.;2025.01.31."


def bill(
    kwh: float, days: str = JANUARY, read: str = "Leolvasott", issued: str = "", point: str = "G1"
) -> str:
    return f"{point};1;{days};{str(kwh).replace('.', ',')};kWh;;{read};{issued}\n"


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town(supply_point("G1", "energy.natural_gas"))


def deliver(town: Town, *files: str) -> None:
    for number, rows in enumerate(files, 1):
        town.put("office", f"{number}.csv", HEAD + rows)
        town.ingest()


def months(town: Town) -> dict[str, float]:
    return dict(town.rows("SELECT strftime(month, '%m'), quantity FROM core.monthly ORDER BY 1"))


def findings(town: Town) -> list[tuple[object, ...]]:
    town.compute()
    return town.rows("""
        SELECT code, file_name, row_number, period FROM out.findings
        WHERE code LIKE 'superseded%' OR code = 'overlapping_readings' ORDER BY ALL
    """)


def test_a_correction_that_comes_later_replaces(town: Town) -> None:
    deliver(town, bill(1000), bill(900))
    assert months(town) == {"01": 900.0}
    assert findings(town) == [("superseded_correction", "1.csv", 2, "2025-01")]
    assert town.rows("SELECT count(*) FROM core.readings") == [(2,)]


def test_the_same_bill_in_another_file_counts_once(town: Town) -> None:
    deliver(town, bill(1000), bill(1000) + bill(500, "2025.02.01.;2025.02.28."))
    assert months(town) == {"01": 1000.0, "02": 500.0}
    assert findings(town) == [("superseded_same_value", "1.csv", 2, "2025-01")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_read_value_counts_before_an_estimate_whichever_comes_first(
    town: Town, order: tuple[int, int]
) -> None:
    bills = [
        bill(800, read="Becs", issued="2025.03.01."),
        bill(1000, read="Leolvasott", issued="2025.02.05."),
    ]
    deliver(town, *(bills[index] for index in order))
    assert months(town) == {"01": 1000.0}
    assert town.rows("SELECT estimated_share FROM core.monthly") == [(0.0,)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_later_day_of_issue_counts_whichever_comes_first(town: Town, order: tuple[int, int]) -> None:
    bills = [bill(1000, issued="2025.02.05."), bill(900, issued="2025.04.01.")]
    deliver(town, *(bills[index] for index in order))
    assert months(town) == {"01": 900.0}


def test_a_bill_that_overlaps_one_that_counts_does_not_count(town: Town) -> None:
    deliver(
        town, bill(1000, issued="2025.02.05."), bill(500, "2025.01.15.;2025.02.14.", issued="2025.01.20.")
    )
    assert months(town) == {"01": 1000.0}
    assert findings(town) == [("overlapping_readings", "2.csv", 2, "2025-01")]


def test_overlapping_bills_of_one_file_do_not_count_twice_even_with_a_gap_beside_them(town: Town) -> None:
    deliver(
        town,
        bill(20, "2025.01.01.;2025.01.02.", issued="2025.02.01.")
        + bill(40, "2025.01.09.;2025.01.09.", issued="2025.02.02.")
        + bill(10, "2025.01.01.;2025.01.01.", issued="2025.02.03."),
    )
    assert months(town) == {"01": 50.0}
    assert findings(town) == [("overlapping_readings", "1.csv", 2, "2025-01")]


def test_of_a_chain_of_overlaps_the_ends_may_both_count(town: Town) -> None:
    deliver(
        town,
        bill(100, "2025.01.01.;2025.01.31.", issued="2025.03.03."),
        bill(200, "2025.01.20.;2025.02.10.", issued="2025.03.02."),
        bill(300, "2025.02.01.;2025.02.28.", issued="2025.03.01."),
    )
    assert months(town) == {"01": 100.0, "02": 300.0}
    assert findings(town) == [("overlapping_readings", "2.csv", 2, "2025-01")]


def test_a_bill_of_a_month_gives_way_to_a_later_bill_of_the_year(town: Town) -> None:
    deliver(town, bill(100), bill(1200, "2025.01.01.;2025.12.31.", issued="2026.01.10."))
    found = months(town)
    assert sum(found.values()) == pytest.approx(1200.0, abs=1e-9)
    assert found["02"] == pytest.approx(1200 * 28 / 365, rel=1e-9)


def test_a_supply_point_that_is_registered_later_needs_no_new_delivery(town: Town) -> None:
    deliver(town, bill(700, point="G2"))
    town.compute()
    assert months(town) == {}
    assert town.rows(
        "SELECT code, row_number, stream, period FROM out.findings WHERE code = 'unknown_supply_point'"
    ) == [("unknown_supply_point", 2, "energy.natural_gas", "2025-01")]
    register = town.workspace.city_file
    register.write_text(register.read_text() + supply_point("G2", "energy.natural_gas"))
    town.ingest()
    town.compute()
    assert months(town) == {"01": 700.0}
    assert town.rows("SELECT count(*) FROM out.findings WHERE code = 'unknown_supply_point'") == [(0,)]


def test_a_share_that_changes_moves_the_figures_without_a_new_delivery(
    make_town: Callable[..., Town],
) -> None:
    shared = TOWN + "shares = [{ valid_from = 2025-01-01, share = 0.25 }]\n"
    town = make_town(supply_point("G1", "energy.natural_gas"), register=shared)
    deliver(town, bill(1000))
    assert town.rows("SELECT quantity, quantity_metered FROM core.monthly") == [(250.0, 1000.0)]
    register = town.workspace.city_file
    register.write_text(
        register.read_text().replace(
            "[{ valid_from = 2025-01-01, share = 0.25 }]",
            "[{ valid_from = 2025-01-01, valid_to = 2025-01-10, share = 0.25 }, "
            "{ valid_from = 2025-01-11, share = 0.5 }]",
        )
    )
    town.ingest()
    expected = 1000 * (10 * 0.25 + 21 * 0.5) / 31
    assert town.rows("SELECT quantity, quantity_metered FROM core.monthly") == [
        (pytest.approx(expected), 1000.0)
    ]


def test_a_bill_across_months_is_spread_by_days_and_loses_nothing(town: Town) -> None:
    deliver(town, bill(1000, "2025.01.12.;2025.03.11."))
    found = months(town)
    assert found == {
        "01": pytest.approx(1000 * 20 / 59, rel=1e-9),
        "02": pytest.approx(1000 * 28 / 59, rel=1e-9),
        "03": pytest.approx(1000 * 11 / 59, rel=1e-9),
    }
    assert sum(found.values()) == pytest.approx(1000.0, abs=1e-9)
    assert town.rows(
        "SELECT strftime(month, '%m'), days_covered, days_in_month FROM core.monthly ORDER BY 1"
    ) == [
        ("01", 20, 31),
        ("02", 28, 28),
        ("03", 11, 31),
    ]


def test_a_row_delivered_twice_in_two_visible_sheets_counts_once(make_town: Callable[..., Town]) -> None:
    import io

    import openpyxl

    town = make_town(supply_point("H1", "energy.district_heat"))
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Másolat"), book.create_sheet("Régi")):
        sheet.append(["Hőközpont", "Hónap", "Hőmennyiség (GJ)"])
        sheet.append(["H1", "2025. január", 36])
    book["Régi"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    town.put("office", "heat.xlsx", content.getvalue())
    town.ingest()
    town.compute()
    assert months(town) == {"01": 10000.0}
    codes = town.rows(
        "SELECT code, sheet FROM out.findings WHERE code IN ('hidden_sheet', 'superseded_same_value')"
    )
    assert sorted(codes) == [("hidden_sheet", "Régi"), ("superseded_same_value", "Sheet")]


def test_fuel_of_one_card_and_day_adds_up_within_a_file(make_town: Callable[..., Town]) -> None:
    town = make_town(supply_point("F1", "energy.diesel", cadence='"irregular"'))
    head = "Kártyaszám;Rendszám;Dátum;Termék;Mennyiség;Egység;Kút\n"
    town.put(
        "office", "u.csv", head + "F1;A;2025.02.04.;Diesel;10;l;x\nF1;A;2025.02.04.;Diesel;30;l;x\n", "cp1250"
    )
    town.ingest()
    kwh = 40 * 0.840 * 43.0 / 3.6
    assert town.rows("SELECT quantity FROM core.monthly") == [(pytest.approx(kwh, rel=1e-12),)]


def test_a_missing_fuel_month_is_missing_and_not_a_zero(make_town: Callable[..., Town]) -> None:
    town = make_town(
        supply_point("F1", "energy.diesel", cadence='"irregular"'),
        supply_point("F2", "energy.petrol", cadence='"irregular"'),
    )
    head = "Kártyaszám;Rendszám;Dátum;Termék;Mennyiség;Egység;Kút\n"
    for month in range(1, 13):
        if month != 5:
            town.put("office", f"u{month}.csv", f"{head}F1;A;2025.{month:02}.04.;Diesel;10;l;x\n", "cp1250")
    town.ingest()
    town.compute()
    assert town.rows(
        "SELECT supply_point, period FROM (SELECT details->>'supply_point' AS supply_point, period, code "
        "FROM (SELECT CAST(details AS JSON) AS details, period, code FROM out.findings)) "
        "WHERE code = 'missing_month' ORDER BY ALL"
    ) == [("F1", "2025-05"), ("F2", "2025-05")]
    assert town.rows(
        "SELECT months_covered, status, r FROM out.core_indicators "
        "WHERE site_id = 'all' AND breakdown = 'energy.petrol' AND indicator = 'energy.total'"
    ) == [(11, "incomplete", None)]
