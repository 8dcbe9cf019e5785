"""The file of an index: a header that says what made it, then named sections of bytes. It knows nothing of names.

    16 bytes  magic            8 bytes  length of the header (little-endian)       32 bytes  SHA-256 of the header
    header    JSON: format, stamp, and for each section its offset in the body, its length and its CRC-32
    body      the sections, each padded with zeros to a multiple of 8, which its checksum covers too

The same sections and stamp give the same bytes. A section is compared with its checksum when it is first used, or all of
them at once (`check`: what a Glossary does with its own index, 0.1 s for a million names), so that no damaged byte is
believed. (CRC-32 and not a digest: it guards against faults, not against forgers, at three times the speed.)
Nothing is unpickled.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import mmap
import os
import struct
import threading
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glossary.errors import IndexFileError

MAGIC = b"zhengming index\n"
FORMAT = 4
_HEAD = struct.Struct("<16sQ32s")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was made from: the fold, the database (its uuid), its revision and the digest of its content."""

    fold: str
    book: str
    revision: int
    digest: str


class Strings:
    """A read-only sequence of strings in one section: count, end of each, the UTF-8 bytes of all."""

    def __init__(self, section: memoryview) -> None:
        (self._count,) = struct.unpack_from("<Q", section)
        body = 8 * (self._count + 1)
        self._ends = section[8:body].cast("Q")
        self._bytes = section[body:]

    def __len__(self) -> int:
        return self._count  # type: ignore[no-any-return]

    def raw(self, number: int) -> bytes:
        """The UTF-8 bytes of one string."""
        return self._bytes[self._ends[number - 1] if number else 0 : self._ends[number]].tobytes()

    def __getitem__(self, number: int) -> str:
        return self.raw(number).decode()

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(self._count))

    def packed(self) -> tuple[memoryview, memoryview]:
        """Where each string ends (64-bit numbers), and the UTF-8 bytes of all: for who works on all at once."""
        return self._ends, self._bytes

    @staticmethod
    def pack(strings: Iterable[str]) -> bytes:
        encoded = [text.encode() for text in strings]
        ends, total = array("Q"), 0
        for text in encoded:
            total += len(text)
            ends.append(total)
        return b"".join([struct.pack("<Q", len(encoded)), ends.tobytes(), *encoded])


def pack(sections: Mapping[str, bytes], stamp: Stamp) -> bytes:
    """The bytes of an index file."""
    padded = {name: section + bytes(-len(section) % 8) for name, section in sorted(sections.items())}
    table, offset = {}, 0
    for name, section in padded.items():
        table[name] = [offset, len(sections[name]), zlib.crc32(section)]
        offset += len(section)
    header = json.dumps({"format": FORMAT, "stamp": asdict(stamp), "sections": table}, sort_keys=True).encode()
    header += b" " * (-len(header) % 8)
    return b"".join([_HEAD.pack(MAGIC, len(header), hashlib.sha256(header).digest()), header, *padded.values()])


class IndexFile:
    """Sections over a buffer (bytes or a memory map), each checked when first used."""

    def __init__(self, buffer: bytes | mmap.mmap, name: str) -> None:
        self._view = memoryview(buffer)
        self._name = name
        header, self._body = self._header()
        self.stamp = Stamp(**header["stamp"])
        self._sections: dict[str, list[Any]] = header["sections"]
        self._checked: dict[str, memoryview] = {}

    def _header(self) -> tuple[dict[str, Any], int]:
        if len(self._view) < _HEAD.size:
            raise self._damaged("it is too short to be an index file")
        magic, length, digest = _HEAD.unpack_from(self._view)
        if magic != MAGIC:
            raise IndexFileError(f"{self._name}: not an index file of this program")
        body = _HEAD.size + length
        text = bytes(self._view[_HEAD.size : body])
        if hashlib.sha256(text).digest() != digest:
            raise self._damaged("its header is not what was written")
        header: dict[str, Any] = json.loads(text)
        if header["format"] != FORMAT:
            raise IndexFileError(f"{self._name}: index format {header['format']}, this program reads format {FORMAT}; compile it again")
        if body + max((offset + -(-size // 8) * 8 for offset, size, _ in header["sections"].values()), default=0) > len(self._view):
            raise self._damaged("it is cut short")
        return header, body

    def _damaged(self, why: str) -> IndexFileError:
        return IndexFileError(f"{self._name}: damaged index file: {why}; compile it again")

    def section(self, name: str) -> memoryview:
        """The bytes of one section, compared with their checksum once."""
        if name not in self._checked:
            offset, size, checksum = self._sections[name]
            first = self._body + offset
            if zlib.crc32(self._view[first : first + -(-size // 8) * 8]) != checksum:
                raise self._damaged(f"section {name} is not what was written")
            self._checked[name] = self._view[first : first + size]
        return self._checked[name]

    def numbers(self, name: str) -> memoryview:
        """A section of unsigned 32-bit numbers."""
        return self.section(name).cast("I")

    def strings(self, name: str) -> Strings:
        return Strings(self.section(name))

    def check(self) -> None:
        """Compare every section with its checksum; raises IndexFileError."""
        for name in self._sections:
            self.section(name)

    def tobytes(self) -> bytes:
        return self._view.tobytes()


def read(path: Path) -> IndexFile:
    """Map an index file into memory. Raises IndexFileError, OSError."""
    with path.open("rb") as file:
        try:
            buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file cannot be mapped
            raise IndexFileError(f"{path}: damaged index file: it is empty; compile it again") from None
    return IndexFile(buffer, str(path))


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: under a temporary name, synced, renamed. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # some systems cannot sync a folder
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
