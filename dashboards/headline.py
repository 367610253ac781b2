"""An indicator in a few lines: its last complete year, better or worse, this year so far, and what is incomplete."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.evidence_links import figure_link, proof_address
from dashboards.figure_tables import reason_text
from dashboards.month_quantities import YearToDate
from dashboards.selection import YearFigure, last_complete
from dashboards.texts import Bound, Texts
from indicators.reference_values import reference_name
from indicators.registry import indicator_name

MORE_IS_BETTER = frozenset(
    {
        "energy.renewable_consumption",
        "energy.renewable_generation",
        "land.nature_on_site",
        "land.nature_off_site",
    }
)
"""Of every other indicator less is better."""

MONTHS_OF_A_YEAR = 12

UNCHANGED = 0.005
"""A change of less than half a per cent is neither better nor worse: meters and estimates are no finer."""


@dataclass(frozen=True)
class Change:
    """A judgement (`better`, `worse`, `same` or empty) with its word, and the sentence that says by how much."""

    judgement: str
    word: str
    sentence: str


@dataclass(frozen=True)
class Headline:
    """An indicator in its last complete year; empty texts where no year is complete."""

    name: str
    ratio: str
    exact: str
    unit: str
    year: str
    evidence: str
    change: Change | None
    lines: tuple[str, ...]
    notes: tuple[str, ...]


def headline(
    figures: Sequence[YearFigure],
    texts: Texts,
    to_date: YearToDate | None = None,
    *,
    brief: bool = False,
    calm: bool = False,
) -> Headline:
    """The last complete year of one series of figures, its change, and what is to be said of incomplete years.

    What is there of this year is said once, beside the same months of last year.
    A brief one leaves out A and B and the reasons, which stand beside the main indicator; a calm one only the reasons.
    """
    first = figures[0]
    name = capitalised(indicator_name(first.indicator, texts.language))
    unit = texts.unit(first.r_unit)
    whole = last_complete(figures)
    later = [entry for entry in figures if not entry.complete and (whole is None or entry.year > whole.year)]
    say = _briefly_incomplete if brief else _calmly_incomplete if calm else _incomplete
    notes = tuple(
        _briefly_incomplete(entry, texts) if to_date and entry.year == to_date.year else say(entry, texts)
        for entry in later
    )
    is_open = to_date is not None and (whole is None or to_date.year > whole.year)
    so_far: tuple[str, ...] = (this_year(first, to_date, texts),) if to_date and is_open else ()
    if whole is None or whole.r is None or whole.a is None or whole.b is None:
        return Headline(
            name, "", "", unit, "", "", None, so_far, (texts("overview.no_complete_year"), *notes)
        )
    lines = so_far
    if not brief:
        kind = reference_name(whole.b_kind, texts.language)
        lines += (
            texts.sentence(
                "overview.a_and_b",
                a=texts.bound(whole.a, whole.a_unit, figure_link(whole)),
                b=texts.bound(whole.b, whole.b_unit),
                kind=kind,
            ),
        )
    return Headline(
        name,
        texts.number(whole.r),
        repr(whole.r),
        unit,
        texts("overview.last_year", year=whole.year),
        figure_link(whole),
        change(figures, whole, texts),
        lines,
        notes,
    )


def change(figures: Sequence[YearFigure], whole: YearFigure, texts: Texts) -> Change:
    """R of a complete year against the year before; where that one is incomplete, against the last complete one.

    The sentence names the year compared with, and says so where the year before could not be used.
    """
    before = next((entry for entry in figures if entry.year == whole.year - 1), None)
    compared = last_complete(entry for entry in figures if entry.year < whole.year)
    said = ""
    if before is not None and before.reported and not before.complete:
        covered = Bound(str(before.months_covered), before.months_covered)
        said = texts.sentence("overview.before_incomplete", year=before.year, covered=covered)
    if compared is None or whole.r is None or compared.r is None or compared.r == 0:
        return Change("", "", said or texts("overview.no_comparison"))
    share = whole.r / compared.r - 1
    judged = judgement(whole.indicator, share)
    sentence = texts.sentence(
        f"overview.{'more' if share > 0 else 'less'}",
        percent=texts.bound_percent(abs(share)),
        year=compared.year,
    )
    return Change(judged, texts(f"overview.{judged}"), Markup(" ").join(filter(None, (sentence, said))))


def judgement(code: str, share: float) -> str:
    """Whether a change by a share (0.1 is ten per cent more) is `better`, `worse` or the `same`."""
    if abs(share) < UNCHANGED:
        return "same"
    return "better" if (share > 0) is (code in MORE_IS_BETTER) else "worse"


def this_year(figure: YearFigure, to_date: YearToDate, texts: Texts) -> str:
    """The months of this year so far, beside the same months of last year, of any year's figure."""
    code, address = figure.indicator, proof_address(figure.indicator, figure.site_id, to_date.year)
    quantity = texts.bound(to_date.quantity, figure.a_unit, address)
    month = texts.month(to_date.last_month)
    if to_date.before == 0:
        return texts.sentence("overview.so_far", quantity=quantity, month=month)
    share = to_date.quantity / to_date.before - 1
    judged = judgement(code, share)
    key = "so_far_same" if judged == "same" else "so_far_more" if share > 0 else "so_far_less"
    return texts.sentence(
        f"overview.{key}", quantity=quantity, month=month, percent=texts.bound_percent(abs(share))
    )


def capitalised(name: str) -> str:
    """A name as it begins a line."""
    return name[:1].upper() + name[1:]


def _incomplete(entry: YearFigure, texts: Texts) -> str:
    return _without_ratio(entry, texts, reason_text(entry, texts))


def _calmly_incomplete(entry: YearFigure, texts: Texts) -> str:
    return _without_ratio(entry, texts, reason_text(entry, texts) if _only_the_reason_says_why(entry) else "")


def _only_the_reason_says_why(entry: YearFigure) -> bool:
    return not entry.reported or entry.months_covered == MONTHS_OF_A_YEAR


def _without_ratio(entry: YearFigure, texts: Texts, reason: str) -> str:
    if not entry.reported:
        return texts.sentence(
            "overview.not_reported", year=entry.year, status=texts(f"state.{entry.status}"), reason=reason
        ).strip()
    covered = Bound(str(entry.months_covered), entry.months_covered)
    if entry.a is None:
        return texts.sentence(
            "overview.incomplete_year_no_amount", year=entry.year, covered=covered, reason=reason
        ).strip()
    return texts.sentence(
        "overview.incomplete_year",
        year=entry.year,
        covered=covered,
        a=texts.bound(entry.a, entry.a_unit, figure_link(entry)),
        reason=reason,
    ).strip()


def _briefly_incomplete(entry: YearFigure, texts: Texts) -> str:
    if _only_the_reason_says_why(entry):
        return _incomplete(entry, texts)
    covered = Bound(str(entry.months_covered), entry.months_covered)
    return texts.sentence("overview.briefly_incomplete", year=entry.year, covered=covered)
