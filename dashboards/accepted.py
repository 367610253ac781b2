"""The doubts that a person accepted: what was doubted, and who decided when and why that it is right."""

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboards.shown import Shown
from dashboards.tables import Cell, Column, Table
from dashboards.texts import Texts
from dashboards.view import Section, site_names
from indicators.findings import FINDINGS, MissingDetail, sentence, title


def accepted_section(shown: Shown, texts: Texts) -> Section:
    """Every accepted doubt with its decision; that there is none is said as well."""
    frame = shown.results.accepted_doubts
    heading = texts("accepted.heading")
    if frame.empty:
        return Section("accepted", heading, (texts("accepted.none"),))
    name = site_names(shown.city, texts)
    ordered = frame.sort_values(
        ["decided_on", "supply_point_id", "first_day", "finding"], ascending=[False, True, True, True]
    )
    rows = tuple(
        (
            Cell(_doubt(row, texts)),
            Cell(str(row["because"])),
            Cell(str(row["who"])),
            Cell(texts.day(_day(row["decided_on"]))),
            Cell(name(str(row["site_id"])) if not pd.isna(row["site_id"]) else ""),
            Cell(_place(row)),
        )
        for row in ordered.to_dict("records")
    )
    heads = (
        Column(texts("accepted.doubt"), width="sentence"),
        Column(texts("accepted.because"), width="name"),
        Column(texts("accepted.who")),
        Column(texts("accepted.when")),
        Column(texts("label.site")),
        Column(texts("quality.file")),
    )
    table = Table("table-accepted", texts("accepted.caption"), heads, rows, row_heads=0, long=len(rows) > 12)
    return Section("accepted", heading, (texts("accepted.lead"),), tables=(table,))


def _doubt(row: Mapping[Hashable, Any], texts: Texts) -> str:
    """The sentence of the finding; only its name where its details do not suffice."""
    code = str(row["finding"])
    if code not in FINDINGS:
        return code
    try:
        return sentence(code, texts.language, **json.loads(str(row["details"])))
    except MissingDetail:
        return title(code, texts.language)


def _place(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["file_name"]):
        return ""
    number = "" if pd.isna(row["row_number"]) else str(int(row["row_number"]))
    sheet = "" if pd.isna(row["sheet"]) else str(row["sheet"])
    return ", ".join(filter(None, (str(row["file_name"]), sheet, number)))


def _day(value: Any) -> Any:
    return pd.Timestamp(value).date()
