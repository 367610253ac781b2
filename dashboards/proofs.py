"""A figure that proves itself: its formula with its numbers, why it has no ratio, and the way to the rows of files."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards.estimates import estimates_of_figure
from dashboards.evidence_links import figure_link, proof_address, slug
from dashboards.evidence_rows import Sheaf, rows_address, sheaves, streams_of
from dashboards.figure_tables import figure_a_cell, ratio_cell, reason_text
from dashboards.headline import capitalised
from dashboards.month_spans import reasons_in_words
from dashboards.performance import SpecificRow
from dashboards.selection import YearFigure, breakdowns
from dashboards.shown import Contribution, Shown
from dashboards.tables import Cell, Column, Table, number_cell
from dashboards.texts import Bound, Texts, decimals_for
from dashboards.view import site_names
from indicators.model import ORGANISATION
from indicators.reference_values import reference_name
from indicators.registry import breakdown_name, computed_figures, indicator, indicator_name, method
from indicators.specific_indicators import declared_specific_indicators, specific_indicator_name

LINK = Markup('<li><a href="{}">{}</a></li>')
PART = Markup("<li>{}: {}</li>")
LINKED_PART = Markup('<li>{}: <a href="{}">{}</a></li>')
MISSING = "–"

MOST_CELLS = 1200
"""Cells of parts by site that a page may have (about 150 KB); with more sites each leads to its own parts."""


@dataclass(frozen=True)
class Proof:
    """One figure of one year. `parts` of a site are a list of what it is made of, each with the way to its rows.

    `streams` are those of whose rows it is made, `kinds` the annual values.
    """

    code: str
    name: str
    method: str
    formula: Markup | str
    reason: str
    tables: tuple[Table, ...]
    parts: Markup
    streams: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The place on the page of a site's year."""
        return slug(self.code)


class Proofs:
    """The proofs of the figures of a site or of the organisation, in one language."""

    def __init__(self, shown: Shown, site_id: str, texts: Texts) -> None:
        self._shown = shown
        self._site = site_id
        self._texts = texts
        self._name = site_names(shown.city, texts)
        self._declared = declared_specific_indicators(shown.city)
        self._references = shown.reference_rows_of(site_id)
        self._by_year: dict[int, dict[str, list[Sheaf]]] = {}
        self._parts_of: dict[tuple[str, int], list[YearFigure]] = {}
        for entry in computed_figures() if site_id != ORGANISATION else ():
            for part in shown.parts(entry.code, site_id):
                self._parts_of.setdefault((part.indicator, part.year), []).append(part)

    def of_figure(self, figure: YearFigure) -> Proof:
        """The proof of a core indicator, or of what stands beside it."""
        code, year = figure.indicator, figure.year
        state = indicator(code).state
        streams = streams_of(code, "", self._present(year))
        of_all = self._site == ORGANISATION
        return Proof(
            code,
            capitalised(indicator_name(code, self._texts.language)),
            method(code, self._texts.language),
            self._formula(figure),
            " ".join(filter(None, [reason_text(figure, self._texts), *self._notes(figure)])),
            self._parts_by_site(figure) if of_all else (),
            Markup() if of_all else self._parts(figure, streams),
            streams,
            tuple(kind for kind in (figure.b_kind, state) if kind),
        )

    def _notes(self, figure: YearFigure) -> tuple[str, ...]:
        """What must be known beside a figure: the estimates in it, and that rows are not told apart by treatment."""
        texts = self._texts
        estimated = estimates_of_figure(self._shown, figure.indicator, self._site, figure.year, texts)
        treated = any(term.treatment for term in indicator(figure.indicator).terms)
        return (*estimated, *([texts("evidence.every_treatment")] if treated else []))

    def of_specific(self, row: SpecificRow) -> Proof:
        """The proof of a specific indicator: its numerator and denominator."""
        declared = self._declared[row.indicator]
        parts = (*declared.numerator, *declared.denominator)
        present = self._present(row.year)
        found: list[str] = [
            stream
            for part in parts
            if part.indicator
            for stream in streams_of(part.indicator, part.breakdown, present)
        ]
        streams = tuple(dict.fromkeys(found))
        kinds = [part.reference or indicator(part.indicator).state for part in parts]
        return Proof(
            row.indicator,
            capitalised(specific_indicator_name(declared, self._texts.language)),
            declared.method[self._texts.language]
            if self._texts.language in declared.method
            else declared.method["en"],
            self._specific_formula(row),
            reasons_in_words(row.reason, self._texts),
            self._specific_by_site(row) if self._site == ORGANISATION else (),
            Markup() if self._site == ORGANISATION else self._items(row.year, streams),
            streams,
            tuple(dict.fromkeys(kind for kind in kinds if kind)),
        )

    def rows_of(self, proof: Proof, year: int) -> list[Contribution]:
        """The rows of all sites of which a figure of the organisation is made."""
        found: list[Contribution] = []
        for site in self._shown.city.sites:
            by_stream = self._shown.contributions_of(site.id).get(year, {})
            for stream in proof.streams:
                found += by_stream.get(stream, ())
        return found

    def _present(self, year: int) -> tuple[str, ...]:
        if self._site != ORGANISATION:
            return tuple(sorted(self._shown.contributions_of(self._site).get(year, ())))
        return self._shown.streams_of_year(year)

    def _items(self, year: int, streams: Sequence[str]) -> Markup:
        """The rows of streams at the site, on this page or on their own, as items of a list."""
        return Markup("").join(
            LINK.format(f"{sheaf.page}.html" if sheaf.page else f"#{sheaf.anchor}", sheaf.name(self._texts))
            for stream in streams
            for sheaf in self._sheaves(year).get(stream, ())
        )

    def _sheaves(self, year: int) -> dict[str, list[Sheaf]]:
        if year not in self._by_year:
            found = self._by_year.setdefault(year, {})
            for sheaf in sheaves(self._shown, self._site, year):
                found.setdefault(sheaf.stream, []).append(sheaf)
        return self._by_year[year]

    def _parts(self, figure: YearFigure, streams: Sequence[str]) -> Markup:
        """What a figure of a site is made of: a part of one stream leads to its rows, other rows follow by name."""
        texts = self._texts
        parts = self._parts_of.get((figure.indicator, figure.year), ())
        present = self._present(figure.year)
        items, told = [], set()
        for part in parts:
            name = breakdown_name(part.breakdown, texts.language)
            of = streams_of(part.indicator, part.breakdown, present)
            amount = MISSING if part.a is None else texts.bound(part.a, part.a_unit)
            there = self._sheaves(figure.year).get(of[0], []) if len(of) == 1 else []
            if len(there) == 1:
                told.add(of[0])
                href = f"{there[0].page}.html" if there[0].page else f"#{there[0].anchor}"
                items.append(LINKED_PART.format(name, href, amount))
            else:
                items.append(PART.format(name, amount))
        if (
            indicator(figure.indicator).state
            and not self._references.loc[self._references["year"] == figure.year].empty
        ):
            items.append(LINK.format("#references", texts("evidence.rows")))
        rest = self._items(figure.year, [stream for stream in streams if stream not in told])
        return Markup("").join(items) + rest

    def _formula(self, figure: YearFigure) -> Markup:
        """R = A/B with the numbers of the year, as far as they are there."""
        texts = self._texts
        kind = reference_name(figure.b_kind, texts.language)
        missing = texts("state.missing" if figure.reported else f"state.{figure.status}")
        a = texts.bound(figure.a, figure.a_unit) if figure.a is not None else missing
        b = texts.bound(figure.b, figure.b_unit) if figure.b is not None else missing
        if figure.complete and figure.r is not None:
            return texts.sentence(
                "evidence.formula", a=a, b=b, kind=kind, r=texts.bound(figure.r, figure.r_unit)
            )
        return texts.sentence("evidence.formula_open", a=a, b=b, kind=kind)

    def _specific_formula(self, row: SpecificRow) -> Markup:
        texts = self._texts
        missing = texts("state.missing")
        a = texts.bound(row.numerator, row.numerator_unit) if row.numerator is not None else missing
        b = texts.bound(row.denominator, row.denominator_unit) if row.denominator is not None else missing
        if row.value is None:
            return texts.sentence("evidence.specific_open", a=a, b=b)
        scale = self._declared[row.indicator].scale
        key = "evidence.specific" + ("_scaled" if scale != 1 else "") + ("_days" if row.working_days else "")
        return texts.sentence(
            key,
            a=a,
            b=b,
            scale=Bound(texts.number(scale), scale),
            days=texts.bound_count(int(row.working_days or 0)),
            value=texts.bound(row.value, row.unit),
        )

    def _parts_by_site(self, figure: YearFigure) -> tuple[Table, ...]:
        """What each site adds by part, each amount with the way to the rows of its files."""
        texts, code, year = self._texts, figure.indicator, figure.year
        entries = [
            entry
            for entry in self._shown.figures.of(code)
            if entry.year == year and entry.site_id != ORGANISATION
        ]
        if not entries:
            return ()
        found = self._shown.figures.of_year(code, year)
        labels = breakdowns(code, found.values())
        if len(labels) * len(entries) > MOST_CELLS:
            labels = []
        everyone = [*entries, figure]
        decimals = decimals_for(entry.a for entry in everyone)
        decimals_r = decimals_for(entry.r for entry in everyone)
        rows = tuple(
            (
                Cell(self._name(entry.site_id), href=figure_link(entry) if entry is not figure else ""),
                *(self._part_cell(found.get((entry.site_id, label)), decimals) for label in labels),
                figure_a_cell(entry, decimals, texts, linked=entry is not figure),
                number_cell(entry.b, 1, texts),
                ratio_cell(entry, decimals_r, texts, linked=entry is not figure),
            )
            for entry in everyone
        )
        heads = (
            Column(texts("label.site"), width="name"),
            *(Column(breakdown_name(label, texts.language), numeric=True) for label in labels),
            Column(texts("label.a_unit", unit=texts.unit(figure.a_unit)), numeric=True),
            Column(texts("label.b_unit", unit=texts.unit(figure.b_unit)), numeric=True),
            Column(texts("label.r_unit", unit=texts.unit(figure.r_unit)), numeric=True),
        )
        return (Table("table-parts", texts("evidence.by_site", year=year), heads, rows),)

    def _part_cell(self, entry: YearFigure | None, decimals: int) -> Cell:
        """A part of a site, which leads to its rows where it is made of one stream, else to the site's proof."""
        if entry is None:
            return Cell("", numeric=True)
        if entry.site_id == ORGANISATION:
            return number_cell(entry.a, decimals, self._texts)
        present = tuple(sorted(self._shown.contributions_of(entry.site_id).get(entry.year, ())))
        streams = streams_of(entry.indicator, entry.breakdown, present)
        href = (
            rows_address(self._shown, entry.site_id, entry.year, streams[0])
            if len(streams) == 1
            else figure_link(entry)
        )
        return number_cell(entry.a, decimals, self._texts, href=href)

    def _specific_by_site(self, row: SpecificRow) -> tuple[Table, ...]:
        texts = self._texts
        rows = [
            entry
            for site in self._shown.city.sites
            for entry in self._shown.specific.get(site.id, ())
            if (entry.indicator, entry.year) == (row.indicator, row.year) and entry.proven
        ]
        if not rows:
            return ()
        everyone: Sequence[SpecificRow] = [*rows, row]
        decimals = [
            decimals_for(getattr(entry, side) for entry in everyone)
            for side in ("numerator", "denominator", "value")
        ]
        cells = tuple(
            (
                Cell(
                    self._name(entry.site_id),
                    href=proof_address(entry.indicator, entry.site_id, entry.year)
                    if entry is not row
                    else "",
                ),
                number_cell(entry.numerator, decimals[0], texts),
                number_cell(entry.denominator, decimals[1], texts),
                number_cell(entry.value, decimals[2], texts),
            )
            for entry in everyone
        )
        heads = (
            Column(texts("label.site"), width="name"),
            Column(texts("evidence.numerator", unit=texts.unit(row.numerator_unit)), numeric=True),
            Column(texts("evidence.denominator", unit=texts.unit(row.denominator_unit)), numeric=True),
            Column(texts("specific.value", unit=texts.unit(row.unit)), numeric=True),
        )
        return (Table("table-parts", texts("evidence.by_site", year=row.year), heads, cells),)
