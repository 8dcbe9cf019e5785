"""The index that a command works with, and the file of it that worker processes open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from glossary.commands.options import opened
from glossary.engines import load_index
from glossary.errors import GlossaryError
from glossary.glossary import Glossary
from glossary.workers import Source


@contextmanager
def source_of(db: str, jobs: int) -> Iterator[Source]:
    """The index, and a file of it that other processes can open."""
    with opened(db) as book, ExitStack() as stack:
        loaded, path = book.loaded, book.index_path
        if jobs > 1 and not _is_current(path, book):  # a folder that cannot be written
            path = Path(stack.enter_context(TemporaryDirectory())) / "glossary.index"
            book.compile(path)
        yield Source(loaded, path)


def _is_current(path: Path, book: Glossary) -> bool:
    with suppress(GlossaryError, OSError):
        return load_index(path).index.stamp == book.loaded.index.stamp
    return False
