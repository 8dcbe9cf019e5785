"""The engines over one compiled index, behind one object: look-ups, mentions, texts written anew, checks. No SQLite.

Each engine is made when it is first asked for, since each loads much that the others do not need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.answers import Answer, Mention
from glossary.index import Index
from glossary.index import load_index as _load_index
from glossary.resolver import resolve

if TYPE_CHECKING:
    from glossary.checker import Rule
    from glossary.decider import Decider, Decision
    from glossary.findings import Finding
    from glossary.nearby import Nearby
    from glossary.nearnames import NearNames
    from glossary.normaliser import Rewritten, Style
    from glossary.scanner import Scanner

Span = tuple[int, int]

_REMEMBERED = 4096  # answers for names whose keys are unknown


class LoadedIndex:
    """Look-ups over one compiled index. `decides`: whether `find` and what stands on it decide which mentions are meant."""

    def __init__(self, index: Index, *, decides: bool = True) -> None:
        self.index = index
        self.decides = decides

    def lookup(self, name: str, limit: int = 10) -> Answer:
        """What a name denotes; never an error for an unknown one."""
        answer = resolve(self.index, name, limit)
        return answer if answer.candidates else self._nearby.answer(name, limit)

    def lookup_many(self, names: Iterable[str], limit: int = 10) -> Iterator[Answer]:
        """The answers for many names, in order, as they come: the same as one by one. Names that come again are remembered."""
        for name in names:
            answer = resolve(self.index, name, limit)
            yield answer if answer.candidates else self._near(name, limit)

    @cached_property
    def _near(self) -> Callable[[str, int], Answer]:
        return lru_cache(maxsize=_REMEMBERED)(self._nearby.answer)

    @cached_property
    def _nearby(self) -> Nearby:
        from glossary.nearby import Nearby  # numpy and rapidfuzz: only for a name whose key is unknown

        return Nearby(self.index)

    def find(self, text: str, skip: Iterable[Span] = (), *, decide: bool | None = None) -> list[Mention]:
        """The mentions in a text, in order; spans of `skip` (code points) are not read.

        Only those that are meant: no word, no part of a longer name (see decider.py); every spelling where `decide` is False.
        """
        if not (self.decides if decide is None else decide):
            return self._scanner.find(text, skip)
        skip = list(skip)
        return self._decider.decide(text, self._scanner.find(text, skip), skip)

    def explain(self, text: str, skip: Iterable[Span] = ()) -> list[Decision]:
        """What becomes of every spelling of a name in a text where mentions are decided, and why; dropped ones too."""
        skip = list(skip)
        return self._decider.explain(text, self._scanner.find(text, skip), skip)

    def near(self, text: str, mentions: Sequence[Mention], skip: Iterable[Span] = ()) -> list[Mention]:
        """Spans beside these mentions that misspell a name, each only `possible` (see nearnames.py)."""
        return self._near_names.near(text, mentions, skip)

    @cached_property
    def _near_names(self) -> NearNames:
        from glossary.nearnames import NearNames

        return NearNames(self.index)

    @cached_property
    def _scanner(self) -> Scanner:
        from glossary.scanner import Scanner

        return Scanner(self.index)

    @cached_property
    def _decider(self) -> Decider:
        from glossary.decider import Decider

        return Decider(self.index, self._scanner.find)

    def rewrite(self, text: str, to: str, style: Style = "replace", skip: Iterable[Span] = ()) -> Rewritten:
        """The text with every sure mention written in a language (or as `id`), and what was left alone."""
        from glossary.normaliser import rewrite

        return rewrite(self.index, text, self.find(text, skip), to, style)

    def normalise(self, text: str, to: str, style: Style = "replace") -> str:
        """The text with every sure mention written in a language (or as `id`). Raises InputError for an unknown language."""
        return self.rewrite(text, to, style).text

    def check(
        self, path: str | Path, *, source_lang: str = "", target_lang: str = "", rules: Sequence[Rule] | None = None
    ) -> Iterator[Finding]:
        """What a translator should look at in a bilingual file, or in a text alone, in order; languages: by default what the file says.

        `rules`: a choice of checker.RULES. Raises FormatError, NotFoundError, InputError (a language that nobody says, or unknown).
        """
        from glossary.checker import Languages, check
        from glossary.formats.bitexts import read_bitext

        bitext = read_bitext(str(path), source_lang=source_lang, target_lang=target_lang)
        languages = Languages(source_lang or bitext.source_lang, target_lang or bitext.target_lang)
        return check(self.index, bitext.units, languages, rules)

    def check_units(
        self, pairs: Iterable[tuple[str | None, str]], *, target_lang: str, source_lang: str = "", rules: Sequence[Rule] | None = None
    ) -> Iterator[Finding]:
        """The same of texts with their translations, one document in order; the source is None for a text alone. Raises InputError."""
        from glossary.checker import Languages, check
        from glossary.findings import Unit

        units = (Unit(str(number), source, target) for number, (source, target) in enumerate(pairs, 1))
        return check(self.index, units, Languages(source_lang, target_lang), rules)


def load_index(path: str | Path) -> LoadedIndex:
    """Look-ups over an index file that `compile` wrote. Raises IndexFileError, OSError."""
    return LoadedIndex(_load_index(path))
