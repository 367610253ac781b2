"""The parts of the method document about the treatment of waste and about estimates."""

from typing import Literal

from docs.markdown import grid
from indicators.estimates import RULE_METHODS, rule_name
from indicators.languages import in_language
from indicators.waste_treatments import TREATMENTS, treatment_kind_name

TEXTS = {
    "en": {
        "treatments": "Treatment of waste",
        "treatments_text": "What a transfer note states, by the lists of Directive 2008/98/EC. Of several codes on one "
        "note the final one counts (R12/R4 is R4); several final ones of different kinds (R3/D5) state nothing.",
        "columns": "code|kind|name|source|checked against it",
        "estimates": "Rules of estimation",
        "estimates_text": "Only where the city has chosen one in `city.toml` for a supply point or stream, with dates "
        "and a reason; see [decision 24](decisions/0024-estimates-by-choice.md).",
        "rules": "rule|name|method",
        "yes": "yes",
        "no": "no",
    },
    "hu": {
        "treatments": "A hulladék kezelése",
        "treatments_text": "Amit a kísérőjegy megnevez, a 2008/98/EK irányelv jegyzékei szerint. Egy jegy több kódja "
        "közül a végső számít (az R12/R4 az R4); több, különböző fajtájú végső kód (R3/D5) nem mond semmit.",
        "columns": "kód|fajta|név|forrás|a forrással összevetve",
        "estimates": "Becslési szabályok",
        "estimates_text": "Csak ahol a város a `city.toml` fájlban mérési pontra vagy fajtára, dátumokkal és indokkal "
        "választott egyet; lásd [decision 24](decisions/0024-estimates-by-choice.md).",
        "rules": "szabály|név|módszer",
        "yes": "igen",
        "no": "nem",
    },
}


def waste_section(language: Literal["en", "hu"]) -> list[str]:
    """Every treatment code with the kind that it counts as."""
    texts = TEXTS[language]
    rows = [
        (
            f"`{code}`",
            treatment_kind_name(entry.kind, language),
            in_language(entry.names, language),
            entry.source,
            texts["yes" if entry.verified else "no"],
        )
        for code, entry in TREATMENTS.items()
    ]
    return [
        f"## {texts['treatments']}",
        texts["treatments_text"],
        grid(tuple(texts["columns"].split("|")), rows),
    ]


def estimate_section(language: Literal["en", "hu"]) -> list[str]:
    """Every rule by which a city may let a missing month be estimated."""
    texts = TEXTS[language]
    rows = [
        (f"`{rule}`", rule_name(rule, language), in_language(methods, language))
        for rule, methods in RULE_METHODS.items()
    ]
    return [f"## {texts['estimates']}", texts["estimates_text"], grid(tuple(texts["rules"].split("|")), rows)]
