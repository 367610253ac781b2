"""The page of method and sources: what each indicator means, and every factor with where it comes from."""

from decimal import Decimal

from dashboards.headline import capitalised
from dashboards.shown import Shown
from dashboards.tables import DASH, Cell, Column, Table
from dashboards.texts import Texts
from dashboards.view import Page, Section
from indicators.factors import FACTORS
from indicators.languages import in_language
from indicators.reference_values import reference_name
from indicators.registry import AREAS, INDICATORS, area_name, indicator_name, method


def method_page(shown: Shown, texts: Texts) -> Page:
    """The indicators area by area, then the city's own factors and those of the program."""
    own = _own_factors(shown, texts)
    return Page(
        "method",
        texts("page.method"),
        texts("method.lead"),
        sections=(
            Section(
                "proof",
                texts("evidence.heading"),
                (texts("evidence.lead"),),
                links=(
                    ("evidence.html", texts("evidence.of_organisation")),
                    ("sites.html", texts("sites.all")),
                ),
            ),
            *(_area(area, texts) for area in AREAS),
            *((own,) if own else ()),
            _factors(texts),
        ),
    )


def _area(area: str, texts: Texts) -> Section:
    rows = tuple(
        (
            Cell(capitalised(indicator_name(entry.code, texts.language))),
            Cell(texts.unit(entry.unit)),
            Cell(reference_name(entry.b_kind, texts.language)),
            Cell(method(entry.code, texts.language) if entry.computed else texts("method.not_computed")),
            Cell(entry.article),
        )
        for entry in INDICATORS.values()
        if entry.area == area
    )
    heads = (
        Column(texts("method.indicator"), width="name"),
        Column(texts("method.unit")),
        Column(texts("method.b")),
        Column(texts("method.method"), width="sentence"),
        Column(texts("method.article"), width="name"),
    )
    name = area_name(area, texts.language)
    table = Table(f"table-method-{area}", texts("method.caption", area=name), heads, rows)
    return Section(f"area-{area}", name, tables=(table,))


def _own_factors(shown: Shown, texts: Texts) -> Section | None:
    """What the city declared itself, with the values of the program that it stands for; None where nothing."""
    frame = shown.results.own_factors
    if frame.empty:
        return None
    rows = tuple(
        (
            Cell(capitalised(in_language(row["names"], texts.language))),
            Cell(
                texts.quantity_exactly(Decimal(row["value"]), row["unit"]),
                value=float(row["value"]),
                numeric=True,
            ),
            Cell(texts.day(row["valid_from"])),
            Cell(texts.day(row["valid_to"]) if row["valid_to"] else DASH),
            Cell(
                "; ".join(texts.quantity_exactly(Decimal(value), unit) for value, unit in row["replaces"])
                or texts("method.replaces_nothing")
            ),
            Cell(
                texts("method.verified" if row["verified"] else "method.not_verified"),
                state="" if row["verified"] else "estimated",
            ),
            Cell(f"{row['source']}, {row['table']}" if row["table"] not in row["source"] else row["source"]),
        )
        for row in frame.to_dict("records")
    )
    heads = (
        Column(texts("method.factor"), width="name"),
        Column(texts("method.value"), numeric=True),
        Column(texts("method.from")),
        Column(texts("method.to")),
        Column(texts("method.replaces")),
        Column(texts("method.checked")),
        Column(texts("method.source"), width="sentence"),
    )
    table = Table("table-own-factors", texts("method.own_caption"), heads, rows, long=len(rows) > 24)
    return Section("own-factors", texts("method.own"), (texts("method.own_lead"),), tables=(table,))


def _factors(texts: Texts) -> Section:
    rows = tuple(
        (
            Cell(capitalised(in_language(entry.names, texts.language))),
            Cell(texts.quantity_exactly(entry.value, entry.unit), value=float(entry.value), numeric=True),
            Cell(str(entry.valid_from)),
            Cell(str(entry.valid_to or "–")),
            Cell(
                texts("method.verified" if entry.verified else "method.not_verified"),
                state="" if entry.verified else "estimated",
            ),
            Cell(f"{entry.source}, {entry.table}" if entry.table not in entry.source else entry.source),
        )
        for values in FACTORS.values()
        for entry in values
    )
    heads = (
        Column(texts("method.factor"), width="name"),
        Column(texts("method.value"), numeric=True),
        Column(texts("method.from")),
        Column(texts("method.to")),
        Column(texts("method.checked")),
        Column(texts("method.source"), width="sentence"),
    )
    table = Table("table-factors", texts("method.factors_caption"), heads, rows, long=len(rows) > 24)
    return Section("factors", texts("method.factors"), (texts("method.factors_note"),), tables=(table,))
