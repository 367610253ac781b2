"""The part of the method document about specific indicators, benchmarks, working days and degree days."""

from collections.abc import Iterable
from typing import Literal

from docs.markdown import decimals, grid
from indicators.benchmarks import DECLARED as BENCHMARKS
from indicators.degree_days import DEFINITIONS
from indicators.languages import in_language
from indicators.records import Part
from indicators.specific_indicators import DECLARED as SPECIFIC_INDICATORS
from indicators.specific_indicators import specific_indicator_name
from indicators.working_days import SWAPPED

TEXTS = {
    "en": {
        "title": "Specific indicators and benchmarks",
        "text": "Annex IV C.3. A value is scale x numerator / denominator, and per Hungarian working day where it "
        "says so; it needs whole years. Benchmarks hold for office buildings; see "
        "[Targets and benchmarks](targets-and-benchmarks.md). A city declares its own in `city.toml`.",
        "indicators": "indicator|unit|name|made of|method|source|checked against it",
        "benchmarks": "benchmark|indicator|met by|unit|source|checked against it",
        "days": "working days",
        "working_days": "Working days: Monday to Friday without the public holidays of the Labour Code (Act I of 2012, "
        "section 102, with 24 December since 2026), with the days that these decrees swap.",
        "swapped": "year|a Saturday is worked, for|source|checked against it",
        "degree_days_title": "Degree days",
        "degree_days_text": "Counted from daily means. A month of which a day is not known has no sum, and neither has "
        "its year. Heat is corrected with them beside the actual value; see "
        "[decision 19](decisions/0019-weather-beside-the-actual.md).",
        "degree_days": "definition|name|counted|source|checked against it",
        "lower_than": "less than",
        "at_most": "at most",
        "at_least": "at least",
        "yes": "yes",
        "no": "no",
    },
    "hu": {
        "title": "Egyedi mutatók és összehasonlító értékek",
        "text": "IV. melléklet C.3. Az érték: szorzó x számláló / nevező, és ahol így áll, magyarországi "
        "munkanaponként; teljes évek kellenek hozzá. Az összehasonlító értékek irodaépületekre érvényesek; lásd "
        "[Targets and benchmarks](targets-and-benchmarks.md). A város a sajátjait a `city.toml` fájlban adja meg.",
        "indicators": "mutató|egység|név|miből áll|módszer|forrás|a forrással összevetve",
        "benchmarks": "összehasonlító érték|mutató|teljesül, ha|egység|forrás|a forrással összevetve",
        "days": "munkanapok",
        "working_days": "Munkanap: hétfőtől péntekig, a munka törvénykönyve (2012. évi I. törvény 102. §, 2026-tól "
        "december 24-ével) szerinti munkaszüneti napok nélkül, az alábbi rendeletek szerint áthelyezett napokkal.",
        "swapped": "év|munkanap lesz a szombat, e nap helyett|forrás|a forrással összevetve",
        "degree_days_title": "Fűtési napfokok",
        "degree_days_text": "Napi középhőmérsékletből. Amelyik hónapnak egy napja hiányzik, annak nincs összege, és az "
        "évének sem. A hőfelhasználás időjárással korrigált értéke a tényleges mellett áll; lásd "
        "[decision 19](decisions/0019-weather-beside-the-actual.md).",
        "degree_days": "meghatározás|név|számítás|forrás|a forrással összevetve",
        "lower_than": "kisebb, mint",
        "at_most": "legfeljebb",
        "at_least": "legalább",
        "yes": "igen",
        "no": "nem",
    },
}


def specific_section(language: Literal["en", "hu"]) -> list[str]:
    """Heading, rule, and a table each of the declared indicators and benchmarks."""
    texts = TEXTS[language]
    indicators = [
        (
            f"`{code}`",
            entry.unit,
            specific_indicator_name(entry, language),
            f"{_parts(entry.numerator)} / {_parts(entry.denominator)}"
            + (f" / {texts['days']}" if entry.per_working_day else ""),
            in_language(entry.method, language),
            entry.source,
            texts["yes" if entry.verified else "no"],
        )
        for code, entry in SPECIFIC_INDICATORS.items()
    ]
    benchmarks = [
        (
            f"`{identifier}`",
            f"`{entry.indicator}`",
            f"{texts[entry.comparator]} {decimals(f'{entry.value:g}', language)}",
            entry.unit,
            entry.source,
            texts["yes" if entry.verified else "no"],
        )
        for identifier, entry in BENCHMARKS.items()
    ]
    return [
        f"## {texts['title']}",
        texts["text"],
        grid(tuple(texts["indicators"].split("|")), indicators),
        grid(tuple(texts["benchmarks"].split("|")), benchmarks),
        texts["working_days"],
        grid(
            tuple(texts["swapped"].split("|")),
            [
                (
                    str(decree.year),
                    "; ".join(f"{swap.worked} ({swap.rest})" for swap in decree.days),
                    decree.source,
                    texts["yes" if decree.verified else "no"],
                )
                for decree in SWAPPED
            ],
        ),
        f"## {texts['degree_days_title']}",
        texts["degree_days_text"],
        grid(
            tuple(texts["degree_days"].split("|")),
            [
                (
                    f"`{code}`",
                    in_language(entry.names, language),
                    decimals(
                        f"{entry.base:g} °C − Tm, Tm {'≤' if entry.inclusive else '<'} {entry.limit:g} °C",
                        language,
                    ),
                    entry.source,
                    texts["yes" if entry.verified else "no"],
                )
                for code, entry in DEFINITIONS.items()
            ],
        ),
    ]


def _parts(parts: Iterable[Part]) -> str:
    return " + ".join(f"`{part.breakdown or part.indicator or part.reference}`" for part in parts)
