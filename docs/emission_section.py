"""The part of the method document about emissions: what stands beside the indicators, and each stream's factors."""

from typing import Literal

from docs.markdown import decimals, grid
from indicators.emissions import CHAINS, Chain
from indicators.factors import WANTED
from indicators.languages import in_language
from indicators.registry import MEMO_INDICATORS, indicator_name, method
from indicators.streams import stream_name

AIR = {"so2": "SO2", "nox": "NOx", "pm": "PM"}
TEXTS = {
    "en": {
        "memo": "Beside the core indicators",
        "memo_text": "These figures explain the core indicators and are part of none of them.",
        "memo_columns": "figure|unit|name|method",
        "chains": "Which factors make an emission",
        "chains_text": "An emission is the month's quantity times the factor in force in that month; gases become CO2 "
        "equivalents by the chosen set of warming potentials. Scope 1 is what the organisation burns or loses itself, "
        "scope 2 the electricity and heat that it buys.",
        "chains_columns": "stream|scope|factors",
        "location": "by place",
        "market": "by contract",
        "biogenic": "biogenic CO2, beside the total",
        "leak": "leaks as",
        "wanted": "Factors that only the city can give",
        "wanted_text": "Its supplier knows them. Until the city adds them with their source, the emission is empty or "
        "made with a fallback factor, and both are told.",
        "wanted_columns": "factor|unit|name",
    },
    "hu": {
        "memo": "Az alapmutatók mellett",
        "memo_text": "Ezek az értékek magyarázzák az alapmutatókat, de egyiknek sem részei.",
        "memo_columns": "érték|mértékegység|név|módszer",
        "chains": "Melyik tényezőből lesz kibocsátás",
        "chains_text": "A kibocsátás a hónap mennyisége szorozva az abban a hónapban érvényes tényezővel; a gázok a "
        "választott globális felmelegedési potenciálokkal válnak CO2-egyenértékké. Az 1. kör az, amit a szervezet maga "
        "éget el vagy szivárogtat el, a 2. kör a vásárolt villamos energia és hő.",
        "chains_columns": "fajta|kör|tényezők",
        "location": "hely szerint",
        "market": "piaci alapon",
        "biogenic": "biogén CO2, az összes mellett",
        "leak": "így szivárog",
        "wanted": "Tényezők, amelyeket csak a város adhat meg",
        "wanted_text": "A szállítója ismeri őket. Amíg a város forrással fel nem veszi, a kibocsátás üres vagy "
        "tartalék tényezővel készül, és mindkettő látszik.",
        "wanted_columns": "tényező|mértékegység|név",
    },
}


def memo_section(language: Literal["en", "hu"]) -> list[str]:
    """The figures that stand beside the core indicators."""
    texts = TEXTS[language]
    rows = [
        (f"`{code}`", entry.unit, indicator_name(code, language), method(code, language))
        for code, entry in MEMO_INDICATORS.items()
    ]
    return [f"### {texts['memo']}", texts["memo_text"], grid(tuple(texts["memo_columns"].split("|")), rows)]


def emission_section(language: Literal["en", "hu"]) -> list[str]:
    """The chain of factors of every stream that emits, and the factors that a city has to add."""
    texts = TEXTS[language]
    chains = [
        (stream_name(code, language), str(chain.scope), _factors(chain, texts, language))
        for code, chain in CHAINS.items()
    ]
    wanted = [(f"`{code}`", entry.unit, in_language(entry.names, language)) for code, entry in WANTED.items()]
    return [
        f"## {texts['chains']}",
        texts["chains_text"],
        grid(tuple(texts["chains_columns"].split("|")), chains),
        f"### {texts['wanted']}",
        texts["wanted_text"],
        grid(tuple(texts["wanted_columns"].split("|")), wanted),
    ]


def _factors(chain: Chain, texts: dict[str, str], language: str) -> str:
    parts = [f"{gas} `{factor}`" for gas, factor in chain.gases.items()]
    parts += [
        f"{texts[name]} `{factor}`"
        for name, factor in (
            ("location", chain.location),
            ("market", chain.market),
            ("biogenic", chain.biogenic),
        )
        if factor
    ]
    parts += [f"{AIR[substance]} `{factor}`" for substance, factor in chain.air.items()]
    if chain.parts:
        shares = (f"{gas} {decimals(str(share), language)}" for gas, share in chain.parts.items())
        parts.append(f"{texts['leak']} {', '.join(shares)}")
    return "; ".join(parts)
