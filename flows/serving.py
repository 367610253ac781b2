"""Prefect's server on the loopback address, for as long as `emas serve` runs."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flows.problems import Problem

LOOPBACK = "127.0.0.1"
SECONDS_TO_START = 120
SECONDS_TO_STOP = 15


@contextmanager
def prefect_server(port: int) -> Iterator[str]:
    """A Prefect server of this workspace for as long as the block lasts; gives the address of its API.

    Raises:
        Problem: the port is in use, or the server does not start.
    """
    _refuse_used_port(port)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(port)]
    address = f"http://{LOOPBACK}:{port}/api"
    environment = os.environ | {"PREFECT_API_URL": address}
    with subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for what the server serves; the server itself ends last
    ) as server:
        try:
            _wait_until_healthy(server, address)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def ended_by_interrupt() -> Iterator[None]:
    """Ctrl+C in the block, or the end of its terminal, ends it together with the run that is under way.

    Prefect would wait for that run, and it for a server that is gone. A month may be killed at any moment: the next
    one takes up its work.
    """
    signals = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, _interrupt) for number in signals}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for run in multiprocessing.active_children():
        run.kill()
    raise KeyboardInterrupt


def _refuse_used_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise Problem(f"port {port} is in use; name another with --port") from error


def _wait_until_healthy(server: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    raise Problem(f"the Prefect server did not start within {SECONDS_TO_START} seconds")
