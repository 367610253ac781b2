"""A new workspace: a register to fill in, inboxes, and an empty template for every kind of delivery."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from flows.problems import WrongUse
from flows.settings import Workspace, load_city
from flows.sources.format import Format, load_formats
from flows.sources.layout import UNIT_SIGN
from indicators.reference_values import REFERENCE_VALUES
from indicators.streams import canonical_unit

TEMPLATE_ENDINGS = {"csv": ".csv", "workbook": ".xlsx"}
"""The kinds of files that people fill in; those that machines write need no template."""
PLACEHOLDER = "000000"
"""Stands beside the labels of a template until the office writes its own value there."""


def new_workspace(folder: Path) -> Workspace:
    """Make a workspace in a folder that does not exist or is empty.

    Raises:
        WrongUse: the folder holds something already.
    """
    workspace = Workspace(folder.expanduser().resolve())
    if workspace.root.exists() and (not workspace.root.is_dir() or any(workspace.root.iterdir())):
        raise WrongUse(f"{workspace.root} is not empty; name a folder that does not exist yet")
    workspace.root.mkdir(parents=True, exist_ok=True)
    register = (resources.files("flows") / "templates" / "city.toml").read_text(encoding="utf-8")
    workspace.city_file.write_text(register, encoding="utf-8")
    workspace.formats.mkdir()
    (workspace.root / "factors").mkdir()
    for office in load_city(workspace).offices:
        (workspace.inbox / office.id).mkdir(parents=True)
    templates = workspace.root / "templates"
    templates.mkdir()
    for declared in load_formats(workspace).values():
        if declared.file.kind in TEMPLATE_ENDINGS:
            write_template(declared, templates)
    return workspace


def write_template(declared: Format, folder: Path) -> Path:
    """An empty file of a format: its headings, and above them the labels that it needs."""
    rows = [[label, PLACEHOLDER] for label in declared.preamble.labels]
    rows += [[""] for _ in range(declared.table.header_rows - 1)]
    rows.append(list(_headings(declared)))
    path = folder / f"{declared.id}{TEMPLATE_ENDINGS[declared.file.kind]}"
    if declared.file.kind == "csv":
        text = "".join(
            declared.file.delimiter.join(row).rstrip(declared.file.delimiter) + "\r\n" for row in rows
        )
        path.write_text(text, encoding="utf-8-sig", newline="")
        return path
    workbook = Workbook()
    sheet = workbook.active or workbook.create_sheet()
    for row in rows:
        sheet.append(row)
    for column, cell in enumerate(sheet[len(rows)], start=1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(14, len(str(rows[-1][column - 1])) + 2)
    workbook.save(path)
    return path


def _headings(declared: Format) -> Iterable[str]:
    period = declared.period.columns if declared.period else ()
    points = [
        name for name in (declared.columns.supply_point, declared.columns.site, declared.columns.year) if name
    ]
    names = [*points, *period, *declared.columns.named, *filter(None, [declared.columns.treatment])]
    units = {}
    for value in declared.values:
        names += [name for name in (value.stream_column, value.column, value.unit_column) if name]
        stream = value.stream or next(iter(value.streams.values()), "")
        units[value.column] = (
            REFERENCE_VALUES[value.reference].unit if value.reference else canonical_unit(stream)
        )
    for name in dict.fromkeys(names):
        yield name.replace(UNIT_SIGN, units.get(name, ""))
