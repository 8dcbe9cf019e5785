"""XML as records: each termEntry, conceptEntry or tu as a small tree with its places, while the rest of the file is read on.

Parsed by expat under the guards of xml.py; the tree of a record is dropped when it was read, so that memory goes by the largest
record and not by the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from glossary.errors import FormatError
from glossary.formats.decoding import STDIN, open_bytes, read_text
from glossary.formats.xml import Handlers, RefusedError, declared_encoding, parse, parser

LANG = "http://www.w3.org/XML/1998/namespace|lang"
#: Bytes of one file: the largest public termbases have a tenth of it.
MOST = 1 << 30


@dataclass(slots=True)
class Node:
    """One element: `space` its namespace, `name` without prefix, `line` and `column` of its tag, from 1."""

    space: str
    name: str
    attributes: dict[str, str]
    line: int
    column: int
    content: list[Node | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Node]:
        return (part for part in self.content if isinstance(part, Node))

    def first(self, name: str) -> Node | None:
        """The first child of this name."""
        return next((child for child in self if child.name == name), None)

    @property
    def text(self) -> str:
        """The text inside, of all elements inside too, without white space around it; line ends and what is around them are a space."""
        return plain("".join(_texts(self)))

    @property
    def is_marked_up(self) -> bool:
        """Has its text elements inside?"""
        return any(True for _ in self)


def plain(text: str) -> str:
    """A text of XML as one line. Spaces inside a line stay as they are.

    >>> plain(" alpha\\n   factor ")
    'alpha factor'
    """
    if not any(end in text for end in "\n\t\r"):
        return text.strip()
    return " ".join(text.split())


def _texts(node: Node) -> Iterator[str]:
    for part in node.content:
        if isinstance(part, str):
            yield part
        else:
            yield from _texts(part)


def text_of(path: str, encoding: str | None = None) -> str:
    """An XML file as text: a byte order mark decides, then the caller, then what it declares. Raises FormatError, NotFoundError."""
    if path != STDIN and not path.endswith(".gz") and Path(path).is_file() and Path(path).stat().st_size > MOST:
        raise FormatError(path, None, None, f"more than {MOST:,} bytes, refused")
    if encoding is None and path != STDIN:
        with open_bytes(path) as file:
            encoding = declared_encoding(file.read(200))
    return read_text(path, encoding)


def read_tree(text: str, path: str, records: frozenset[str], read: Callable[[Node, Node], None]) -> Node:
    """The root of a file; `read` is given the root and each element of the names in `records` when it ends, which then loses its content.

    Raises FormatError with line and column: not well-formed, entity declarations, too deep.
    """
    reading = parser()
    builder = _Builder(reading, records, read)
    try:
        parse(text.encode(), reading, Handlers(builder.enter, builder.leave, builder.characters))
    except RefusedError as error:
        raise FormatError(path, reading.CurrentLineNumber, reading.CurrentColumnNumber + 1, str(error)) from None
    except expat.ExpatError as error:
        raise FormatError(path, error.lineno, error.offset + 1, f"not well-formed XML: {expat.ErrorString(error.code)}") from None
    assert builder.root is not None, "expat refuses a file without a root"
    return builder.root


class _Builder:
    """Builds the tree, and gives its records out."""

    def __init__(self, reading: Any, records: frozenset[str], read: Callable[[Node, Node], None]) -> None:  # noqa: ANN401 (as in xml.py)
        self._reading, self._records, self._read = reading, records, read
        self._open: list[Node] = []
        self.root: Node | None = None

    def enter(self, name: str, attributes: Any) -> None:  # noqa: ANN401
        space, _, local = name.rpartition("|")
        node = Node(space, local, dict(attributes), self._reading.CurrentLineNumber, self._reading.CurrentColumnNumber + 1)
        if self._open:
            self._open[-1].content.append(node)
        else:
            self.root = node
        self._open.append(node)

    def characters(self, text: str) -> None:
        self._open[-1].content.append(text)

    def leave(self, name: str) -> None:
        node = self._open.pop()
        if node.name in self._records:
            assert self.root is not None, "a record lies inside of it, or is it"
            self._read(self.root, node)
            node.content.clear()
