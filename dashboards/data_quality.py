"""The page of the environmental officer: what is there, what is missing, what is doubtful, and what to do."""

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboards.figure_tables import counts, coverage_table
from dashboards.figures.coverage import coverage_map
from dashboards.selection import OPEN_STATES, site_months
from dashboards.tables import Cell, Column, Table
from dashboards.texts import Texts
from dashboards.view import Chart, Section, site_names
from indicators.coverage import as_months
from indicators.findings import FINDINGS, MissingDetail, sentence, title
from indicators.model import Results
from indicators.streams import FAMILIES, STREAMS, stream_name

SHOWN_PER_CODE = 100
"""Findings of one kind that a page shows: one broken export can bring thousands, which nobody reads here."""

SEVERITY_ORDER = {"reject": 0, "warn": 1}


def quality_sections(results: Results, texts: Texts) -> tuple[Section, ...]:
    """The sections of the data quality page."""
    return (
        _open_months(results, texts),
        _findings(results, texts),
        _map(results, texts),
        _deliveries(results, texts),
    )


def _map(results: Results, texts: Texts) -> Section:
    states = site_months(results)
    if not states:
        return Section("map", texts("quality.map"), (texts("area.no_data"),))
    name = site_names(results.city, texts)
    years = sorted({entry.month.year for entry in states}, reverse=True)
    tables = [
        coverage_table(
            f"table-coverage-{year}", texts("quality.year_caption", year=year), states, year, name, texts
        )
        for year in years
    ]
    chart = Chart(
        "chart-coverage",
        texts("quality.map_caption"),
        coverage_map(states, name, texts),
        tables[0],
        (texts("quality.map_note"),),
        wide=True,
    )
    return Section("map", texts("quality.map"), charts=(chart,), tables=tuple(tables[1:]))


def _open_months(results: Results, texts: Texts) -> Section:
    """Runs of open months by supply point, with the office to ask."""
    coverage = results.coverage
    opened = coverage.loc[coverage["state"].isin(OPEN_STATES)].copy()
    heading = texts("quality.open")
    if opened.empty:
        return Section("open", heading, (texts("quality.no_open"),))
    opened["month"] = as_months(opened["month"])
    name = site_names(results.city, texts)
    offices = {office.id: office.name for office in results.city.offices}
    keys = ["site_id", "stream", "supply_point_id", "office_id", "state"]
    rows = []
    for (site, code, point, office, state), group in opened.groupby(keys, sort=True):
        for first, last in _runs([month.date() for month in group["month"].sort_values()]):
            months = texts.month(first) if first == last else f"{texts.month(first)} – {texts.month(last)}"
            rows.append(
                (
                    Cell(name(str(site))),
                    Cell(_stream(str(code), texts)),
                    Cell(str(point)),
                    Cell(months),
                    Cell(texts(f"state.{state}"), state=str(state)),
                    Cell(offices.get(str(office), str(office))),
                )
            )
    columns = (
        Column(texts("label.site"), width="name"),
        Column(texts("quality.stream")),
        Column(texts("quality.supply_point")),
        Column(texts("label.month")),
        Column(texts("label.status")),
        Column(texts("quality.office")),
    )
    table = Table("table-open", texts("quality.open_caption"), columns, tuple(rows), long=len(rows) > 12)
    return Section("open", heading, tables=(table,))


def _runs(months: list[date]) -> list[tuple[date, date]]:
    """First and last month of every unbroken run of sorted months."""
    breaks = [
        place
        for place, (before, after) in enumerate(pairwise(months), start=1)
        if (after.year - before.year) * 12 + after.month - before.month > 1
    ]
    edges = [0, *breaks, len(months)]
    return [(months[start], months[end - 1]) for start, end in pairwise(edges)]


def _findings(results: Results, texts: Texts) -> Section:
    frame = results.findings
    heading = texts("quality.findings")
    if frame.empty:
        return Section("findings", heading, (texts("quality.no_findings"),))
    ordered = frame.assign(
        rank=frame["severity"].map(SEVERITY_ORDER),
        file=frame["file_name"].fillna("").astype("str"),
        row=frame["row_number"].fillna(0).astype("int64"),
    ).sort_values(["rank", "code", "period", "file", "row", "details"], kind="stable", na_position="first")
    shown = ordered.groupby("code", sort=False).head(SHOWN_PER_CODE)
    offices = {office.id: office.name for office in results.city.offices}
    rows = tuple(_finding_row(row, offices, texts) for row in shown.to_dict("records"))
    columns = (
        Column(texts("quality.severity")),
        Column(texts("quality.what")),
        Column(texts("quality.sentence"), width="sentence"),
        Column(texts("quality.file")),
        Column(texts("quality.sheet")),
        Column(texts("quality.row"), numeric=True),
        Column(texts("quality.office")),
    )
    table = Table(
        "table-findings", texts("quality.findings_caption"), columns, rows, row_heads=0, long=len(rows) > 12
    )
    cut = texts("quality.findings_cut", shown=SHOWN_PER_CODE, all=texts.number(len(frame), 0))
    return Section("findings", heading, (cut,) if len(shown) < len(frame) else (), tables=(table,))


def _finding_row(row: dict[Any, Any], offices: dict[str, str], texts: Texts) -> tuple[Cell, ...]:
    severity = str(row["severity"])
    office = _text(row["office_id"])
    number = _text(row["row_number"])
    return (
        Cell(texts(f"quality.{severity}"), state=severity),
        Cell(title(row["code"], texts.language) if row["code"] in FINDINGS else str(row["code"])),
        Cell(_sentence(row, texts)),
        Cell(_text(row["file_name"])),
        Cell(_text(row["sheet"])),
        Cell(number, value=float(number) if number else None, numeric=True),
        Cell(offices.get(office, office)),
    )


def _sentence(row: dict[Any, Any], texts: Texts) -> str:
    """The sentence in the reader's language; as stored where its details do not suffice for another."""
    details = json.loads(row["details"]) if _text(row["details"]) else {}
    if row["code"] not in FINDINGS:
        return _text(row["message"])
    try:
        return sentence(row["code"], texts.language, **details)
    except MissingDetail:
        return _text(row["message"])


def _deliveries(results: Results, texts: Texts) -> Section:
    frame = results.deliveries
    heading = texts("quality.deliveries")
    if frame.empty:
        return Section("deliveries", heading, (texts("quality.no_deliveries"),))
    offices = {office.id: office.name for office in results.city.offices}
    timezone = results.city.organisation.timezone
    newest_first = frame.sort_values("sequence", ascending=False, kind="stable")
    rows = tuple(
        (
            Cell(str(row["file_name"])),
            Cell(offices.get(str(row["office_id"]), str(row["office_id"]))),
            Cell(texts.instant(row["received_at"], timezone)),
            Cell(_text(row["format_id"])),
            *counts([int(row["rows_read"]), int(row["rows_accepted"]), int(row["rows_rejected"])], texts),
            Cell(texts(f"quality.delivery_{row['status']}"), state=str(row["status"])),
        )
        for row in newest_first.to_dict("records")
    )
    columns = (
        Column(texts("quality.file")),
        Column(texts("quality.office")),
        Column(texts("quality.received")),
        Column(texts("quality.format")),
        Column(texts("quality.rows_read"), numeric=True),
        Column(texts("quality.rows_accepted"), numeric=True),
        Column(texts("quality.rows_rejected"), numeric=True),
        Column(texts("label.status")),
    )
    table = Table("table-deliveries", texts("quality.deliveries_caption"), columns, rows, long=len(rows) > 12)
    return Section("deliveries", heading, tables=(table,))


def _stream(code: str, texts: Texts) -> str:
    return stream_name(code, texts.language) if code in STREAMS or code in FAMILIES else code


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
