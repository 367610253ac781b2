"""Waste transfer notes of the environmental group: one workbook a quarter, a note a row."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from examples.generator.dates import months, weekday_from
from examples.generator.draws import around, draw
from examples.generator.tables import Cell, new_sheet, put_row, scaled, workbook_bytes
from examples.generator.world import ExpectedFinding, Fact, World

OFFICE = "kornyezet"
STREAM = "waste"
SHEET = "Átadások"
FIRST_DATA_ROW = 3
_HEADER = (
    "Átadás napja",
    "KTJ",
    "Telephely",
    "EWC-kód",
    "Megnevezés",
    "Mennyiség",
    "Egység",
    "Kezelési kód",
    "Szállítójegy",
)


@dataclass(frozen=True)
class Kind:
    """A waste code with the treatment code on its notes, and the kind of treatment that it stands for."""

    name: str
    treatment: str
    treated: str
    hazardous: bool = False


KINDS = {
    "200301": Kind("egyéb települési hulladék, ideértve a kevert települési hulladékot is", "D1", "disposal"),
    "200101": Kind("papír és karton", "R3", "recycling"),
    "200139": Kind("műanyagok", "R3", "recycling"),
    "200201": Kind("biológiailag lebomló hulladék", "R3", "recycling"),
    "200121": Kind("fénycsövek és egyéb higanytartalmú hulladék", "R4", "recycling", hazardous=True),
    "200135": Kind(
        "veszélyes anyagokat tartalmazó elektromos berendezések", "R12", "preparatory", hazardous=True
    ),
    "200136": Kind("kiselejtezett elektromos és elektronikus berendezések", "R12", "preparatory"),
    "160601": Kind("ólomakkumulátorok", "R4", "recycling", hazardous=True),
    "080318": Kind("hulladékká vált toner", "R12/R3", "recycling"),
}

_ALL = ("varoshaza", "hivatal-deak", "hivatal-lackner", "telep", "konyvtar", "szolgaltatohaz")
_OFFICES = ("varoshaza", "hivatal-deak", "hivatal-lackner", "telep")
_PLAN: tuple[tuple[str, tuple[str, ...], tuple[int, ...], int], ...] = (
    ("200301", _ALL, tuple(range(1, 13)), 640),
    ("200101", _ALL, (2, 5, 8, 10, 11), 210),
    ("200139", ("varoshaza", "hivatal-deak", "konyvtar", "telep"), (3, 6, 9, 12), 58),
    ("200201", ("telep",), (4, 5, 6, 7, 8, 9, 10), 2_900),
    ("200121", ("varoshaza", "hivatal-lackner", "telep"), (3, 9), 24),
    ("200135", ("varoshaza", "hivatal-deak", "telep", "szolgaltatohaz"), (5, 11), 96),
    ("200136", ("varoshaza", "hivatal-deak", "telep", "konyvtar"), (4, 10), 130),
    ("160601", ("telep",), (6, 12), 175),
    ("080318", _OFFICES, (1, 4, 7, 10), 11),
)
"""Code, sites, months, typical kg of a note. The depot hands over every code."""
_SIZE = {"varoshaza": 1400, "telep": 1700, "konyvtar": 600, "hivatal-lackner": 800}
_TREND = {2023: 1000, 2024: 961, 2025: 918, 2026: 890}

_IN_SACKS = ("konyvtar", "200101", date(2024, 5, 22))
_SACKS = 14
_SACKS_WEIGHED = 168
_WRONG_MARK = ("telep", "200136", date(2024, 8, 14), 85)
_TREATMENTS_AS_WRITTEN: dict[tuple[str, str, int, int], str] = {
    ("hivatal-deak", "200101", 2024, 5): "",
    ("konyvtar", "200139", 2024, 9): "",
    ("varoshaza", "200101", 2026, 2): "újrahasznosítás",
    ("telep", "200201", 2026, 5): "R3/D5",
}
"""Site, code, year and month of notes that do not say clearly what becomes of the waste; 2023 and 2025 have none."""


@dataclass(frozen=True)
class Note:
    """One transfer note; `kg` is its weight, `wrong_mark` a star that the List of Waste does not have."""

    day: date
    site_id: str
    code: str
    kg: int
    number: str = ""
    wrong_mark: bool = False

    @property
    def unclear_treatment(self) -> str | None:
        """What the note says in place of a treatment code; None for a clear one."""
        return _TREATMENTS_AS_WRITTEN.get((self.site_id, self.code, self.day.year, self.day.month))

    @property
    def treated(self) -> str:
        """The kind of treatment that the note states."""
        return KINDS[self.code].treated if self.unclear_treatment is None else "not_stated"

    @property
    def in_sacks(self) -> bool:
        """Whether the office first wrote sacks instead of a weight."""
        return (self.site_id, self.code, self.day) == _IN_SACKS


def deliver(world: World) -> None:
    """All quarters; the note in sacks comes again in kg, the one with the wrong mark does not."""
    notes = _notes(world)
    _refuse_company_of_faults(notes)
    for start in (month for month in months() if month.month % 3 == 1):
        name = f"{start.year}/hulladek_{start.year}-Q{start.month // 3 + 1}.xlsx"
        quarter = [
            note
            for note in notes
            if note.day.year == start.year and (note.day.month - 1) // 3 == (start.month - 1) // 3
        ]
        for row_number, note in enumerate(quarter, start=FIRST_DATA_ROW):
            _tell(world, note, name, row_number)
        _tell_treatments(world, quarter, name)
        world.hand_in(OFFICE, name, _workbook(world, start, quarter, "", mended=False))
        mended = [note for note in quarter if note.in_sacks]
        if mended:
            again = name.replace(".xlsx", "_potlas.xlsx")
            world.hand_in(OFFICE, again, _workbook(world, start, mended, " – pótlás", mended=True))


def _notes(world: World) -> list[Note]:
    found = [Note(_WRONG_MARK[2], _WRONG_MARK[0], _WRONG_MARK[1], _WRONG_MARK[3], wrong_mark=True)]
    for code, sites, in_months, typical in _PLAN:
        for site_id in sites:
            for month in months():
                if month.month in in_months:
                    found.append(_planned(code, site_id, month, typical))  # noqa: PERF401 - three loops deep
    order = [site.id for site in world.register.sites]
    found.sort(key=lambda note: (note.day, order.index(note.site_id), note.code))
    return [
        Note(n.day, n.site_id, n.code, n.kg, f"SZJ-{n.day.year}-{99000 + place}", n.wrong_mark)
        for place, n in enumerate(found, start=1)
    ]


def _planned(code: str, site_id: str, month: date, typical: int) -> Note:
    key = ("waste", code, site_id, month)
    if (site_id, code, month) == (_IN_SACKS[0], _IN_SACKS[1], _IN_SACKS[2].replace(day=1)):
        return Note(_IN_SACKS[2], site_id, code, _SACKS_WEIGHED)
    day = weekday_from(month.replace(day=draw(2, 25, *key, "day")))
    if day in (_WRONG_MARK[2], _IN_SACKS[2]):
        day += timedelta(days=1)
    size = typical * _SIZE.get(site_id, 1000) * _TREND[month.year] // 1_000_000
    return Note(day, site_id, code, max(1, around(size, 180, *key)))


def _refuse_company_of_faults(notes: list[Note]) -> None:
    """The rejected notes must be the only ones of their site on their day, and every code must occur."""
    for site_id, day in ((_IN_SACKS[0], _IN_SACKS[2]), (_WRONG_MARK[0], _WRONG_MARK[2])):
        if sum(note.site_id == site_id and note.day == day for note in notes) != 1:
            raise ValueError(f"another note of {site_id} on {day}")
    if {note.code for note in notes} != set(KINDS):
        raise ValueError("a code of the example does not occur")


def _tell(world: World, note: Note, name: str, row_number: int) -> None:
    point = world.register.point(note.site_id, STREAM)
    if note.in_sacks:
        world.expect_rejected(name, SHEET, row_number, "unknown_unit")
    if note.wrong_mark:
        world.expect_rejected(name, SHEET, row_number, "hazard_mark_contradicts_list")
        world.findings.append(
            ExpectedFinding("rejected_event", site_id=note.site_id, stream=STREAM, period=f"{note.day:%Y-%m}")
        )
        world.open_months.add((point.id, note.day.replace(day=1)))
        return
    end = note.day + timedelta(days=1)
    stream = f"waste.{note.code}"
    world.facts.append(Fact(note.site_id, point.id, stream, note.day, end, Fraction(note.kg), note.treated))


def _tell_treatments(world: World, notes: list[Note], name: str) -> None:
    """Of each kind of unclear treatment a file is told once, with its first row."""
    rows = list(enumerate(notes, start=FIRST_DATA_ROW))
    for code, unclear in (
        ("missing_treatment", [row for row, note in rows if note.unclear_treatment == ""]),
        ("unknown_treatment", [row for row, note in rows if note.unclear_treatment]),
    ):
        if unclear:
            world.findings.append(ExpectedFinding(code, name, unclear[0]))


def _workbook(world: World, start: date, notes: list[Note], suffix: str, *, mended: bool) -> bytes:
    workbook, sheet = new_sheet(SHEET)
    title = (
        f"Hulladékátadások – {start.year}. {start.month // 3 + 1}. negyedév{suffix} (kitalált adatok – példa)"
    )
    put_row(sheet, 1, [title], bold=True)
    put_row(sheet, 2, _HEADER, bold=True)
    for row_number, note in enumerate(notes, start=FIRST_DATA_ROW):
        put_row(sheet, row_number, _cells(world, note, mended=mended))
    return workbook_bytes(workbook)


def _cells(world: World, note: Note, *, mended: bool) -> tuple[Cell, ...]:
    amount: int | Decimal = note.kg
    unit = "kg"
    if note.in_sacks and not mended:
        amount, unit = _SACKS, "zsák"
    elif note.kg >= 400 and draw(1, 3, "waste unit", note.number) == 1:
        amount, unit = scaled(note.kg, 3), "t"
    return (
        note.day,
        world.register.point(note.site_id, STREAM).id,
        world.register.site(note.site_id).name,
        _written_code(note),
        KINDS[note.code].name,
        amount,
        unit,
        _written_treatment(note),
        note.number,
    )


def _written_treatment(note: Note) -> str | None:
    """The treatment code in one of the notations that carriers use, or what stands in its place."""
    if note.unclear_treatment is not None:
        return note.unclear_treatment or None
    code = KINDS[note.code].treatment
    return (code, code.lower(), f"{code[0]} {code[1:]}")[draw(0, 2, "treatment", note.number)]


def _written_code(note: Note) -> str:
    """The code in one of the notations that offices use, starred when hazardous or held to be."""
    pairs = (note.code[:2], note.code[2:4], note.code[4:])
    sign = "*" if KINDS[note.code].hazardous or note.wrong_mark else ""
    between = " " if note.wrong_mark else (" ", "", ".")[draw(0, 2, "notation", note.number)]
    return between.join(pairs) + sign
