"""Work shared out among processes that open an index by its path: batches in, what became of them out, in order.

A worker is a process of its own: it maps the index (nothing is copied) and knows nothing of the database. It is given one batch at
a time, so that neither side waits for the other to read, and at most a few batches wait to be written. It ends when its pipe
does, however its parent came to its end.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol, TypeVar

from glossary.engines import LoadedIndex, load_index
from glossary.errors import GlossaryError, InputError

#: How many batches a worker may be ahead of the one that is written next.
_AHEAD = 4


class Numbered(Protocol):
    """A batch, or what became of it; counted from 0."""

    @property
    def number(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where the index is: open here, and the file that workers open."""

    loaded: LoadedIndex
    path: Path


Order = TypeVar("Order")
Given = TypeVar("Given", bound=Numbered)
Made = TypeVar("Made", bound=Numbered)
#: A function of a module, so that workers find it by its name: index, order and batch → what became of it.
Work = Callable[[LoadedIndex, Order, Given], Made]


def spread(work: Work[Order, Given, Made], order: Order, source: Source, batches: Iterator[Given], jobs: int) -> Iterator[Made]:
    """What became of each batch, in order. Raises InputError where a worker died or its index is not ours."""
    workers: list[_Worker] = []
    try:
        workers += (_Worker(work, order, source) for _ in range(jobs))
        yield from _in_order([worker.connection for worker in workers], batches)
    except (EOFError, ConnectionError):
        raise InputError("a worker process died (out of memory?); try fewer --jobs") from None
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process that works, and our end of the pipe to it."""

    def __init__(self, work: Work[Any, Any, Any], order: object, source: Source) -> None:
        context = get_context("spawn")  # a fork would inherit the database connection
        self.connection, theirs = context.Pipe()
        arguments = (theirs, work, order, source.path, source.loaded.index.stamp)
        self.process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a worker cannot work."""

    number: int
    reason: str


def _serve(connection: Connection, work: Work[Any, Any, Any], order: object, path: Path, stamp: object) -> None:
    """The life of a worker: batches come until the pipe ends. Ctrl-C is for the parent, which closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fault = ""
    try:
        loaded = load_index(path)
        fault = "" if loaded.index.stamp == stamp else "the database was changed meanwhile; run it again"
    except (GlossaryError, OSError) as error:
        fault = str(error)
    try:
        while True:
            batch = connection.recv()
            connection.send(_Fault(batch.number, fault) if fault else work(loaded, order, batch))
    except (EOFError, OSError):
        return


def _in_order(workers: Sequence[Connection], batches: Iterator[Given]) -> Iterator[Any]:
    idle, busy = list(workers), list[Connection]()
    ready: dict[int, Numbered] = {}
    wanted = 0
    upcoming = next(batches, None)
    while upcoming is not None or busy or ready:
        while idle and upcoming is not None and upcoming.number < wanted + _AHEAD * len(workers):
            busy.append(idle.pop())
            busy[-1].send(upcoming)
            upcoming = next(batches, None)
        while wanted in ready:  # after the workers have got something to do
            yield ready.pop(wanted)
            wanted += 1
        for connection in [c for c in wait(busy) if c in busy] if busy else ():
            made: Numbered = connection.recv()
            if isinstance(made, _Fault):
                raise InputError(made.reason)
            ready[made.number] = made
            busy.remove(connection)
            idle.append(connection)
