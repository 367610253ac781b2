"""Many deliveries into the store: short files of one layout together, every other by itself.

What is loaded together is one transaction, so that a run that breaks off leaves each delivery whole or untouched.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from flows.archive import Arrival
from flows.loading.bundle import bundle, can_be_bundled, layout
from flows.loading.delivery import Refusal, load_bundle, load_delivery, load_found, look_at, refuse
from flows.loading.outcomes import Known, Outcome, known_deliveries
from flows.sources.format import Format
from flows.sources.recognise import Recognised
from flows.warehouse import transaction
from indicators.model import City

LARGEST_SHORT = 1 << 16
"""Bytes of a file that may be short; a larger one is not opened with others in mind."""

WORTH_SHARING = 1 << 22
"""Bytes of a file from which several threads load it quicker than one."""

MOST_TOGETHER = 1 << 22
"""Bytes of the files that are loaded together, which bounds what stands in memory at a time."""


def load_deliveries(
    connection: duckdb.DuckDBPyConnection, arrivals: Iterable[Arrival], city: City, formats: list[Format]
) -> list[Outcome]:
    """Load all arrivals; the outcomes are in the order of arrival."""
    with tempfile.TemporaryDirectory(prefix="emas-") as folder:
        loader = _Loader(connection, city, formats, Path(folder))
        outcomes = [outcome for arrival in arrivals for outcome in loader.load(arrival)]
        outcomes.extend(loader.load_gathered())
    connection.execute("RESET threads")
    return sorted(outcomes, key=lambda outcome: outcome.arrival.sequence)


class _Loader:
    """Gathers short files, and loads them once there are enough of them."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, city: City, formats: list[Format], scratch: Path
    ) -> None:
        self._connection, self._city, self._formats, self._scratch = connection, city, formats, scratch
        self._known: Known = known_deliveries(connection)
        self._languages = {office.id: office.language for office in city.offices}
        self._gathered: dict[tuple[object, ...], list[tuple[Arrival, Recognised]]] = {}
        self._refused: list[tuple[Arrival, Refusal]] = []
        self._ids: set[str] = set()
        self._bytes = 0
        self._shared = True

    def load(self, arrival: Arrival) -> list[Outcome]:
        """Load or gather an arrival; the outcomes are those of deliveries that are loaded now."""
        loaded: list[Outcome] = []
        if arrival.delivery_id in self._ids or self._bytes > MOST_TOGETHER:
            loaded += self.load_gathered()
        self._share_work(arrival.size_bytes >= WORTH_SHARING)
        if arrival.size_bytes > LARGEST_SHORT:
            return [*loaded, load_delivery(self._connection, arrival, self._city, self._formats, self._known)]
        found = look_at(self._connection, arrival, self._city, self._formats, self._scratch, self._known)
        if isinstance(found, Refusal):
            self._refused.append((arrival, found))
        elif can_be_bundled(found.tables):
            [table] = found.tables
            key = (*layout(table), self._languages[arrival.office_id], arrival.received_at.date())
            self._gathered.setdefault(key, []).append((arrival, table))
            self._bytes += arrival.size_bytes
        else:
            with transaction(self._connection):
                parts = self._connection, arrival, found, self._scratch, self._city, self._known
                return [*loaded, load_found(*parts)]
        self._ids.add(arrival.delivery_id)
        return loaded

    def load_gathered(self) -> list[Outcome]:
        """Load what was gathered, each layout in a transaction of its own."""
        loaded: list[Outcome] = []
        self._share_work(False)
        if self._refused:
            with transaction(self._connection):
                loaded += [refuse(self._connection, *refused, self._known) for refused in self._refused]
        for parts in self._gathered.values():
            loaded += self._load_together(parts)
        self._gathered, self._refused, self._ids, self._bytes = {}, [], set(), 0
        return loaded

    def _load_together(self, parts: list[tuple[Arrival, Recognised]]) -> list[Outcome]:
        """Load a bundle. One that DuckDB cannot take is loaded file by file, so that only the culprit is in the way."""
        try:
            with transaction(self._connection):
                joined = bundle(self._connection, parts)
                return load_bundle(self._connection, joined, self._city, self._known)
        except duckdb.Error:
            if len(parts) == 1:
                raise
            return [outcome for part in parts for outcome in self._load_together([part])]

    def _share_work(self, shared: bool) -> None:
        """A small file is done before work could be shared between threads."""
        if shared is not self._shared:
            self._connection.execute("RESET threads" if shared else "SET threads = 1")
            self._shared = shared
