"""What is derived from the package's own data, kept beside its byte code: to read it takes a tenth of the time that making it takes.

It is kept as Python keeps byte code, in `__pycache__`, and goes by the same rules: it is made again when a source has changed, not
written where that is not wanted (PYTHONDONTWRITEBYTECODE) or not possible, and never needed. What is damaged is made again too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from struct import Struct, error
from zlib import crc32

FOLDER = Path(__file__).parent / "__pycache__"
_MAGIC = b"glossary derived 2\n     "  # of 24 bytes: numbers of 64 bits lie at multiples of 8
_HEAD = Struct("<IIQ")  # checksum of what follows, parts, stamp of the sources
_SIZE = Struct("<Q")


def kept(name: str, sources: Iterable[Path], make: Callable[[], Sequence[object]]) -> list[memoryview]:
    """The parts that `make` makes (arrays, bytes), as bytes: those kept under a name, if they were made of the sources as they are."""
    stamp, path = _stamp(sources), FOLDER / f"{name}.{sys.byteorder}.derived"
    found = _read(path, stamp)
    if found is None:
        found = [memoryview(part).cast("B") for part in make()]  # type: ignore[arg-type]
        _write(path, stamp, found)
    return found


def _stamp(sources: Iterable[Path]) -> int:
    """A number that changes when a source does: of names, sizes and times."""
    seen = "".join(f"{path.name} {status.st_size} {status.st_mtime_ns}\n" for path in sorted(sources) for status in [path.stat()])
    return crc32(seen.encode()) << 32 | len(seen)


def _read(path: Path, stamp: int) -> list[memoryview] | None:
    try:
        raw = path.read_bytes()
        checksum, count, of = _HEAD.unpack_from(raw, len(_MAGIC))
        first = len(_MAGIC) + _HEAD.size
        if not raw.startswith(_MAGIC) or of != stamp or checksum != crc32(memoryview(raw)[first:]):
            return None
        sizes = [_SIZE.unpack_from(raw, first + _SIZE.size * number)[0] for number in range(count)]
    except (OSError, error):
        return None
    at, parts = first + _SIZE.size * count, []
    for size in sizes:
        parts.append(memoryview(raw)[at : at + size])
        at += -(-size // 8) * 8
    return parts if at == len(raw) else None


def _write(path: Path, stamp: int, parts: Sequence[memoryview]) -> None:
    if sys.dont_write_bytecode:
        return
    padded = (bytes(part) + bytes(-len(part) % 8) for part in parts)
    body = b"".join([*(_SIZE.pack(len(part)) for part in parts), *padded])
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            new.write_bytes(_MAGIC + _HEAD.pack(crc32(body), len(parts), stamp) + body)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
