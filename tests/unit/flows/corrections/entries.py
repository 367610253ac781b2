"""Entries of corrections.toml, and deliveries for them, as several tests need them."""

from tests.conftest import Town
from tests.unit.flows.settling.test_what_counts import HEAD


def entry(
    identifier: str = "K1",
    expected: str = '{ value = 1000, unit = "kWh" }',
    new: str = '{ value = 900, unit = "kWh" }',
    place: str = 'office = "office", file = "1.csv", row = 2',
    **more: str,
) -> str:
    lines = {
        "id": f'"{identifier}"',
        "who": '"Kiss Anna"',
        "decided_on": "2025-03-04",
        "why": '"elírás"',
        "evidence": '"foto.jpg"',
        "reading": "{ " + place + " }",
        "expected": expected,
        "new": new,
    } | more
    return "\n[[corrections]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items() if value)


WITHDRAWN = {"new": "", "withdrawn": "true"}


def correct(town: Town, *entries: str) -> None:
    town.workspace.corrections_file.write_text("".join(entries), encoding="utf-8")
    town.ingest()


def deliver(town: Town, **files: str) -> None:
    for name, rows in files.items():
        town.put("office", f"{name.removeprefix('_')}.csv", HEAD + rows)
        town.ingest()


def months(town: Town) -> dict[str, float]:
    return {str(month): float(str(quantity)) for month, quantity in town.rows(
        "SELECT strftime(month, '%m'), quantity FROM core.monthly ORDER BY 1"
    )}  # fmt: skip


def fate(town: Town) -> list[tuple[object, ...]]:
    """What became of each entry: id, reason, number that was found, canonical quantity after."""
    return town.rows(
        "SELECT correction_id, reason, found_value, quantity_after FROM core.corrections ORDER BY correction_id"
    )


def store(town: Town) -> list[list[tuple[object, ...]]]:
    """All that a correction can touch."""
    return [
        town.rows(f"FROM {table} ORDER BY ALL")
        for table in (
            "core.readings",
            "core.register_values",
            "core.superseded",
            "core.monthly_by_supply_point",
            "core.monthly",
        )
    ]
