"""The declarations that ship with the package (TOML), read once and never from anywhere else."""

import tomllib
from importlib.resources import files
from typing import Any


def declaration(name: str) -> dict[str, Any]:
    """The content of one TOML file of the package, e.g. `streams.toml` or `factors/fuels.toml`."""
    text = files("indicators").joinpath(*name.split("/")).read_text(encoding="utf-8")
    return tomllib.loads(text)


def declaration_names(folder: str) -> tuple[str, ...]:
    """The TOML files of a folder of the package, in alphabetical order."""
    entries = files("indicators").joinpath(folder).iterdir()
    return tuple(sorted(f"{folder}/{entry.name}" for entry in entries if entry.name.endswith(".toml")))
