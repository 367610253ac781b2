"""Whether what a city declares beside the program's own fits together; the register itself is checked in City."""

from indicators.benchmarks import declared_benchmarks
from indicators.degree_days import DEFINITIONS, WEATHER_PREFIX
from indicators.figure_b import check_definitions
from indicators.model import City
from indicators.omissions import check_omissions
from indicators.records import Weather
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
    if city.weather:
        check_weather(city.weather, city)


def check_weather(weather: Weather, city: City) -> None:
    """ValueError if the station delivers no weather, or the definition is not declared."""
    stations = {point.id for point in city.supply_points if point.stream.startswith(WEATHER_PREFIX)}
    if weather.station not in stations:
        raise ValueError(f"weather: {weather.station!r} is no supply point of a stream weather.*")
    if weather.definition not in DEFINITIONS:
        raise ValueError(f"weather: definition is one of {', '.join(DEFINITIONS)}")
