"""The declarations that ship with the package (TOML, long lists as CSV), read once and never from anywhere else."""

import csv
import tomllib
from importlib.resources import files
from typing import Any


def declaration(name: str) -> dict[str, Any]:
    """The content of one TOML file of the package, e.g. `streams.toml` or `factors/fuels.toml`."""
    return tomllib.loads(declaration_text(name))


def declaration_text(name: str) -> str:
    """The text of one file of the package as it stands, comments and all."""
    return files("indicators").joinpath(*name.split("/")).read_text(encoding="utf-8")


def declared_list(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of the package, by its headings."""
    text = files("indicators").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def declaration_names(folder: str) -> tuple[str, ...]:
    """The TOML files of a folder of the package, in alphabetical order."""
    entries = files("indicators").joinpath(folder).iterdir()
    return tuple(sorted(f"{folder}/{entry.name}" for entry in entries if entry.name.endswith(".toml")))
