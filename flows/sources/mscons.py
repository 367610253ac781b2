"""MSCONS: metered quantities as energy markets exchange them in EDIFACT (message type MSCONS, directory D.04B).

A message names a metering point (LOC), for each item a measurand (LIN, PIA with an OBIS number), and for each
quantity (QTY) its period or moment (DTM) and status (STS).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from flows.problems import UnreadableMachineFile
from flows.sources.edifact import Segment, Signs, segments, signs_of
from flows.sources.records import Record, record_sheet
from flows.sources.sheet import Sheet

FIELDS = (
    "message", "issued_on", "sender", "metering_point", "measurand", "start", "end", "moment", "quantity", "unit",
    "qualifier", "status",
)  # fmt: skip

CREATED, BEGINS, ENDS = "137", "163", "164"
MOMENTS = frozenset({"7", "9"})
"""UNTDID 2005, function of a DTM: when the message was made, the two ends of a period, the moment of a reading."""

METERING_POINTS = frozenset({"172", "Z04"})
"""UNTDID 3227, function of a LOC: the point that reports."""

LEVELS = ("LOC", "LIN", "NAD", "UNT")
"""Segments with which the quantity before them is complete."""

ENCODINGS = {
    "UNOD": "iso-8859-2",
    "UNOE": "iso-8859-5",
    "UNOF": "iso-8859-7",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
LATIN_1 = "iso-8859-1"

DTM_FORMATS = {
    "102": re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)", re.ASCII),
    "203": re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)", re.ASCII),
    "204": re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)", re.ASCII),
    "303": re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<z>[+-]\d\d)", re.ASCII),
    "304": re.compile(
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)(?P<z>[+-]\d\d)", re.ASCII
    ),
}
"""UNTDID 2379: how a DTM writes its moment. `z` is the distance from UTC in hours."""


def mscons_sheet(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path, table: str) -> Sheet:
    """One record for each quantity.

    Moments are in ISO form, with their distance from UTC where the file gives one; a decimal mark other than the point
    becomes the point, as the service string says which it is.

    `unit` is mostly empty: the format declares it. `qualifier` is the kind of the quantity (UNTDID 6063).
    """
    signs = signs_of(path)
    reader = _Reader(segments(path, signs, _encoding(path, signs)), signs)
    sheet = record_sheet(connection, reader.records(), FIELDS, scratch, table)
    return sheet.sent_by(reader.sender)


def _encoding(path: Path, signs: Signs) -> str:
    """The character set by the syntax identifier of UNB, UNOC (ISO 8859-1) if there is none."""
    for segment in segments(path, signs, LATIN_1):
        return ENCODINGS.get(segment.said(0), LATIN_1) if segment.tag == "UNB" else LATIN_1
    return LATIN_1


class _Reader:
    def __init__(self, stream: Iterator[Segment], signs: Signs) -> None:
        self._stream = stream
        self._decimal = signs.decimal.strip()
        self._message: dict[str, str] = {}
        self._place: dict[str, str] = {}
        self._quantity: dict[str, str] | None = None
        self.sender = ""

    def records(self) -> Iterator[Record]:
        """The quantities of all messages.

        Raises:
            UnreadableMachineFile: the interchange has no end, or a message not as many segments as it says.
        """
        count, ended = 0, False
        for segment in self._stream:
            if ended:
                raise UnreadableMachineFile("there are segments behind the end of the interchange (UNZ)")
            count = 1 if segment.tag == "UNH" else count + 1
            if segment.tag in (*LEVELS, "QTY") and self._quantity is not None:
                yield self._complete(self._quantity)
                self._quantity = None
            if segment.tag == "UNT" and segment.said(0) != str(count):
                raise UnreadableMachineFile(
                    f"message {segment.said(1)} says that it has {segment.said(0)} segments, but {count} are there"
                )
            ended = segment.tag == "UNZ"
            self._take(segment)
        if not ended:
            raise UnreadableMachineFile("it is cut off: the end of the interchange (UNZ) is missing")

    def _complete(self, quantity: dict[str, str]) -> Record:
        return self._message | self._place | quantity

    def _take(self, segment: Segment) -> None:
        match segment.tag:
            case "UNB":
                self.sender = segment.said(1)
            case "UNH":
                if segment.said(1) != "MSCONS":
                    raise UnreadableMachineFile(
                        f"it holds a message of type {segment.said(1)}; only MSCONS is read"
                    )
                self._message, self._place = {"message": segment.said(0)}, {}
            case "NAD" if segment.said(0) == "MS":
                self._message["sender"] = segment.said(1)
            case "NAD" if segment.said(0) == "DP":
                self._place = {}
            case "LOC":
                self._place = (
                    {"metering_point": segment.said(1)} if segment.said(0) in METERING_POINTS else {}
                )
            case "LIN":
                self._place.pop("measurand", None)
            case "PIA":
                self._place["measurand"] = segment.said(1)
            case "QTY":
                self._quantity = {
                    "qualifier": segment.said(0),
                    "quantity": self._number(segment.said(0, 1)),
                    "unit": segment.said(0, 2),
                }
            case "STS" if self._quantity is not None:
                found = ":".join(filter(None, (segment.said(0), segment.said(1), segment.said(2))))
                self._quantity["status"] = " ".join(filter(None, (self._quantity.get("status", ""), found)))
            case "DTM":
                self._take_moment(segment)

    def _number(self, text: str) -> str:
        """The number with a decimal point; a point where the file's mark is another is no part of a number."""
        if self._decimal in ("", ".") or "." in text:
            return text if self._decimal in ("", ".") else f"{text} (?)"
        return text.replace(self._decimal, ".")

    def _take_moment(self, segment: Segment) -> None:
        function, moment = segment.said(0), _moment(segment.said(0, 1), segment.said(0, 2))
        if function == CREATED:
            self._message["issued_on"] = moment[:10]
        elif self._quantity is None:
            return
        elif function in MOMENTS:
            self._quantity["moment"] = moment
        elif function in (BEGINS, ENDS):
            self._quantity["start" if function == BEGINS else "end"] = moment


def _moment(text: str, form: str) -> str:
    """A DTM in ISO form; one in an unknown form stands as it is, with its form."""
    pattern = DTM_FORMATS.get(form)
    found = pattern.fullmatch(text) if pattern else None
    if found is None:
        return f"{text} ({form})" if form else text
    parts = {"H": "", "M": "", "S": "00", "z": ""} | {
        name: part for name, part in found.groupdict().items() if part is not None
    }
    day = f"{parts['y']}-{parts['m']}-{parts['d']}"
    if not parts["H"]:
        return day
    offset = f"{parts['z']}:00" if parts["z"] else ""
    return f"{day}T{parts['H']}:{parts['M']}:{parts['S']}{offset}"
