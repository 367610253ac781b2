"""The part of the method document about heat corrected for weather, and about targets and forecasts."""

from typing import Literal

from docs.markdown import decimals
from indicators.forecasts import FEWEST_MONTHS as FEWEST_MONTHS_TO_FORECAST
from indicators.forecasts import FEWEST_YEARS, MOST_YEARS
from indicators.normalised_heat import (
    FEWEST_MONTHS,
    LEAST_R_SQUARED,
    LEAST_RANGE,
    LONGEST_READING,
    MOST_STANDARD_ERRORS,
)

TEXTS = {
    "en": {
        "heat": "Heat corrected for weather",
        "heat_text": "Annex IV C.1 asks for actual data, so this stands beside figure A and never in its place. Of "
        "each supply point of heat and each year, heat per day of its months is regressed on degree days per day by "
        "ordinary least squares; the intercept is the base load that does not follow the weather. Corrected heat = "
        "base load of the year + (heat - base load of the year) x reference degree days / degree days of the year. "
        "Months with an estimated part, or of a bill over more than {longest} days, are in the heat of the year but "
        "not in the regression. It is refused, with the reason, where a month of the year or its weather is missing, "
        "where there is no reference, with fewer than {months} months, where the warmest and the coldest month differ "
        "by less than {range} kelvin days per day, where heat does not rise with the cold, where R2 is below "
        "{r_squared}, or where the base load is more than {errors} standard errors below zero. These limits are "
        "conventions, not law.",
        "targets": "Targets and forecasts",
        "targets_text": "Annex IV B(d) to (f). The path of a target is the straight line from the figure of its base "
        "year to the target in the target year. The last complete year after the base year is judged: on track where "
        "its figure is on the line or beyond it, else off track; in the target year itself achieved or missed. "
        "Without a complete base year or a later one nothing is judged. The running year is forecast from what part "
        "of their totals the last complete years, at most {most}, had reached by the same month; the range goes from "
        "the lowest to the highest of these years and is no probability. A forecast is refused, with the reason, "
        "before {fewest} months have come, with fewer than {years} such years, where a month is missing, for a share, "
        "and where months do not add up to figure A.",
    },
    "hu": {
        "heat": "Időjárással korrigált hő",
        "heat_text": "A IV. melléklet C.1. pontja tényleges adatokat kér, ezért ez az A érték mellett áll, sosem a "
        "helyén. Minden hőt mérő mérési pontra és évre a hónapok egy napra jutó hőjét a legkisebb négyzetek "
        "módszerével illesztjük az egy napra jutó fűtési napfokokra; a tengelymetszet az alapterhelés, amely nem "
        "követi az időjárást. A korrigált hő = az év alapterhelése + (hő - az év alapterhelése) x a viszonyítási "
        "napfokok / az év napfokai. A részben becsült hónap, és az, amelyről {longest} napnál hosszabb számla szól, "
        "benne van az év hőjében, de az illesztésben nem. Indokkal elmarad, ha az év egy hónapja vagy annak időjárása "
        "hiányzik, ha nincs viszonyítási érték, ha {months} hónapnál kevesebb van, ha a legmelegebb és a leghidegebb "
        "hónap naponta {range} napfoknál kevésbé tér el, ha a hő nem nő a hideggel, ha az R2 kisebb, mint "
        "{r_squared}, vagy ha az alapterhelés több mint {errors} standard hibával nulla alatt van. Ezek a határok "
        "szokások, nem jogszabály.",
        "targets": "Célok és előrejelzések",
        "targets_text": "IV. melléklet B. d)–f). A cél útja az egyenes a bázisév értékétől a célév céljáig. A bázisév "
        "utáni utolsó teljes évet ítéljük meg: jó úton van, ha az értéke az egyenesen vagy azon túl van, különben "
        "letért róla; magában a célévben elérte vagy elmulasztotta. Teljes bázisév vagy későbbi teljes év nélkül "
        "nincs ítélet. A folyó évet abból jelezzük előre, hogy az utolsó, legfeljebb {most} teljes év ugyaneddig a "
        "hónapig az éves összege mekkora részét érte el; a sáv ezek közül a legkisebbtől a legnagyobbig tart, és nem "
        "valószínűség. Az előrejelzés indokkal elmarad {fewest} hónap előtt, {years} ilyen évnél kevesebbel, ha hónap "
        "hiányzik, aránynál, és ha a hónapok nem adják ki az A értéket.",
    },
}


def judged_section(language: Literal["en", "hu"]) -> list[str]:
    """Both rules with the numbers that the program takes."""
    texts = TEXTS[language]
    heat = texts["heat_text"].format(
        longest=LONGEST_READING,
        months=FEWEST_MONTHS,
        range=decimals(f"{LEAST_RANGE:g}", language),
        r_squared=decimals(f"{LEAST_R_SQUARED:g}", language),
        errors=decimals(f"{MOST_STANDARD_ERRORS:g}", language),
    )
    targets = texts["targets_text"].format(
        most=MOST_YEARS, fewest=FEWEST_MONTHS_TO_FORECAST, years=FEWEST_YEARS
    )
    return [f"## {texts['heat']}", heat, f"## {texts['targets']}", targets]
