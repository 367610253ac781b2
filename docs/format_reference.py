"""docs/format-reference.md: every key of a format, from the model that reads it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docs.markdown import grid
from flows.sources import green_button, invoice, mscons, nav_invoice, nem12
from flows.sources.format import Format
from flows.sources.layout import (
    Columns,
    Constants,
    DateNotation,
    FileLayout,
    LeaveOut,
    NumberNotation,
    Period,
    Preamble,
    Section,
    TableLayout,
    Totals,
    Values,
)

MEANINGS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).resolve().parent / "format-keys.toml").read_text(encoding="utf-8")
)

SECTIONS: dict[str, tuple[str, type[BaseModel]]] = {
    "format": ("The format itself", Format),
    "file": ("[file]", FileLayout),
    "table": ("[table]", TableLayout),
    "totals": ("[table.totals]", Totals),
    "leave_out": ("[[table.leave_out]] and [[table.keep_only]]", LeaveOut),
    "section": ("[[table.sections]]", Section),
    "numbers": ("[numbers]", NumberNotation),
    "dates": ("[dates]", DateNotation),
    "period": ("[period]", Period),
    "columns": ("[columns]", Columns),
    "preamble": ("[preamble]", Preamble),
    "constants": ("[constants]", Constants),
    "values": ("[[values]]", Values),
}

MACHINE_FIELDS = {
    "green_button": (green_button.FIELDS, "Green Button (ESPI XML): one record for each interval reading"),
    "invoice": (
        invoice.FIELDS,
        "invoices by EN 16931 (UBL, CII): one record for each line. Also `property.NAME` for each attribute of an item "
        "and `document.DESCRIPTION` for each described reference of the head",
    ),
    "nav_invoice": (
        nav_invoice.FIELDS,
        "invoice data of the Hungarian tax office: one record for each line. Also `data.NAME` and `data.DESCRIPTION` "
        "for each further datum of invoice or line",
    ),
    "mscons": (mscons.FIELDS, "MSCONS (EDIFACT): one record for each quantity"),
    "nem12": (nem12.FIELDS, "NEM12 (Australia): one record for each interval"),
}


INTRODUCTION = (
    "Every key of a format: a TOML file in `formats/` of a workspace, or in `flows/formats/` of the program. How to "
    "make one: [Adding a format](adding-a-format.md). Columns are named by their headings, no matter the case; a "
    "heading over several rows by any of its cells, or by all of them with a space between. A key that is not listed "
    "here, or a value that does not fit, is told with its line, and nothing is read."
)


def format_reference() -> Iterator[str]:
    """The parts of the document: for each section its keys, then the fields of the files that computers write."""
    yield "# Format reference"
    yield INTRODUCTION
    for name, (heading, model) in SECTIONS.items():
        yield f"## {heading}"
        rows = [
            (f"`{key}`", _kind(field.annotation), _default(field), _meaning(name, key))
            for key, field in model.model_fields.items()
        ]
        yield grid(("key", "what it is", "without it", "meaning"), rows)
    yield "## Fields of files that computers write"
    fields = [
        (f"`{kind}`", ", ".join(f"`{field}`" for field in names), meaning)
        for kind, (names, meaning) in MACHINE_FIELDS.items()
    ]
    yield grid(("kind", "fields, by which the columns are named", "what it is"), fields)


def _meaning(section: str, key: str) -> str:
    meaning = MEANINGS[section].get(key)
    if meaning is None:
        raise LookupError(
            f"docs/format-keys.toml does not say what {key!r} of {section!r} means: add a sentence"
        )
    return meaning


def _kind(annotation: Any) -> str:
    """A type in plain words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{_toml(choice)}`" for choice in arguments)
    if origin in (Union, UnionType):
        return " or ".join(_kind(argument) for argument in arguments if argument is not NoneType)
    if origin is tuple:
        return "blocks" if _is_model(arguments[0]) else f"list of {_PLAIN[arguments[0]]}s"
    if origin is dict:
        return "table of words"
    return "section" if _is_model(annotation) else _PLAIN[annotation]


_PLAIN = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    value = field.default
    if (
        field.default_factory is not None
        or value is None
        or value in ("", ())
        or isinstance(value, BaseModel)
    ):
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(f"`{_toml(entry)}`" for entry in value)
    return f"`{_toml(value)}`"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (
        f'"{value}"'
        if isinstance(value, str)
        else f"{value:.15g}"
        if isinstance(value, float)
        else str(value)
    )
