"""The factors of one city: factors/*.toml of its workspace, each with its source."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from flows.problems import WrongUse
from flows.settings import Workspace
from flows.toml_lines import describe_validation
from indicators.emissions import factor_ids
from indicators.factors import FACTORS, Factor, FactorBook
from indicators.model import Record
from indicators.units import UnknownUnit, conversion_factor_ids, unit_ratio


class OwnFactors(Record):
    """What a file of factors/ holds: entries [[factor]], written as in indicators/factors/."""

    factor: tuple[Factor, ...] = ()


def read_factors(path: Path) -> tuple[Factor, ...]:
    """The factors of one file.

    Raises:
        WrongUse: the file cannot be read, declares a factor that no figure uses, or a density or heating value in a
            unit that is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} cannot be read: {error}") from error
    try:
        declared = OwnFactors.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise WrongUse(f"{path}: {describe_validation(error, text)}") from error
    for entry in declared.factor:
        known = factor_ids() | conversion_factor_ids()
        if entry.id not in known:
            raise WrongUse(
                f"{path}: no figure uses a factor {entry.id!r}; there are {', '.join(sorted(known))}"
            )
        if entry.id in conversion_factor_ids():
            _refuse_other_unit(path, entry)
    return tuple(entry.model_copy(update={"own": True}) for entry in declared.factor)


def _refuse_other_unit(path: Path, entry: Factor) -> None:
    """A density stays a mass per volume, a heating value an energy per mass."""
    wanted = FACTORS[entry.id][0].unit
    if entry.unit == wanted:
        return
    try:
        unit_ratio(entry.unit, wanted)
    except UnknownUnit as error:
        raise WrongUse(f"{path}: {entry.id} is declared in {entry.unit}; its unit is {wanted}") from error


def load_factors(workspace: Workspace) -> FactorBook:
    """The shipped factors with those of the city in their place.

    Raises:
        WrongUse: a file cannot be read, or declares a factor that no figure uses or two values of one day.
    """
    paths = sorted((workspace.root / "factors").glob("*.toml"))
    own = [entry for path in paths for entry in read_factors(path)]
    try:
        return FactorBook(own)
    except ValueError as error:
        raise WrongUse(f"{workspace.root / 'factors'}: {error}") from error
