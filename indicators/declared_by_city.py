"""Whether what a city declares beside the program's own fits together; the register itself is checked in City."""

from indicators.benchmarks import declared_benchmarks
from indicators.model import City
from indicators.specific_indicators import declared_specific_indicators


def check_declarations(city: City) -> None:
    """ValueError with a sentence where a specific indicator or benchmark of the city does not fit."""
    declared_benchmarks(city, declared_specific_indicators(city))
