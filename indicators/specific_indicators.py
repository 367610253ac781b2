"""Specific indicators: what they are, and their values by site and year.

Regulation (EC) No 1221/2009, Annex IV C.3, as replaced by Regulation (EU) 2018/2026, asks for specific indicators
beside the core ones and refers to the sectoral reference document; for public administration that is Decision (EU)
2019/61. A value needs whole figures: where a month of its inputs is missing there is none, and the reason says so.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from indicators.contracts import SPECIFIC_INDICATORS
from indicators.declarations import declaration
from indicators.languages import in_language
from indicators.model import ORGANISATION, City, Site
from indicators.reasons import joined, without
from indicators.records import Part, SpecificIndicator
from indicators.reference_values import reference_kind
from indicators.registry import AREAS, METHOD_VERSION, indicator
from indicators.working_days import working_days

_ROW = ["indicator", "site_id", "year"]
_FIGURE = ["kind", "what", "breakdown", "site_id", "year"]

ABOUT_B = "missing_reference_value"
"""The reason that is about figure B: figure A can be whole without it."""

DECLARED: Mapping[str, SpecificIndicator] = MappingProxyType(
    {
        code: SpecificIndicator(code=code, **entry)
        for code, entry in declaration("specific_indicators.toml")["indicator"].items()
    }
)
"""The specific indicators of the program, by code."""


def part_unit(part: Part) -> str:
    """The unit of a part; KeyError if no such indicator or reference value is declared."""
    return reference_kind(part.reference).unit if part.reference else indicator(part.indicator).unit


def _checked(declared: SpecificIndicator) -> SpecificIndicator:
    if declared.area not in AREAS:
        raise ValueError(f"{declared.code}: area is one of {', '.join(AREAS)}")
    for side in (declared.numerator, declared.denominator):
        try:
            units = {part_unit(part) for part in side}
            if declared.only_without:
                indicator(declared.only_without)
        except KeyError as error:
            raise ValueError(f"{declared.code}: {error}") from error
        if len(units) > 1:
            raise ValueError(f"{declared.code} adds figures of different units: {', '.join(sorted(units))}")
    return declared


def declared_specific_indicators(city: City) -> dict[str, SpecificIndicator]:
    """Those of the program and of the city, by code; one of the city replaces the program's of the same code.

    ValueError if one names a figure that is not declared, or adds different units.
    """
    own = {declared.code: declared for declared in city.specific_indicators}
    return {code: _checked(declared) for code, declared in ({**DECLARED, **own}).items()}


def specific_indicator_name(declared: SpecificIndicator, language: str) -> str:
    """The name in a language, in English where that language has none."""
    return in_language(declared.names, language)


def specific_indicators(
    declared: Mapping[str, SpecificIndicator],
    core_indicators: pd.DataFrame,
    reference_values: pd.DataFrame,
    sites: Iterable[Site],
) -> pd.DataFrame:
    """The table out.specific_indicators: a row for each indicator, site and year, whether or not it has a value.

    core_indicators   out.core_indicators; figure A counts where nothing of its year is missing.
    reference_values  kind, site_id, year, value: annual values (annual_values); the organisation's is the sum over its
                      sites.

    A part that a site does not have is 0 beside another that it has, and in a share of what it has. A site that has
    nothing of the kind is not_applicable; where nobody has it, not_available.
    """
    site_ids = [site.id for site in sites]
    figures = pd.concat(
        [_core_figures(_named(declared, core_indicators)), _reference_figures(reference_values, site_ids)],
        ignore_index=True,
    )
    years = sorted(core_indicators["year"].astype("int64").unique())
    grid = pd.MultiIndex.from_product([list(declared), [ORGANISATION, *site_ids], years], names=_ROW)
    if grid.empty:
        return _shaped(pd.DataFrame(columns=list(SPECIFIC_INDICATORS.column_names)), {})
    inputs = _inputs(declared, grid.to_frame(index=False), figures)
    top = _sums(inputs.loc[inputs["side"] == "numerator"], grid)
    bottom = _sums(inputs.loc[inputs["side"] == "denominator"], grid)
    rows = _refused_where_unknown(declared, _judged(declared, top, bottom), figures)
    return _shaped(rows, {code: place for place, code in enumerate(declared)})


def _named(declared: Mapping[str, SpecificIndicator], core_indicators: pd.DataFrame) -> pd.DataFrame:
    """The rows of the figures that a declaration names; most breakdowns are named by none."""
    named = [part for entry in declared.values() for part in (*entry.numerator, *entry.denominator)]
    codes = {part.indicator for part in named} | {entry.only_without for entry in declared.values()}
    breakdowns = {part.breakdown for part in named} | {""}
    return core_indicators.loc[
        core_indicators["breakdown"].isin(breakdowns) & core_indicators["indicator"].isin(codes)
    ]


def _core_figures(core_indicators: pd.DataFrame) -> pd.DataFrame:
    """Figures A with `whole` (nothing of the year is missing) and the reasons that are about A."""
    reasons = core_indicators["reason"].fillna("").astype("str")
    about_a = {reason: without(reason, ABOUT_B) for reason in reasons.unique()}
    frame = pd.DataFrame(
        {
            "kind": "indicator",
            "what": core_indicators["indicator"].astype("str"),
            "breakdown": core_indicators["breakdown"].astype("str"),
            "site_id": core_indicators["site_id"].astype("str"),
            "year": core_indicators["year"].astype("int64"),
            "amount": core_indicators["a"].astype("float64"),
            "reason": reasons.map(about_a),
        }
    )
    frame["whole"] = (core_indicators["months_covered"] == 12) & frame["amount"].notna()
    return frame.assign(whole=frame["whole"] & (frame["reason"] == ""))


def _reference_figures(reference_values: pd.DataFrame, site_ids: list[str]) -> pd.DataFrame:
    """Reference values of the sites, and their sum where every site has one."""
    values = reference_values.loc[
        reference_values["site_id"].isin(site_ids), ["kind", "site_id", "year", "value"]
    ].drop_duplicates(["kind", "site_id", "year"])
    values = values.astype({"year": "int64", "value": "float64"})
    table = values.pivot(index=["kind", "year"], columns="site_id", values="value").reindex(columns=site_ids)
    table[ORGANISATION] = table.sum(axis="columns", skipna=False)
    long = table.melt(ignore_index=False, var_name="site_id", value_name="amount").reset_index()
    long = long.rename(columns={"kind": "what"}).dropna(subset=["amount"])
    return long.assign(kind="reference", breakdown="", reason="", whole=long["amount"] > 0)


def _inputs(
    declared: Mapping[str, SpecificIndicator], grid: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """Every part of every row, with its figure where there is one (`there`), and whether anybody has such (`known`)."""
    rows = [
        (
            code,
            side,
            "reference" if part.reference else "indicator",
            part.reference or part.indicator,
            part.breakdown,
            part.weight,
        )
        for code, entry in declared.items()
        for side, side_parts in (("numerator", entry.numerator), ("denominator", entry.denominator))
        for part in side_parts
    ]
    columns = ["indicator", "side", "kind", "what", "breakdown", "weight"]
    wanted = grid.merge(pd.DataFrame(rows, columns=columns), on="indicator")
    found = wanted.merge(figures, on=_FIGURE, how="left")
    found["there"] = found["whole"].notna()
    found["whole"] = found["whole"].eq(True)
    known = figures[["kind", "what", "breakdown"]].drop_duplicates().assign(known=True)
    found = found.merge(known, on=["kind", "what", "breakdown"], how="left")
    found["known"] = found["known"].eq(True)
    found["amount"] = found["amount"] * found["weight"]
    found["part"] = found["what"] + np.where(found["breakdown"] == "", "", "/" + found["breakdown"])
    return found


def _sums(inputs: pd.DataFrame, grid: pd.MultiIndex) -> pd.DataFrame:
    """Per row: the sum of a side (empty if a part is unknown), its reasons, and what is there, known and whole."""
    of_reference = inputs["kind"] == "reference"
    gone = of_reference & ~inputs["there"]
    without_b = gone | (of_reference & (inputs["amount"] == 0))
    inputs = inputs.assign(
        unknown=gone | (inputs["there"] & inputs["amount"].isna()),
        broken=gone | (inputs["there"] & ~inputs["whole"]),
        reference=of_reference,
        reason=inputs["reason"].fillna("").mask(without_b, f"{ABOUT_B}: " + inputs["what"]),
    )
    groups = inputs.groupby(_ROW, sort=False)
    side = pd.DataFrame(
        {
            "amount": groups["amount"].sum(),
            "unknown": groups["unknown"].any(),
            "broken": groups["broken"].any(),
            "there": groups["there"].any(),
            "known": groups["known"].any(),
            "reference": groups["reference"].any(),
            "parts": groups["part"].first(),
        }
    )
    side["reason"] = _reasons(groups.ngroup().to_numpy(), inputs["reason"], len(side))
    side["amount"] = side["amount"].where(~side["unknown"])
    return side.reindex(grid)


def _reasons(row: np.ndarray, reasons: pd.Series, rows: int) -> list[str]:
    """Per row what its parts lack, each thing once; `row` is the number of the row of each part."""
    told = np.flatnonzero(reasons != "")
    of_rows: dict[int, list[str]] = {}
    for number, reason in zip(row[told].tolist(), reasons.iloc[told], strict=True):
        of_rows.setdefault(number, []).append(reason)
    cases = {number: "; ".join(texts) for number, texts in of_rows.items()}
    texts = {case: joined(*dict.fromkeys(case.split("; "))) for case in set(cases.values())}
    return [texts[cases[number]] if number in cases else "" for number in range(rows)]


def _judged(
    declared: Mapping[str, SpecificIndicator], top: pd.DataFrame, bottom: pd.DataFrame
) -> pd.DataFrame:
    rows = top.index.to_frame(index=False)
    top, bottom = top.reset_index(drop=True), bottom.reset_index(drop=True)
    share_of_what_is_there = ~top["there"] & top["known"] & bottom["there"] & ~bottom["reference"]
    is_there = (top["there"] | share_of_what_is_there) & (bottom["there"] | bottom["reference"])
    whole = is_there & ~top["broken"] & ~bottom["broken"] & (bottom["amount"] > 0)
    anybody = top["known"] & bottom["known"]
    rows["numerator"] = top["amount"].where(is_there)
    rows["denominator"] = bottom["amount"].where(bottom["there"])
    rows["status"] = np.select(
        [~anybody, ~is_there, whole], ["not_available", "not_applicable", "complete"], "incomplete"
    )
    lacking = top["parts"].where(~top["known"], bottom["parts"])
    no_share = (bottom["amount"] == 0) & ~bottom["reference"].astype("bool")
    nothing = ("denominator_is_zero: " + bottom["parts"]).where(no_share, "")
    rows["reason"] = np.select(
        [~anybody, ~is_there, whole],
        ["no_input: " + lacking, "nothing_of_the_kind: " + top["parts"], ""],
        _together(top["reason"], bottom["reason"], nothing),
    )
    excluded = (rows["status"] == "incomplete") & rows["reason"].str.startswith("not_applicable")
    rows["status"] = rows["status"].mask(excluded, "not_applicable")
    by_code = rows["indicator"]
    days = {year: working_days(year) for year in rows["year"].unique().tolist()}
    daily = by_code.map({code: entry.per_working_day for code, entry in declared.items()})
    rows["working_days"] = rows["year"].map(days).astype("Int64").where(daily.astype("bool"))
    scale = by_code.map({code: entry.scale for code, entry in declared.items()})
    divisor = rows["denominator"] * rows["working_days"].astype("Float64").fillna(1.0).astype("float64")
    rows["value"] = (scale * rows["numerator"] / divisor).where(rows["status"] == "complete")
    rows["unit"] = by_code.map({code: entry.unit for code, entry in declared.items()})
    for side in ("numerator", "denominator"):
        units = {code: part_unit(getattr(entry, side)[0]) for code, entry in declared.items()}
        rows[f"{side}_unit"] = by_code.map(units)
    return rows.assign(method_version=METHOD_VERSION)


def _refused_where_unknown(
    declared: Mapping[str, SpecificIndicator], rows: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """No value where a figure that must be 0 (`only_without`) is not; the reason says how much it is."""
    named = rows["indicator"].map({code: entry.only_without for code, entry in declared.items()})
    whole = figures.loc[(figures["kind"] == "indicator") & (figures["breakdown"] == "")]
    amounts = whole.set_index(["what", "site_id", "year"])["amount"]
    found = amounts.reindex(pd.MultiIndex.from_arrays([named, rows["site_id"], rows["year"]])).to_numpy()
    refused = (found > 0) & rows["status"].isin(["complete", "incomplete"]).to_numpy()
    told = rows["reason"].to_numpy(dtype="object", copy=True)
    for row in np.flatnonzero(refused):
        code = named.iloc[row]
        told[row] = joined(told[row], f"only_without: {code} {found[row]:.6g} {indicator(code).unit}")
    return rows.assign(
        reason=told,
        value=rows["value"].mask(refused),
        status=rows["status"].mask(refused, "incomplete"),
    )


def _together(*columns: pd.Series) -> list[str]:
    """Reasons of several columns as one, each said once; each different case is written once."""
    cases = list(zip(*(column.tolist() for column in columns), strict=True))
    texts = {
        case: joined(*dict.fromkeys(part for reason in case for part in reason.split("; ") if part))
        for case in set(cases)
    }
    return [texts[case] for case in cases]


def _shaped(rows: pd.DataFrame, order: Mapping[str, int]) -> pd.DataFrame:
    """The columns of the contract, by the declared order of indicators, site and year."""
    types = {"VARCHAR": "str", "DOUBLE": "float64"}
    kinds = {column.name: types.get(column.type, "int64") for column in SPECIFIC_INDICATORS.columns}
    table = rows[list(SPECIFIC_INDICATORS.column_names)].astype({**kinds, "working_days": "Int64"})
    table = table.assign(order=table["indicator"].map(order)).sort_values(
        ["order", "site_id", "year"], ignore_index=True
    )
    return table.drop(columns="order")
