"""The fields of a table in their types, each still beside its text."""

from flows.loading.containers import calculated_by_container
from flows.loading.fields import fields, read_values
from flows.loading.own_multipliers import JOIN
from flows.loading.periods import instants, period_fields
from flows.sources.notation import day, number
from flows.sources.recognise import Recognised
from flows.sources.sheet import normalised
from flows.sources.text_file import literal

NO_NUMBER = "CAST(NULL AS DOUBLE)"


def typed_values(recognised: Recognised, timezone: str, same: dict[str, str]) -> str:
    """SQL: every value with its period as instants and its quantity in the canonical unit, beside all its texts.

    `same` is what is the same for all values: a unit among it is not joined.
    """
    period = recognised.format.period
    if period is None:
        raise ValueError("reference values have no period")
    typed, zone = _typed(recognised), literal(timezone)
    if period.kind == "interval":
        source = instants(recognised, timezone, typed)
    else:
        source = f"""
            SELECT *, CAST(first_day AS TIMESTAMP) AT TIME ZONE {zone} AS period_start,
                CAST(last_day + 1 AS TIMESTAMP) AT TIME ZONE {zone} AS period_end, NULL AS time_fault
            FROM ({typed})
        """
    if "unit" in same:
        conversion = f"{same['quantity_per_unit']} AS quantity_per_unit, {same['unit']} AS unit, "
        conversion += f"{same['factor_ids']} AS factor_ids, false AS needs_heating_value FROM ({source}) s"
    else:
        conversion = f"""
            coalesce(o.multiplier, c.multiplier) * s.multiplier * coalesce(s.row_multiplier, 1)
                * CASE WHEN c.needs_heating_value THEN s.heating_value ELSE 1 END AS quantity_per_unit,
            c.canonical_unit AS unit, c.factor_ids AS factor_ids, c.needs_heating_value AS needs_heating_value
            FROM ({source}) s
            LEFT JOIN conversion c ON c.stream = s.unit_stream AND c.written_unit = s.unit_text
            {JOIN}
        """
    return f"""
        SELECT s.*, s.number AS quantity_as_delivered, s.unit_text AS unit_as_delivered, {conversion}
        WHERE NOT (may_be_blank AND value_text IS NULL)
    """


def _typed(recognised: Recognised) -> str:
    """Every field in its type, still beside its text."""
    declared, typed_cells = recognised.format, recognised.sheet.typed
    wide = ", piece, piece_year, heading" if recognised.wide else ""
    columns = declared.columns
    issued_on, row_multiplier, heating_value = "CAST(NULL AS DATE)", NO_NUMBER, NO_NUMBER
    if columns.issued_on:
        issued_on = day("issued_on", declared.dates, typed=typed_cells)
    if columns.multiplier:
        row_multiplier = number("multiplier_text", declared.numbers, typed=typed_cells)
    if declared.constants.heating_value and not columns.heating_value:
        heating_value = repr(declared.constants.heating_value)
    elif columns.heating_value or columns.per_unit:
        heating_value = number("heating_value", declared.numbers, typed=typed_cells)
    exponents = not recognised.sheet.unnumbered
    quantity = number("value", declared.numbers, typed=typed_cells, exponents=exponents)
    multipliers = [value.multiplier for value in read_values(recognised)]
    multiplier = "1"
    if set(multipliers) != {1.0}:
        cases = " ".join(f"WHEN {index} THEN {factor!r}" for index, factor in enumerate(multipliers, 1))
        multiplier = f"CASE value_number {cases} END"
    qualities = " ".join(
        f"WHEN {literal(normalised(word))} THEN {literal(quality)}"
        for word, quality in declared.qualities.items()
    )
    waste, listed = "stream, CAST(NULL AS VARCHAR) AS treatment", ""
    if columns.waste_code:
        listed = f"""LEFT JOIN list_of_waste w ON w.code = {_waste_digits("f.waste_code")}
            LEFT JOIN treatments k ON k.written = f.treatment"""
        waste = (
            "f.waste_code AS waste_text, w.code AS waste_code, w.hazardous, "
            "starts_with(reverse(f.waste_code), '*') AS starred, 'waste.' || w.code AS stream, k.stated AS treatment"
        )
    quality = "CAST(NULL AS VARCHAR)"
    if qualities:
        quality = f"CASE quality {qualities} ELSE CASE lower(quality) {qualities} END END"
    return f"""
        SELECT f.row_number, value_number, cell, may_be_blank, looks_like_totals,
            supply_point AS supply_point_id, stream_text, meter AS meter_id, quality AS quality_text,
            {calculated_by_container(recognised)}
            CASE WHEN quality IS NULL THEN {literal(declared.constants.quality)} ELSE {quality} END END AS quality,
            issued_on AS issued_text, invoice, changes_invoice,
            {issued_on} AS issued_on,
            value AS value_text, {quantity} AS number,
            {multiplier} AS multiplier, multiplier_text,
            {row_multiplier} AS row_multiplier,
            unit AS unit_text,
            {heating_value} AS heating_value,
            heating_value AS heating_value_text,
            {waste},
            stream AS unit_stream,
            period_start AS start_text, period_end AS end_text,
            {period_fields(recognised)}{wide}
        FROM ({fields(recognised)}) f {listed}
    """


def _waste_digits(cell: str) -> str:
    """The six digits of an EWC code in any spacing; a spreadsheet number has lost its leading zero."""
    digits = f"regexp_replace({cell}, '[^0-9]', '', 'g')"
    return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{5}}') THEN '0' || {digits} ELSE {digits} END"
