"""Waste counted in containers: a format may say what one container weighs; what it does not say is no weight."""

from collections.abc import Iterable

from flows.loading.fields import read_values
from flows.sources.recognise import Recognised
from flows.sources.sheet import normalised
from flows.sources.text_file import literal
from indicators.streams import canonical_unit

TIMES = "x× "
"""What may stand between the number of containers and their name, as in 3 x 1100 l."""

Conversion = tuple[str, str, str, float, bool, str]


def container_weights(
    recognised: Recognised, written: Iterable[tuple[str | None, str | None]]
) -> list[Conversion]:
    """A row of the table of conversions for every stream and unit of the file that names a container."""
    weights = _weights(recognised)
    return [
        (stream, unit, canonical_unit(stream), weights[name], False, "")
        for stream, unit in sorted(written, key=str)
        if stream and unit and (name := _name(unit)) in weights and canonical_unit(stream) == "kg"
    ]


def calculated_by_container(recognised: Recognised) -> str:
    """SQL: the beginning of a CASE that calls a quantity calculated where its unit is a container."""
    names = ", ".join(literal(name) for name in _weights(recognised))
    test = f"list_contains([{names}], ltrim(lower(unit), {literal(TIMES)}))" if names else "false"
    return f"CASE WHEN {test} THEN 'calculated' ELSE"


def _weights(recognised: Recognised) -> dict[str, float]:
    return {
        _name(name): weight for value in read_values(recognised) for name, weight in value.containers.items()
    }


def _name(unit: str) -> str:
    return normalised(unit).lstrip(TIMES)
