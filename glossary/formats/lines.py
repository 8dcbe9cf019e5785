"""Standard input as lines, as they come: however many there are, only those of the last piece read are held.

Decoded strictly, as files are (decoding.py): what is no text of the encoding is an error that says where. Lines before it have been
given out by then, for who can wait for the end of an endless stream?
"""

from __future__ import annotations

import codecs
import io
import os
import stat
from collections.abc import Callable, Iterator

from glossary.errors import FormatError
from glossary.formats.decoding import STDIN, advice, encoding_of

_PIECE = 1 << 16
#: Characters of a line. No text is given out before its line ends.
LONGEST_LINE = 1 << 20
_MARK_BEGINS = (b"", b"\xef", b"\xef\xbb", b"\xff", b"\xfe", b"\0", b"\0\0", b"\0\0\xfe", b"\xff\xfe", b"\xff\xfe\0")


def lines_as_they_come(
    file: io.BufferedIOBase, encoding: str | None = None, waiting: Callable[[], object] = lambda: None
) -> Iterator[list[str]]:
    """The lines of a stream without their ends, by lists of what came together; `waiting` is called before each read.

    Raises FormatError.

    >>> import io
    >>> list(lines_as_they_come(io.BytesIO("長鑫\\r\\n\\nJCET".encode())))
    [['長鑫', ''], ['JCET']]
    """
    start = _start(file, waiting)
    reader = _Reader(encoding_of(start, encoding))
    piece, rest = start, ""
    while True:
        text = rest + reader.decoded(piece)
        *lines, rest = text.split("\n")
        if len(rest) > LONGEST_LINE:
            raise FormatError(STDIN, reader.lines + 1, None, f"a line of more than {LONGEST_LINE:,} characters is no list of names")
        if lines:
            yield [line.removesuffix("\r") for line in lines]
        if not piece:
            break
        waiting()
        piece = file.read1(_PIECE)
    if rest:
        yield [rest.removesuffix("\r")]


def _start(file: io.BufferedIOBase, waiting: Callable[[], object]) -> bytes:
    """The first piece: as much as shows whether there is a byte order mark."""
    start = b""
    while start in _MARK_BEGINS:
        waiting()
        piece = file.read1(_PIECE)
        if not piece:
            break
        start += piece
    return start


class _Reader:
    """Decodes pieces, and says where one is wrong."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._done = 0
        self.lines = 0

    def decoded(self, piece: bytes) -> str:
        """The text of a piece; nothing ends the stream."""
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            offset = self._done - (len(error.object) - len(piece)) + error.start
            before, byte = error.object[: error.start], error.object[error.start : error.start + 1]
            what = f"byte 0x{byte[0]:02x} at offset {offset}"
            raise self._fault(before.count(b"\n"), f"not {self._encoding}: {what}", error.object) from None
        except UnicodeError:  # utf-16 without its mark
            raise self._fault(0, f"not {self._encoding}", piece) from None
        if "\0" in text:
            raise self._fault(text[: text.index("\0")].count("\n"), f"NUL character: not {self._encoding} text", piece)
        self._done += len(piece)
        self.lines += text.count("\n")
        return text

    def _fault(self, lines: int, what: str, sample: bytes) -> FormatError:
        return FormatError(STDIN, self.lines + lines + 1, None, f"{what}; {advice(io.BytesIO(sample))}")


def count_of_lines(descriptor: int) -> int | None:
    """How many lines are left of a regular file, None for anything else; nothing is read away.

    A byte 0x0A counts for a line end, which is not quite true of UTF-16.
    """
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        at, count, last = os.lseek(descriptor, 0, os.SEEK_CUR), 0, b"\n"
        while piece := os.pread(descriptor, 1 << 20, at):
            at, count, last = at + len(piece), count + piece.count(b"\n"), piece[-1:]
    except (OSError, AttributeError):  # no such call on Windows
        return None
    return count + (last != b"\n")
