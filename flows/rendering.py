"""The pages of a city made and written: those of a large city by several processes, each of which writes its shares.

A process of its own starts anew (`spawn`): it has neither Prefect, whose threads no fork survives, nor the store. The
pages of a share do not depend on the others, so that it makes no difference to any byte who writes them.
"""

import os
import pickle
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboards.pages import Share, files_of, shares
from dashboards.shown import Shown
from flows.publishing import Written, settle_pages, write_files
from indicators.model import Results

SITES_OF_A_SHARE = 5
MANY_SITES = 15
"""With fewer sites than these one process is done before a second one has started, which takes it two seconds."""

MOST_PROCESSES = 4
"""Each holds the results once more, about 200 MB for a hundred sites."""


def make_pages(folder: Path, results: Results, processes: int | None = None) -> list[str]:
    """Write the whole site into a folder, as many processes as there are processors at a time.

    Returns the names of the files that changed or went.
    """
    several = processes or min(os.cpu_count() or 1, MOST_PROCESSES)
    wanted = shares(results.city, SITES_OF_A_SHARE)
    if several == 1 or (processes is None and len(results.city.sites) < MANY_SITES):
        shown = Shown(results)
        return settle_pages(folder, [write_files(folder, files_of(shown, share)) for share in wanted])
    with TemporaryDirectory(prefix="emas-") as place:
        handed = Path(place) / "results"
        with handed.open("wb") as file:
            pickle.dump(results, file)
        with ProcessPoolExecutor(several, get_context("spawn"), _begin, (folder, handed)) as pool:
            written = list(pool.map(_write_share, wanted))
    return settle_pages(folder, written)


_begun: list[tuple[Path, Shown]] = []
"""In a process of its own: where it writes, and what."""


def _begin(folder: Path, handed: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    with handed.open("rb") as file:
        _begun.append((folder, Shown(pickle.load(file))))  # noqa: S301 - written by the parent


def _end_with_the_parent() -> None:
    """A run that is killed writes nothing more: its successor may be at work already."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _write_share(share: Share) -> Written:
    [(folder, shown)] = _begun
    return write_files(folder, files_of(shown, share))
