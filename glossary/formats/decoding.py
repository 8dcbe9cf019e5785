"""Bytes → text, strictly: a byte order mark decides, else UTF-8, else what `--encoding` names. Nothing is guessed in silence.

Where bytes are not text of that encoding, the error says where, what they look like, and how to name it.
"""

from __future__ import annotations

import codecs
import errno
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO, cast

from glossary.errors import FormatError, InputError, NotFoundError

STDIN = "-"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 16  # whose text stays in the processor's cache while it is checked
_LOOKED_AT = 1 << 20  # of a file, to say what it looks like
_OF_WRITING = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MARKED = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be"} | {
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a file spells its text: the byte order mark it opens with, and its encoding."""

    encoding: str = "utf-8"
    mark: bytes = b""

    @classmethod
    def of(cls, start: bytes, named: str | None) -> Spelling:
        """What the first bytes say, else the caller, else UTF-8."""
        mark = next((mark for mark, _ in _MARKS if start.startswith(mark)), b"")
        return cls(_MARKED[mark], mark) if mark else cls(encoding_of(start, named))

    def encoded(self, text: str, errors: str = "strict") -> bytes:
        """The bytes of a text in such a file.

        >>> Spelling.of(b"\\xff\\xfea\\0", None).encoded("b")
        b'\\xff\\xfeb\\x00'
        """
        return self.mark + text.encode(self.encoding, errors)


UTF_8 = Spelling()


def known_encoding(name: str) -> str:
    """The encoding's own name. Raises InputError.

    >>> known_encoding("GBK")
    'gbk'
    """
    try:
        "a".encode(name)  # refuses codecs that are no encodings of text, such as hex
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        raise InputError(f"unknown encoding {name!r}; try utf-8, gb18030, big5, utf-16") from None


def encoding_of(start: bytes, named: str | None) -> str:
    """The encoding that a byte order mark, else the caller, else UTF-8 says."""
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None) or (known_encoding(named) if named else "utf-8")


@contextmanager
def open_bytes(path: str) -> Iterator[IO[bytes]]:
    """A file to read bytes from, `-` for standard input, `.gz` unpacked. Raises NotFoundError, InputError."""
    if path == STDIN and sys.stdin is None:
        raise InputError("standard input is closed")
    if path == STDIN:
        yield io.BytesIO(sys.stdin.buffer.read())
        return
    try:
        with cast(IO[bytes], gzip.open(path) if path.endswith(".gz") else Path(path).open("rb")) as file:
            yield file
    except FileNotFoundError:
        raise NotFoundError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder, not a file") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FormatError(path, None, None, f"not a whole gzip file: {error}") from None
    except OSError as error:
        if error.errno in _OF_WRITING:  # by who reads this file and writes another meanwhile
            raise
        raise InputError(f"{path}: could not be read: {error.strerror or error}") from error


@contextmanager
def open_text(path: str, encoding: str | None = None) -> Iterator[TextIO]:
    """A file to read text from, line ends as they are. All of it is checked before the first character is given out."""
    with open_bytes(path) as file:
        name = encoding_of(file.read(4), encoding)
        file.seek(0)
        _check(file, path, name)
        file.seek(0)
        yield io.TextIOWrapper(file, encoding=name, newline="")


def read_text(path: str, encoding: str | None = None) -> str:
    """A whole file as text, line ends as they are, without its byte order mark."""
    with open_text(path, encoding) as file:
        return file.read()


def decoded(data: bytes, path: str, encoding: str | None = None) -> str:
    """The same of a file that has been read."""
    name = encoding_of(data[:4], encoding)
    _check(io.BytesIO(data), path, name)
    return data.decode(name)


def _check(file: IO[bytes], path: str, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    while True:
        chunk = file.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            pending = len(error.object) - len(chunk)
            raise _not_text(file, path, encoding, done - pending + error.start) from None
        except UnicodeError:  # utf-16 without its mark
            raise _not_text(file, path, encoding, done) from None
        if "\0" in text:
            file.seek(0)
            line = file.read(done + len(chunk)).decode(encoding, "ignore").partition("\0")[0].count("\n") + 1
            raise FormatError(path, line, None, f"NUL character: not {encoding} text; {advice(file)}")
        if not chunk:
            return
        done += len(chunk)


def _not_text(file: IO[bytes], path: str, encoding: str, offset: int) -> FormatError:
    file.seek(0)
    before = file.read(offset)
    byte = file.read(1)
    what = f"byte 0x{byte[0]:02x}" if byte else "the end"
    return FormatError(path, _lines(before, encoding) + 1, None, f"not {encoding}: {what} at offset {offset}; {advice(file)}")


def _lines(data: bytes, encoding: str) -> int:
    """How many line ends; in UTF-16 not every byte 0x0A is one (上 is U+4E0A)."""
    wide = encoding.startswith(("utf-16", "utf-32"))
    return data.decode(encoding, "ignore").count("\n") if wide else data.count(b"\n")


def advice(file: IO[bytes]) -> str:
    """What to do about a file that is no text of the encoding it was read in."""
    file.seek(0)
    likely = _likely(file.read(_LOOKED_AT))
    return f"it looks like {likely}: say --encoding {likely}" if likely else "say which with --encoding"


def _likely(data: bytes) -> str | None:
    """Which encoding the bytes look like; a hint for people, acted on by nobody."""
    for encoding, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        zeros = data[high::2].count(0)
        if zeros > len(data) // 8 and zeros > 4 * data[low::2].count(0):
            return encoding
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536], cp_isolation=["gb18030", "big5", "big5hkscs", "utf_16_le", "utf_16_be", "shift_jis", "euc_kr"]).best()
    return best.encoding.replace("_", "-") if best else None
