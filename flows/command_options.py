"""Options that many commands have, and what they do with them."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from indicators.model import City

Folder = Annotated[Path, typer.Option("--workspace", "-w", help="Folder of the city, with its city.toml.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
HERE = Path()


def today(city: City) -> datetime:
    """The moment of the command, on the clock of the city."""
    return datetime.now(ZoneInfo(city.organisation.timezone))


def print_json(value: object) -> None:
    """JSON on the standard output, as it is in any language."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
