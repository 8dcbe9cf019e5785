"""Work shared out among processes that open an index by its path: batches in, what became of them out, in order.

A worker is a process of its own that knows nothing of the database. Where it can be it is forked, as soon as the first batch has been
worked on here and all that a batch needs is loaded: it begins at once, and shares that memory. Elsewhere it is a new process, which
maps the index (nothing is copied) and loads the rest by itself.

A worker is given one batch at a time, so that neither side waits for the other to read, and at most a few batches wait to be written.
It ends when its pipe does, however its parent came to its end.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import Pipe, get_context
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
    first = next(batches, None)
    if first is None:
        return
    forks = _can_fork()
    if forks:  # what is loaded for this one is there for all workers
        yield work(source.loaded, order, first)
        first = next(batches, None)
        if first is None:
            return
    workers: list[_Worker] = []
    try:
        _start(workers, jobs, _Task(work, order, source), forks)
        yield from _in_order([worker.connection for worker in workers], chain([first], batches), first.number)
    finally:
        for worker in workers:
            worker.stop()


def _can_fork() -> bool:
    """Is it safe to fork: on Linux, where no other thread may hold a lock that nobody would release in the copy?"""
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(frozen=True, slots=True)
class _Task:
    """What workers are for."""

    work: Work[Any, Any, Any]
    order: object
    source: Source


def _start(workers: list[_Worker], jobs: int, task: _Task, forks: bool) -> None:
    """Start so many workers. Ctrl-C waits meanwhile, for it is not for those that are forked."""
    if not forks:
        workers += (_Worker(task) for _ in range(jobs))
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    gc.freeze()  # a collection would write to all objects, and so copy them
    try:
        for _ in range(jobs):
            workers.append(_Worker(task, [worker.connection for worker in workers]))
    finally:
        gc.unfreeze()
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


class _Worker:
    """A process that works, and our end of the pipe to it; forked where our `others` ends are given, which are not for it."""

    def __init__(self, task: _Task, others: Sequence[Connection] | None = None) -> None:
        self.connection, theirs = Pipe()
        self.process: BaseProcess
        if others is None:
            anew = (theirs, task.work, task.order, task.source.path, task.source.loaded.index.stamp)
            self.process = get_context("spawn").Process(target=_serve_anew, args=anew, daemon=True)
        else:
            forked = (theirs, [*others, self.connection], task)
            self.process = get_context("fork").Process(target=_serve_forked, args=forked, daemon=True)
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


def _serve_anew(connection: Connection, work: Work[Any, Any, Any], order: object, path: Path, stamp: object) -> None:
    """The life of a worker that is a new process. Ctrl-C is for the parent, which closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fault = ""
    try:
        loaded = load_index(path)
        fault = "" if loaded.index.stamp == stamp else "the database was changed meanwhile; run it again"
    except (GlossaryError, OSError) as error:
        fault = str(error)
    _serve(connection, lambda batch: _Fault(batch.number, fault) if fault else work(loaded, order, batch))


def _serve_forked(connection: Connection, others: Sequence[Connection], task: _Task) -> None:
    """The life of a worker that is a copy of its parent, whose ends of pipes it closes, or else they would never end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    try:
        _serve(connection, lambda batch: task.work(task.source.loaded, task.order, batch))
    finally:
        os._exit(0)  # nothing of what the parent has open is to be closed or written here


def _serve(connection: Connection, made_of: Callable[[Any], object]) -> None:
    """Batches come until the pipe ends."""
    try:
        while True:
            connection.send(made_of(connection.recv()))
    except (EOFError, OSError):
        return


@contextmanager
def _alive() -> Iterator[None]:
    """Of a pipe to a worker alone: whatever else is read or written meanwhile has errors of its own."""
    try:
        yield
    except (EOFError, ConnectionError):
        raise InputError("a worker process died (out of memory?); try fewer --jobs") from None


def _give(connection: Connection, batch: Numbered) -> None:
    with _alive():
        connection.send(batch)


def _take(connection: Connection) -> Numbered:
    with _alive():
        made: Numbered = connection.recv()
    return made


def _in_order(workers: Sequence[Connection], batches: Iterator[Given], wanted: int) -> Iterator[Any]:
    """What became of batches, from the number that is `wanted` first."""
    idle, busy = list(workers), list[Connection]()
    ready: dict[int, Numbered] = {}
    upcoming = next(batches, None)
    while upcoming is not None or busy or ready:
        while idle and upcoming is not None and upcoming.number < wanted + _AHEAD * len(workers):
            busy.append(idle.pop())
            _give(busy[-1], upcoming)
            upcoming = next(batches, None)
        while wanted in ready:  # after the workers have got something to do
            yield ready.pop(wanted)
            wanted += 1
        for connection in [c for c in wait(busy) if c in busy] if busy else ():
            made = _take(connection)
            if isinstance(made, _Fault):
                raise InputError(made.reason)
            ready[made.number] = made
            busy.remove(connection)
            idle.append(connection)
