"""The part of the method document about specific indicators and benchmarks."""

from collections.abc import Iterable
from typing import Literal

from docs.markdown import grid
from indicators.benchmarks import DECLARED as BENCHMARKS
from indicators.records import Part
from indicators.specific_indicators import DECLARED as SPECIFIC_INDICATORS
from indicators.specific_indicators import specific_indicator_name

TEXTS = {
    "en": {
        "title": "Specific indicators and benchmarks",
        "text": "Annex IV C.3. A value is scale x numerator / denominator, and per Hungarian working day where it "
        "says so; it needs whole years. Benchmarks hold for office buildings; see "
        "[Targets and benchmarks](targets-and-benchmarks.md). A city declares its own in `city.toml`.",
        "indicators": "indicator|unit|name|made of|source|checked against it",
        "benchmarks": "benchmark|indicator|met by|unit|source|checked against it",
        "days": "working days",
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
        "indicators": "mutató|egység|név|miből áll|forrás|a forrással összevetve",
        "benchmarks": "összehasonlító érték|mutató|teljesül, ha|egység|forrás|a forrással összevetve",
        "days": "munkanapok",
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
            entry.source,
            texts["yes" if entry.verified else "no"],
        )
        for code, entry in SPECIFIC_INDICATORS.items()
    ]
    benchmarks = [
        (
            f"`{identifier}`",
            f"`{entry.indicator}`",
            f"{texts[entry.comparator]} {entry.value:g}",
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
    ]


def _parts(parts: Iterable[Part]) -> str:
    return " + ".join(f"`{part.breakdown or part.indicator or part.reference}`" for part in parts)
