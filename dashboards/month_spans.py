"""Months that follow one another, as one span: a year of missing months is one thing to read, not twelve."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from dashboards.texts import Texts
from indicators.reasons import reason_sentences

MONTH = re.compile(r"\b(\d{4})-(\d{2})\b")
"""A month as stored reasons write it."""

LISTED = re.compile(r"\b\d{4}-\d{2}(?:, \d{4}-\d{2})+\b")


def reasons_in_words(reason: str, texts: Texts) -> str:
    """Stored reasons as sentences, with spans of months; no month in them is torn apart at the end of a line."""
    said = LISTED.sub(lambda found: _as_spans(found[0]), reason_sentences(reason, texts.language))
    return MONTH.sub("\\1\u2011\\2", said)


def spans(months: Sequence[date]) -> list[tuple[date, date]]:
    """First and last month of every unbroken run of sorted months."""
    breaks = [
        place
        for place, (before, after) in enumerate(pairwise(months), start=1)
        if (after.year - before.year) * 12 + after.month - before.month > 1
    ]
    edges = [0, *breaks, len(months)]
    return [(months[start], months[end - 1]) for start, end in pairwise(edges)]


def _as_spans(listed: str) -> str:
    months = [date(int(year), int(month), 1) for year, month in MONTH.findall(listed)]
    return ", ".join(
        f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} – {last:%Y-%m}"
        for first, last in spans(months)
    )
