"""Whether what a city declares beside the program's own fits together; the register itself is checked in City."""

from indicators.benchmarks import declared_benchmarks
from indicators.figure_b import check_definitions
from indicators.model import City
from indicators.omissions import check_omissions
from indicators.specific_indicators import declared_specific_indicators
from indicators.targets import check_target


def check_declarations(city: City) -> None:
    """ValueError with a sentence where a specific indicator, benchmark, target or decision of the city does not fit."""
    specific = declared_specific_indicators(city)
    declared_benchmarks(city, specific)
    check_omissions(city.decisions.omissions)
    check_definitions(city.figure_b)
    for target in city.targets:
        check_target(target, specific)
