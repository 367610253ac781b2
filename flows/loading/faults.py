"""What can be wrong with a row, and how the cell at fault is told."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flows.loading.fields import by_value, read_values
from flows.sources.format import Format
from flows.sources.layout import Period
from flows.sources.notation import is_broken_formula, looks_like_a_number
from flows.sources.recognise import Recognised
from flows.sources.text_file import literal

PRINTED_CODE = "concat_ws(' ', waste_code[1:2], waste_code[3:4], waste_code[5:6])"
"""SQL: an EWC code as the list prints it."""

HIGHEST_DAYS = 400
"""A bill over more days than this is taken for a slip of the pen."""

NOT_BY_ITSELF = "false"
"""SQL: no row shows this fault alone; it is found once all rows are known."""

KNOWN_UNITS = "kWh, MWh, MJ, GJ, m3, l, kg, t"


@dataclass(frozen=True)
class Fault:
    """A finding code, and in SQL: when it applies, the heading of the column at fault, its cell, a detail."""

    code: str
    condition: str
    heading: str = "''"
    cell: str = ""
    detail: str = ""

    @property
    def shown_cell(self) -> str:
        """SQL: the cell as a person sees it."""
        return f"ltrim({self.cell}, chr(2) || chr(3))" if self.cell else "CAST(NULL AS VARCHAR)"


def faults(recognised: Recognised) -> list[Fault]:
    """What can be wrong with a row, in the order in which it is told: the first that applies counts."""
    declared = recognised.format
    if declared.period is None:
        raise ValueError("reference values have no period")
    point = _heading(recognised, declared.columns.supply_point)
    return [
        Fault("totals_row", "looks_like_totals"),
        *_of_the_bill(recognised),
        Fault("missing_supply_point", "supply_point_id IS NULL", point),
        *(
            [Fault("broken_formula", is_broken_formula("supply_point_id"), point, "supply_point_id")]
            if declared.columns.supply_point
            else []
        ),
        *_of_the_period(recognised, declared.period),
        *(_of_the_waste_code(recognised) if declared.columns.waste_code else ()),
        *_of_the_quantity(recognised),
    ]


def _of_the_bill(recognised: Recognised) -> list[Fault]:
    column = recognised.format.columns.changes_invoice
    if not column:
        return []
    heading = _heading(recognised, column)
    return [
        Fault("changes_earlier_bill", "changes_invoice IS NOT NULL", heading, "changes_invoice", "value_text")
    ]


def _heading(recognised: Recognised, name: str) -> str:
    return literal(recognised.headings.get(name, name))


def _of_the_period(recognised: Recognised, period: Period) -> list[Fault]:
    notation = literal(_notation_of_dates(recognised.format))
    begins = _heading(recognised, next(iter(period.columns), period.label))
    ends = _heading(recognised, period.end)
    missing = "local_start IS NULL AND instant IS NULL" if period.kind == "interval" else "first_day IS NULL"
    found = [
        Fault("missing_date", "start_text IS NULL", begins),
        Fault("unreadable_date", missing, begins, "start_text", notation),
    ]
    if period.end:
        until = "end_instant" if period.kind == "interval" else "last_day"
        found += [
            Fault("missing_date", "end_text IS NULL", ends),
            Fault("unreadable_date", f"{until} IS NULL", ends, "end_text", notation),
        ]
    if period.kind == "bill":
        reversed_days = f"last_day < first_day OR last_day - first_day > {HIGHEST_DAYS}"
        found.append(Fault("period_reversed", reversed_days, ends, "end_text", "CAST(first_day AS VARCHAR)"))
    elif period.kind == "interval" and period.end:
        reversed_stamps = f"end_instant <= instant OR end_instant > instant + INTERVAL {HIGHEST_DAYS} DAY"
        found.append(Fault("period_reversed", reversed_stamps, ends, "end_text", "CAST(instant AS VARCHAR)"))
    elif period.kind == "interval":
        found += [
            Fault("nonexistent_time", "time_fault = 'nonexistent_time'", begins, "start_text"),
            Fault("duplicate_row", NOT_BY_ITSELF, begins, "start_text"),
            Fault("ambiguous_time", NOT_BY_ITSELF, begins, "start_text"),
        ]
    return found


def _of_the_waste_code(recognised: Recognised) -> list[Fault]:
    heading = _heading(recognised, recognised.format.columns.waste_code)
    day = "(19|20)[0-9]{2}[-./ ]+[0-9]{1,2}[-./ ]+[0-9]{1,2}"
    turned_into_a_date = f"waste_code IS NULL AND regexp_full_match(waste_text, '.*{day}.*')"
    return [
        Fault("waste_code_is_a_date", turned_into_a_date, heading, "waste_text"),
        Fault("unknown_waste_code", "waste_code IS NULL", heading, "waste_text"),
        Fault(
            "hazard_mark_contradicts_list", "starred AND NOT hazardous", heading, "waste_text", PRINTED_CODE
        ),
    ]


def _of_the_quantity(recognised: Recognised) -> list[Fault]:
    declared = recognised.format
    values = read_values(recognised)
    headings = recognised.headings
    value_heading = "heading" if recognised.wide else by_value([headings[value.column] for value in values])
    unit_heading = by_value(
        [headings.get(value.unit_column or value.column, value.column) for value in values]
    )
    stream_heading = by_value(
        [headings.get(value.stream_column or value.column, value.column) for value in values]
    )
    columns = declared.columns
    numbers, dates = literal(_notation_of_numbers(declared)), literal(_notation_of_dates(declared))
    found = [
        Fault("unknown_stream", "stream IS NULL", stream_heading, "stream_text"),
        Fault("missing_value", "value_text IS NULL", value_heading),
        Fault(
            "broken_formula",
            f"number IS NULL AND {is_broken_formula('value_text')}",
            value_heading,
            "value_text",
        ),
        Fault(
            "other_number_notation",
            f"number IS NULL AND {looks_like_a_number('value_text')}",
            value_heading,
            "value_text",
            numbers,
        ),
        Fault(
            "unreadable_number",
            "number IS NULL OR NOT isfinite(number)",
            value_heading,
            "value_text",
            numbers,
        ),
        *_of_sentinels(declared, value_heading),
        Fault("unknown_unit", "unit IS NULL", unit_heading, "unit_text", literal(KNOWN_UNITS)),
        *(
            Fault(
                code,
                f"needs_heating_value AND unit = '{unit}' AND NOT coalesce(heating_value > 0, false)",
                _heading(recognised, columns.heating_value or columns.per_unit),
                "heating_value_text",
            )
            for code, unit in (("missing_heating_value", "kWh"), ("missing_mass_of_unit", "kg"))
        ),
    ]
    if columns.quality:
        words = literal(", ".join(declared.qualities))
        heading = _heading(recognised, columns.quality)
        found.append(Fault("unknown_quality", "quality IS NULL", heading, "quality_text", words))
    if columns.issued_on:
        unread, heading = (
            "issued_text IS NOT NULL AND issued_on IS NULL",
            _heading(recognised, columns.issued_on),
        )
        found.append(Fault("unreadable_date", unread, heading, "issued_text", dates))
    if columns.multiplier:
        found.append(
            Fault(
                "unreadable_number",
                "NOT coalesce(row_multiplier > 0, false)",
                _heading(recognised, columns.multiplier),
                "multiplier_text",
                numbers,
            )
        )
    if not_negative := [str(index) for index, value in enumerate(values, 1) if value.negative == "reject"]:
        condition = f"number < 0 AND value_number IN ({', '.join(not_negative)})"
        found.append(Fault("negative_value", condition, value_heading, "value_text"))
    found += [
        Fault(
            "above_highest",
            f"value_number = {index} AND abs(number) > {value.highest!r}",
            value_heading,
            "value_text",
            literal(f"{value.highest:.15g}"),
        )
        for index, value in enumerate(values, 1)
        if value.highest is not None
    ]
    return found


def _of_sentinels(declared: Format, heading: str) -> list[Fault]:
    """A number that a meter writes in place of a value; the least of them lets most numbers pass at once."""
    if not declared.numbers.sentinels:
        return []
    least = repr(min(declared.numbers.sentinels))
    any_of = " OR ".join(f"number = {sentinel!r}" for sentinel in declared.numbers.sentinels)
    return [Fault("sentinel_value", f"number >= {least} AND ({any_of})", heading, "value_text")]


def _notation_of_dates(declared: Format) -> str:
    """The same moment in every way in which the format writes it."""
    if declared.period and declared.period.kind in ("month", "year"):
        return "2025-12 / 2025. december" if declared.period.kind == "month" else "2025"
    moment = datetime(2025, 12, 31, 23, 45, tzinfo=UTC)
    return " / ".join(
        "46022" if pattern == "excel" else moment.strftime(pattern) for pattern in declared.dates.formats
    )


def _notation_of_numbers(declared: Format) -> str:
    thousands = {" ": "1 234", ".": "1.234", ",": "1,234", "'": "1'234"}.get(
        declared.numbers.thousands, "1234"
    )
    return f"{thousands}{declared.numbers.decimal}5"
