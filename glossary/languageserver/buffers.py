"""What an editor has open, checked: the text of a buffer as a bilingual file, its findings, and what stands at a place. No protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from glossary.answers import Mention
from glossary.checker import fixed
from glossary.errors import FormatError, GlossaryError, InputError
from glossary.findings import Side
from glossary.formats.bitexts import Bitext, read_bitext
from glossary.formats.views import Rewrite, View
from glossary.index import Index
from glossary.reports.checked import Asked, checked
from glossary.reports.located import FileEdit, Located
from glossary.text.columns import Ruler


@dataclass(frozen=True, slots=True)
class Buffer:
    """A text as it was when it was checked. `fault`: why it could not be; then `bitext` is None and nothing is found."""

    version: int | None
    ruler: Ruler
    bitext: Bitext | None = None
    found: tuple[Located, ...] = ()
    fault: GlossaryError | None = None

    @classmethod
    def of(cls, name: str, version: int | None, text: str, index: Index, asked: Asked) -> Buffer:
        """A text read by the suffix of its name, and checked."""
        ruler = Ruler(text)
        try:
            bitext = read_buffer(name, text, asked)
            found = tuple(one for one in checked(index, bitext, asked) if one.standing == "new")
        except GlossaryError as error:
            return cls(version, ruler, fault=error)
        return cls(version, ruler, bitext, found)

    def at(self, start: int, end: int) -> list[Located]:
        """The findings that a span of the text touches, at its ends too."""
        return [one for one in self.found if one.span and one.span[0] <= end and start <= one.span[1]]

    def mention(self, offset: int, find: Callable[[str, tuple[tuple[int, int], ...]], list[Mention]]) -> tuple[Mention, int, int] | None:
        """The name at a place, and where it begins and ends; `find` searches a text without some spans."""
        if self.bitext is None:
            return None
        for number, side, view in _views_at(self.bitext, offset):
            unit = self.bitext.units[number]
            for mention in find(view.text, unit.source_skip if side == "source" else unit.target_skip):
                start, end = self.bitext.place(number, side, mention.start, mention.end)
                if start <= offset <= end:
                    return mention, start, end
        return None

    def corrections(self) -> list[FileEdit]:
        """Every certain correction, as changes of the text in order."""
        if self.bitext is None:
            return []
        edits = fixed(self.bitext.units, [one.finding for one in self.found])
        rewrites: set[Rewrite] = set()
        for (unit, side), those in groupby(edits, key=lambda edit: (edit.unit, edit.side)):
            with suppress(InputError):  # the format cannot spell that there
                rewrites |= set(self.bitext.rewrites(unit, side, list(those)))
        return [(self.ruler.place(start), self.ruler.place(end), text) for start, end, text in sorted(rewrites)]


def _views_at(bitext: Bitext, offset: int) -> Iterator[tuple[int, Side, View]]:
    for number, views in enumerate(bitext.views):
        for side, view in zip(_SIDES, views, strict=True):
            if view and view.pieces and view.pieces[0][1] <= offset <= view.pieces[-1][2]:
                yield number, side, view


_SIDES: tuple[Side, Side] = ("source", "target")


def read_buffer(name: str, text: str, asked: Asked) -> Bitext:
    """A text that is in no file, by the suffix of its name: as an editor has it, whatever encoding it says it is in.

    >>> from glossary.reports.checked import Asked
    >>> read_buffer("a.md", "與`CXMT`合作", Asked(())).units[0].target
    '與`CXMT`合作'
    """
    with TemporaryDirectory(prefix="glossary-") as folder:
        path = Path(folder) / f"text{PurePath(name).suffix}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            bitext = read_bitext(str(path), source_lang=asked.source_lang, target_lang=asked.target_lang, encoding="utf-8")
        except FormatError as error:
            raise FormatError(name, error.line, error.column, error.reason) from None
    return replace(bitext, name=name)
