"""The words that company names are made of, read from legal_forms.csv, places.csv and industries.csv when first asked for.

Each file is folded whole and then cut into cells, so that its entries are written as keys are: the fold decides which member
stands for a class of characters, and that is not always the simplified one (乾照 is a name, 干 its class). Latin entries are
kept as their words joined by spaces, without points and apostrophes: S.p.A. is "spa", Co., Ltd. is "co ltd", Xi'an is "xian".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from glossary.text.fold import fold

Part = Literal["place", "trade name", "industry", "group", "legal form"]
#: What an entry of a table is in a name, and what it means: canonical legal forms, names of places, concepts.
Entry = tuple[Part, tuple[str, ...]]
#: A word in Latin, Greek or Cyrillic letters: its normal form, where it starts and where it ends.
Word = tuple[str, int, int]
#: Where an entry begins or ends in a key, and the entry.
Hit = tuple[int, Entry]

#: What may stand between the parts of a name.
EDGES = frozenset(" ,.;:-·&/\"'")
FILES = ("legal_forms.csv", "places.csv", "industries.csv")
_HERE = Path(__file__).resolve().parent
HAN = "\u2e80"  # from here on characters are Han, kana or hangul (in folded text: full-width Latin letters are gone)
_SIGNS = "[^\\W_\u2e80-\U0003ffff]+"
# The same for one sign, written so that it is compiled fast: a range that long takes 4 ms each time it is named.
_LETTER, _SIGN = r"(?=[^\W\d_])[\0-\u2e7f]", r"(?=[^\W_])[\0-\u2e7f]"
_NO_SIGN_BEFORE, _NO_SIGN_AFTER = r"(?<![\0-\u2e7f](?<=[^\W_]))", rf"(?!{_SIGN})"
#: A word in Latin and like letters, as it is written.
WORD = re.compile(
    rf"{_NO_SIGN_BEFORE}{_LETTER}(?:\.{_LETTER})+{_NO_SIGN_AFTER}"  # s.p.a, p.r
    rf"|{_NO_SIGN_BEFORE}{_LETTER}/{_LETTER}{_NO_SIGN_AFTER}"  # a/s
    rf"|&|(?:{_SIGNS}(?:['-](?={_SIGN}))?)+"
)
_SILENT = str.maketrans("", "", "./'")


@dataclass(frozen=True, slots=True)
class Table:
    """Entries, and how long the longest is (in characters or words) by its first and by its last character or word."""

    entries: Mapping[str, Entry]
    first: Mapping[str, int]
    last: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The tables, by where in a name their entries may stand."""

    legal_endings: Table  # 有限公司, co ltd
    endings: Table  # these, and what says where a company stands in its group: 集团, holdings
    openings: Table  # 株式会社, ooo
    bracketed: Mapping[str, Entry]  # 株: legal forms that are written in brackets and nowhere else
    glued: tuple[str, ...]  # Latin endings that need no space: libgasltd
    places: Table  # all of them; in Chinese any may stand before 市
    fronts: Table  # places that may open a name
    backs: Table  # places that may close a Latin name: siemens china
    tails: Table  # industries, and what says where a company stands in its group
    plain: Table  # words that distinguish nobody, and are no industry: 国际, first


def is_han(character: str) -> bool:
    """Is a folded character of a script that writes words without spaces, or mostly so (hangul)?

    >>> is_han("长"), is_han("a")
    (True, False)
    """
    return character >= HAN


def words(folded: str) -> list[Word]:
    """The words in Latin and like letters of a folded text.

    >>> [word for word, _, _ in words("s.p.a. co.,ltd xi'an 长鑫 a/s at&t")]
    ['spa', 'co', 'ltd', 'xian', 'as', 'at', 'and', 't']
    """
    return [("and" if m[0] == "&" else m[0].translate(_SILENT), m.start(), m.end()) for m in WORD.finditer(folded)]


def entry_key(folded: str) -> str:
    """How an entry is looked up: Han as it is, Latin as its words.

    >>> entry_key("co. ltd."), entry_key("有限公司")
    ('co ltd', '有限公司')
    """
    if folded.isalpha() or folded.replace(" ", "").isalpha() or is_han(folded[-1]):
        return folded
    return " ".join([word for word, _, _ in words(folded)])


def folder() -> Path:
    """Where the files are: inside the installed package, or beside it in a working copy."""
    inside = _HERE.parent / "data"
    return inside if (inside / FILES[0]).is_file() else _HERE.parent.parent / "data"


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a file, folded. No cell holds a comma or a quotation mark: its contract says so."""
    text = (folder() / name).read_text(encoding="utf-8")
    lines = iter(text.split("\n"))
    next(line for line in lines if not line.startswith("# "))  # the header
    return (line.split(",") for line in fold("\n".join(lines)).split("\n") if line)


def _add(table: dict[str, Entry], spellings: Iterable[str], entry: Entry) -> None:
    """Enter spellings; one that has an entry of the same part already means either (Suzhou)."""
    for spelling in spellings:
        other = table.setdefault(spelling, entry)
        if other is not entry and other[0] == entry[0]:
            table[spelling] = (other[0], tuple(dict.fromkeys(other[1] + entry[1])))


def _spellings(cell: str) -> list[str]:
    return [entry_key(spelling) for spelling in cell.split("|")] if cell else []


def _inflected(cell: str) -> list[str]:
    """Latin spellings with their plurals: material, materials; factory, factories."""
    singular = [spelling for spelling in _spellings(cell) if spelling[-1] != "s"]
    plural = [f"{spelling}s" for spelling in singular]
    return [*_spellings(cell), *plural, *[f"{spelling[:-1]}ies" for spelling in singular if spelling[-1] == "y"]]


def _table(entries: Mapping[str, Entry]) -> Table:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for spelling in entries:
        if spelling[-1] >= HAN:
            length, head, tail = len(spelling), spelling[0], spelling[-1]
        else:
            length, head, tail = spelling.count(" ") + 1, spelling.partition(" ")[0], spelling.rpartition(" ")[2]
        if length > first.get(head, 0):
            first[head] = length
        if length > last.get(tail, 0):
            last[tail] = length
    return Table(entries, first, last)


def _forms() -> dict[str, dict[str, Entry]]:
    """legal_forms.csv by position; "bracketed" are those that bring their brackets along, (株); "group" are endings too."""
    found: dict[str, dict[str, Entry]] = {"end": {}, "start": {}, "glued": {}, "bracketed": {}, "group": {}}
    for form, canonical, _, position, kind, _ in rows("legal_forms.csv"):
        entry: Entry = ("group" if kind == "group" else "legal form", (canonical,))
        if form[0] == "(" and form[-1] == ")":
            _add(found["bracketed"], [form[1:-1]], entry)
            continue
        spelling = entry_key(form)
        if position != "start":
            _add(found["group" if kind == "group" else "end"], [spelling], entry)
        if position != "end":
            _add(found["glued" if position == "glued" else "start"], [spelling], entry)
    return found


def _places() -> dict[str, dict[str, Entry]]:
    """places.csv: all spellings, and those that may open or close a name."""
    found: dict[str, dict[str, Entry]] = {"all": {}, "front": {}, "back": {}}
    for name, kind, also, latin, use, _ in rows("places.csv"):
        entry: Entry = ("place", (name,))
        han, other = [name, *_spellings(also)], _spellings(latin)
        _add(found["all"], han, entry)
        _add(found["all"], other, entry)
        if use != "marked":
            _add(found["front"], han, entry)
        if use == "front":
            _add(found["front"], other, entry)
        if use == "front" or kind == "country":
            _add(found["back"], other, entry)
    return found


def _industries() -> dict[str, dict[str, Entry]]:
    """industries.csv by part."""
    found: dict[str, dict[str, Entry]] = {"industry": {}, "name": {}}
    for word, part, also, latin, _ in rows("industries.csv"):
        entry: Entry = ("industry" if part == "industry" else "trade name", (word,))
        _add(found[part], [word, *_spellings(also), *_inflected(latin)], entry)
    return found


@cache
def grammar() -> Grammar:
    """All tables.

    >>> grammar().endings.entries["aktiengesellschaft"], grammar().fronts.entries["tsingtao"]
    (('legal form', ('ag',)), ('place', ('青岛',)))
    """
    forms, places, industries = _forms(), _places(), _industries()
    return Grammar(
        legal_endings=_table(forms["end"]),
        endings=_table({**forms["end"], **forms["group"]}),
        openings=_table(forms["start"]),
        bracketed=forms["bracketed"],
        glued=tuple(forms["glued"]),
        places=_table(places["all"]),
        fronts=_table(places["front"]),
        backs=_table(places["back"]),
        tails=_table({**industries["industry"], **forms["group"]}),
        plain=_table(industries["name"]),
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """A key, the same with spaces for the brackets that hold a place or a form, and its Latin words."""

    key: str
    text: str
    words: list[Word]

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """The span without what may stand between pieces."""
        text = self.text
        while start < end and text[start] in EDGES:
            start += 1
        while start < end and text[end - 1] in EDGES:
            end -= 1
        return start, end

    def letters(self, start: int, end: int) -> int:
        """How many letters and digits a span has."""
        span = self.text[start:end]
        return len(span) if span.isalnum() else sum(map(str.isalnum, span))

    def ending(self, start: int, end: int, table: Table) -> Hit | None:
        """Where the longest entry begins that ends at `end`."""
        text, get = self.text, table.entries.get
        if start < end and is_han(text[end - 1]):
            for at in range(max(start, end - table.last.get(text[end - 1], 0)), end):
                entry = get(text[at:end])
                if entry is not None:
                    return at, entry
            return None
        found, stop = self.words, len(self.words)
        while stop and found[stop - 1][2] > end:
            stop -= 1
        if not stop or found[stop - 1][2] != end:
            return None
        for n in range(max(0, stop - table.last.get(found[stop - 1][0], 0)), stop):
            at = found[n][1]
            entry = get(" ".join([word for word, _, _ in found[n:stop]])) if at >= start else None
            if entry is not None and text[at:end] == self.key[at:end]:  # no entry reaches across brackets
                return at, entry
        return None

    def opening(self, start: int, end: int, table: Table) -> Hit | None:
        """Where the longest entry ends that begins at `start`."""
        text, get = self.text, table.entries.get
        if start < end and is_han(text[start]):
            for to in range(min(end, start + table.first.get(text[start], 0)), start, -1):
                entry = get(text[start:to])
                if entry is not None:
                    return to, entry
            return None
        found, n = self.words, 0
        while n < len(found) and found[n][1] < start:
            n += 1
        if n == len(found) or found[n][1] != start:
            return None
        for stop in range(min(len(found), n + table.first.get(found[n][0], 0)), n, -1):
            to = found[stop - 1][2]
            entry = get(" ".join([word for word, _, _ in found[n:stop]])) if to <= end else None
            if entry is not None and text[start:to] == self.key[start:to]:
                return to, entry
        return None
