"""Zip packages (docx, xlsx): their parts, read with care, and written back with some of them changed.

Nothing is unpacked to a disk, and no package inside a package is opened. Count, size, ratio and names are looked at before
anything is unpacked; zipfile stops at the size that the directory states, so that a lie about it is an error and no bomb.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from glossary.errors import FormatError

MOST_PARTS = 10_000
#: Bytes of all parts unpacked: a document with its pictures, but no bomb.
MOST_BYTES = 512 << 20
#: Bytes of one part that is parsed.
MOST_TEXT = 64 << 20
#: How many times as large as packed a part may be, from 8 MiB on: sheets of one repeated row reach 200.
MOST_RATIO = 400


@contextmanager
def opened(data: bytes, path: str, kind: str) -> Iterator[zipfile.ZipFile]:
    """A package to read parts of; errors while it is read are said as FormatError. `kind`: docx, xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _check(file, path)
            yield file
    # zipfile raises NotImplementedError for a compression it lacks, RuntimeError for a password, and ValueError for an odd offset
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError, ValueError) as error:
        why = str(error.args[0]) if error.args else str(error)
        advice = "is it cut short, or does it have a password?"
        raise FormatError(path, None, None, f"not a whole {kind} file ({(why.splitlines() or [''])[0]}); {advice}") from None


def _check(file: zipfile.ZipFile, path: str) -> None:
    """Refuse what could not be a document before anything is unpacked."""
    infos = file.infolist()
    size = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS or size > MOST_BYTES:
        raise FormatError(path, None, None, f"{len(infos):,} parts of {size:,} bytes unpacked: more than a document has, refused")
    if len({info.filename for info in infos}) < len(infos):
        raise FormatError(path, None, None, "two parts have the same name, refused")
    for info in infos:
        if info.filename.startswith("/") or ".." in info.filename.split("/"):
            raise FormatError(path, None, None, f"a part is called {info.filename[:40]!r}, refused")
        if info.file_size > MOST_TEXT and info.filename.endswith((".xml", ".rels")):
            raise FormatError(path, None, None, f"a part has more than {MOST_TEXT:,} bytes of XML unpacked, refused")
        if info.file_size > max(8 << 20, MOST_RATIO * info.compress_size):
            raise FormatError(path, None, None, f"a part is packed more than {MOST_RATIO} times, refused")


def with_parts(data: bytes, path: str, parts: Mapping[str, bytes]) -> bytes:
    """The package with these parts in the place of its own of that name, all others copied. Raises FormatError (one is damaged)."""
    if not parts:
        return data
    out = io.BytesIO()
    kind = path.rpartition(".")[2]
    with opened(data, path, kind) as source, zipfile.ZipFile(out, "w") as target:
        target.comment = source.comment
        for info in source.infolist():
            target.writestr(_copied(info), parts[info.filename] if info.filename in parts else source.read(info))
    return out.getvalue()


def _copied(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(info.filename, info.date_time)
    copy.compress_type, copy.external_attr, copy.create_system = info.compress_type, info.external_attr, info.create_system
    copy.comment, copy.extra = info.comment, info.extra
    return copy
