"""Options that commands share, and opening what they name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from glossary.commands.printing import Form, warn
from glossary.errors import NotFoundError
from glossary.glossary import Glossary, default_path, make
from glossary.glossary import open as open_glossary

Db = Annotated[
    str, typer.Option("--db", metavar="PATH", envvar="GLOSSARY_DB", help="The database; by default your own, made on first use.")
]
Format = Annotated[Form, typer.Option("--format", "-f", help="How to print.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the journal.")]
Encoding = Annotated[str, typer.Option("--encoding", metavar="NAME", help="Of files without a byte order mark; UTF-8 else.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=256, help="Look names of standard input up in so many processes.")]
_MANY = 100_000


def opened(db: str, *, may_make: bool = False) -> Glossary:
    """The database that a command works on. Raises NotFoundError for one that is named and not there."""
    path = Path(db) if db else default_path()
    if db and not path.exists() and not may_make:
        raise NotFoundError(f"{path}: no such database; make one with `glossary init --db {path}`")
    if not db and not path.exists():
        make(path, builtin=True)
        warn(f"made {path} from the built-in data")
    book = open_glossary(path)
    if not db and book.update_builtin():
        warn(f"updated {path} from the built-in data of this version")
    book.on_compile = _say_compiling
    return book


def _say_compiling(aliases: int) -> None:
    if aliases >= _MANY:
        warn(f"compiling the index of {aliases:,} names, once")


def lines_of_stdin(encoding: str = "") -> list[str]:
    """The lines of standard input, without their ends; blank ones too, so that answers and lines go together."""
    from glossary.formats.decoding import STDIN, read_text

    lines = read_text(STDIN, encoding or None).split("\n")
    return [line.rstrip("\r") for line in (lines if lines[-1] else lines[:-1])]


def on_terminal() -> bool:
    """Are messages read by a person as they come?"""
    return sys.stderr.isatty()


@contextmanager
def progress_bar(file: str, total: int | None = None) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr, on a terminal only; it is told how many rows are done, of so many where that is known."""
    if not on_terminal():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    remaining = () if total is None else (TimeRemainingColumn(),)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), *remaining)
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:  # else rows go to stderr
        task = bar.add_task(Path(file).name, total=total)
        yield lambda rows: bar.update(task, completed=rows)
