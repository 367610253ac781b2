"""MSCONS with any service string, and Australian interval files of every length."""

import re
from functools import partial
from pathlib import Path

import pytest

from flows.problems import UnreadableMachineFile
from flows.sources.mscons import mscons_sheet
from flows.sources.nem12 import nem12_sheet
from tests.unit.flows.sources.machine_files import nem12, nem12_day, records

read = partial(records, mscons_sheet)
read_nem12 = partial(records, nem12_sheet)

SEGMENTS = (
    "UNB+UNOC:3+4012345000009:500+4012345000016:500+250201:1200+REF1++TL",
    "UNH+1+MSCONS:D:04B:UN:2.4c",
    "BGM+7+DOC1+9",
    "DTM+137:202502011200:203",
    "NAD+MS+4012345000009::293",
    "UNS+D",
    "NAD+DP",
    "LOC+172+DE0001",
    "DTM+163:202501010000?+01:303",
    "DTM+164:202501010030?+01:303",
    "LIN+1",
    "PIA+5+1-1?:1.29.0:SRW",
    "QTY+220:1,5",
    "DTM+163:202501010000?+01:303",
    "DTM+164:202501010015?+01:303",
    "QTY+67:2,25:KWH",
    "DTM+163:202501010015?+01:303",
    "DTM+164:202501010030?+01:303",
    "STS+10+++Z36",
    "UNT+19+1",
    "UNZ+1+REF1",
)
STANDARD = "UNA:+,? '"


def mscons(una: str = STANDARD, between: str = "", segments: tuple[str, ...] = SEGMENTS) -> str:
    """The interchange with other signs."""
    component, element, decimal, release, _, terminator = una[3:]
    signs = {":": component, "+": element, ",": decimal, "?": release}
    body = "".join(
        "".join(signs.get(sign, sign) for sign in segment) + terminator + between for segment in segments
    )
    return una + between + body


QUANTITIES = [
    ("DE0001", "1-1:1.29.0", "220", "1.5", None, "2025-01-01T00:00:00+01:00", "2025-01-01T00:15:00+01:00"),
    ("DE0001", "1-1:1.29.0", "67", "2.25", "KWH", "2025-01-01T00:15:00+01:00", "2025-01-01T00:30:00+01:00"),
]


def quantities(found: list[dict[str, str]]) -> list[tuple[str | None, ...]]:
    names = ("metering_point", "measurand", "qualifier", "quantity", "unit", "start", "end")
    return [tuple(row.get(name) for name in names) for row in found]


@pytest.mark.parametrize("between", ["", "\n", "\r\n"], ids=["one line", "many lines", "windows"])
def test_one_physical_line_or_many(tmp_path: Path, between: str) -> None:
    assert quantities(read(tmp_path, mscons(between=between))) == QUANTITIES


def test_lines_broken_anywhere(tmp_path: Path) -> None:
    text = mscons()
    wrapped = text[:9] + "\r\n".join(re.findall(".{1,80}", text[9:]))
    assert quantities(read(tmp_path, wrapped)) == QUANTITIES


def test_other_signs(tmp_path: Path) -> None:
    text = mscons("UNA|^,# ~").replace("1-1#|1.29.0", "1-1:1.29.0").replace("#^01", "+01")
    assert "'" not in text
    assert quantities(read(tmp_path, text)) == QUANTITIES


def test_a_line_feed_as_the_terminator(tmp_path: Path) -> None:
    assert quantities(read(tmp_path, mscons("UNA:+,? \n"))) == QUANTITIES


def test_a_point_as_the_decimal_mark_and_no_service_string(tmp_path: Path) -> None:
    with_point = mscons("UNA:+.? '")
    assert quantities(read(tmp_path, with_point)) == QUANTITIES
    assert quantities(read(tmp_path, with_point.removeprefix("UNA:+.? '"))) == QUANTITIES


def test_a_released_sign_is_part_of_the_text(tmp_path: Path) -> None:
    segments = tuple(
        segment.replace("DE0001", "A??") if segment.startswith("LOC") else segment for segment in SEGMENTS
    )
    assert {row["metering_point"] for row in read(tmp_path, mscons(segments=segments))} == {"A?"}
    segments = tuple(
        segment.replace("DE0001", "it?'s") if segment.startswith("LOC") else segment for segment in SEGMENTS
    )
    assert {row["metering_point"] for row in read(tmp_path, mscons(segments=segments))} == {"it's"}


def test_what_the_message_says_stands_with_each_quantity(tmp_path: Path) -> None:
    first, second = read(tmp_path, mscons())
    assert (first["sender"], first["issued_on"], first["message"]) == ("4012345000009", "2025-02-01", "1")
    assert "status" not in first
    assert second["status"] == "10"


@pytest.mark.parametrize(
    ("moment", "iso"),
    [
        ("202501010000?+01:303", "2025-01-01T00:00:00+01:00"),
        ("202501010000?+00:303", "2025-01-01T00:00:00+00:00"),
        ("202501010000-05:303", "2025-01-01T00:00:00-05:00"),
        ("20250101000030?+01:304", "2025-01-01T00:00:30+01:00"),
        ("202501010000:203", "2025-01-01T00:00:00"),
        ("20250101000030:204", "2025-01-01T00:00:30"),
        ("20250101:102", "2025-01-01"),
        ("202501:610", "202501 (610)"),
        ("202501010000MEZ:303", "202501010000MEZ (303)"),
    ],
)
def test_moments_in_every_form(tmp_path: Path, moment: str, iso: str) -> None:
    segments = list(SEGMENTS)
    segments[13] = f"DTM+163:{moment}"
    assert read(tmp_path, mscons(segments=tuple(segments)))[0]["start"] == iso


def test_a_point_where_the_decimal_mark_is_a_comma_is_not_guessed(tmp_path: Path) -> None:
    segments = tuple(segment.replace("220:1,5", "220:1.500") for segment in SEGMENTS)
    assert read(tmp_path, mscons(segments=segments))[0]["quantity"] == "1.500 (?)"


def test_a_place_that_does_not_measure_leaves_no_metering_point(tmp_path: Path) -> None:
    segments = tuple(segment.replace("LOC+172", "LOC+107") for segment in SEGMENTS)
    assert all("metering_point" not in row for row in read(tmp_path, mscons(segments=segments)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (mscons(segments=SEGMENTS[:-1]), "UNZ"),
        (mscons()[:-300], "cut off"),
        (mscons().replace("UNT+19", "UNT+20"), "20 segments, but 19"),
        (mscons().replace("MSCONS:D", "INVOIC:D"), "INVOIC"),
        (STANDARD + "x" * 200_000, "no end of segment"),
        (mscons() + "QTY+220:1'", "behind the end"),
        (STANDARD, "UNZ"),
        ("UNA", "UNZ"),
        ("UNB+UNOY:3+\u00e9'UNZ+0+1'".encode("latin-1"), "not text in utf-8"),
    ],
)
def test_what_is_cut_off_or_no_mscons_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(UnreadableMachineFile, match=sentence):
        read(tmp_path, content)


HALF_HOURS = [f"{value}.5" for value in range(48)]


def stream(minutes: int, suffix: str = "E1", unit: str = "kWh") -> str:
    return f"200,NMI0000001,E1B1,R1,{suffix},N1,METER1,{unit},{minutes},20250201"


@pytest.mark.parametrize(("minutes", "count"), [(5, 288), (15, 96), (30, 48)])
def test_a_day_of_every_length(tmp_path: Path, minutes: int, count: int) -> None:
    values = [str(value) for value in range(count)]
    found = read_nem12(tmp_path, nem12(stream(minutes), nem12_day("20250102", values)))
    assert [row["quantity"] for row in found] == values
    assert found[0] == {
        "metering_point": "NMI0000001",
        "suffix": "E1",
        "register": "R1",
        "meter": "METER1",
        "unit": "kWh",
        "start": "2025-01-02T00:00:00+10:00",
        "end": f"2025-01-02T00:{minutes:02}:00+10:00",
        "quantity": "0",
        "quality": "A",
        "method": "A",
    }
    assert found[-1]["end"] == "2025-01-03T00:00:00+10:00"


def test_quality_that_varies_within_the_day(tmp_path: Path) -> None:
    found = read_nem12(
        tmp_path,
        nem12(
            stream(30),
            nem12_day("20250102", HALF_HOURS, "V"),
            "400,1,20,A,,",
            "400,21,24,S14,32,Substituted",
            "400,25,25,N,,",
            "400,26,48,F16,,",
            nem12_day("20250103", HALF_HOURS, "E52"),
        ),
    )
    assert [row["quality"] for row in found] == ["A"] * 20 + ["S"] * 4 + ["N"] + ["F"] * 23 + ["E"] * 48
    assert (found[20]["method"], found[20]["reason"]) == ("S14", "32 Substituted")
    assert "quantity" not in found[24], "what stands where there are no data is no value"
    assert found[25]["quantity"] == "25.5"


def test_several_meters(tmp_path: Path) -> None:
    found = read_nem12(
        tmp_path,
        nem12(
            stream(30),
            nem12_day("20250102", HALF_HOURS),
            "500,O,S01,20250101000000,",
            stream(15, "B1", "Wh"),
            nem12_day("20250102", ["1"] * 96),
        ),
    )
    assert [(row["suffix"], row["unit"]) for row in found] == [("E1", "kWh")] * 48 + [("B1", "Wh")] * 96


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (nem12(stream(30), nem12_day("20250102", HALF_HOURS[:-1])), "line 3 does not hold 48 values"),
        (nem12(stream(30), nem12_day("20250102", [*HALF_HOURS, "9"])), "line 3 does not hold 48 values"),
        (nem12(stream(15), nem12_day("20250102", HALF_HOURS)), "does not hold 96 values"),
        (nem12(stream(7), nem12_day("20250102", HALF_HOURS)), "line 2: an interval of '7' minutes"),
        (nem12(nem12_day("20250102", HALF_HOURS)), "before any meter"),
        (nem12(stream(30), nem12_day("20250231", HALF_HOURS)), "no day"),
        (nem12(stream(30), "400,1,48,A,,"), "without the day"),
        (nem12(stream(30), nem12_day("20250102", HALF_HOURS), "400,1,49,A,,"), "not of one day"),
        (nem12(stream(30), "999,x"), "unknown kind"),
        (nem12(stream(30), nem12_day("20250102", HALF_HOURS)).removesuffix("900\n"), "900"),
        (nem12(stream(30)).encode() + b"\xff", "UTF-8"),
    ],
)
def test_what_is_no_whole_interval_file_is_refused(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(UnreadableMachineFile, match=sentence):
        read_nem12(tmp_path, content)
