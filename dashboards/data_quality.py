"""The page of the environmental officer: what is doubtful or rejected, what to do, and which files came."""

import json
from typing import Any

import pandas as pd

from dashboards.accepted import accepted_section
from dashboards.figure_tables import counts
from dashboards.shown import Shown
from dashboards.tables import Cell, Column, Table
from dashboards.texts import Texts
from dashboards.view import Page, Section
from indicators.findings import FINDINGS, MissingDetail, sentence, title
from indicators.model import Results

SHOWN_PER_CODE = 100
"""Findings of one kind that a page shows: one broken export can bring thousands, which nobody reads here."""

SEVERITY_ORDER = {"reject": 0, "warn": 1}


def quality_page(shown: Shown, texts: Texts) -> Page:
    """The findings with what to do, and every file that came."""
    results = shown.results
    return Page(
        "data-quality",
        texts("page.data_quality"),
        texts("quality.lead"),
        sections=(
            _findings(results, texts),
            accepted_section(shown, texts),
            _deliveries(results, texts),
        ),
    )


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


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
