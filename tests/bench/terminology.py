"""The checker on reports that people translated and machines did: T001 beside two plain checkers, in one run; and its speed.

The reports are those of the Hong Kong Monetary Authority with their term pairs (notes: terminology 1.7 and 4): odd years from English, even
years into it; lines are aligned. A *hit* is a term that a line of the source has, a *flag* one whose targets its translation lacks.

naive     overlapping, as Weblate does: every term, whole words in English, anywhere in Chinese; the target has it as it is spelt
longest   the same with the longest term at each place alone
ours      checker.check with rule T001, whose hits are the demands it makes

On people's translations a flag is nearly always a false alarm. On machines', made without the terms, it is what a checker is for: of the
terms of a document that its human translation uses, the share that is flagged. The naive checker flags those that are nowhere in the
document; ours those of which a line is flagged.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from glossary.checker import Languages, check, select
from glossary.checking.cases import Cases, History
from glossary.checking.locale import Locale
from glossary.compiler import compile_index
from glossary.findings import Unit
from glossary.index import Index
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.text.tables import fold_version
from tests.bench.rows import SHARED, Figure, jsonl, large_table

FOLDER = SHARED / "referees" / "wmt25"
_STAMP = Stamp(fold_version(), "", 0, "")
_SYSTEMS = (("CommandA_MT", 46.1), ("Erlendur", 37.9))
_UNITS = 100_000
Row = dict[str, str]


@dataclass(frozen=True)
class Year:
    """The reports of one year: documents, the languages, and the terms of each (targets by source, in small letters)."""

    year: int
    documents: Sequence[Row]
    terms: Mapping[str, frozenset[str]]
    spelt: Mapping[str, Sequence[str]]

    @property
    def source(self) -> str:
        return "en" if self.year % 2 else "zh"

    @property
    def target(self) -> str:
        return "zh" if self.year % 2 else "en"

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Each term as the plain checkers look for it, longest first."""
        whole = "(?<!\\w){}(?!\\w)" if self.source == "en" else "{}"
        return {term: re.compile(whole.format(re.escape(term))) for term in sorted(self.terms, key=len, reverse=True)}

    @cached_property
    def index(self) -> Index:
        """A termbase of an entity for each term as the list spells it."""
        langs = {"en": "en", "zh": "zh-Hant-HK"}
        sources = (Alias(f"t{n}", term, langs[self.source], "term") for n, term in enumerate(self.spelt))
        targets = (Alias(f"t{n}", name, langs[self.target], "term") for n, names in enumerate(self.spelt.values()) for name in names)
        return compile_index([*sources, *targets], {}, _STAMP)

    def lines(self, translations: Sequence[Row]) -> Iterator[tuple[int, str, str]]:
        """(number of the document, source, target) of each line; a machine may have dropped lines at the end."""
        for number, (original, translation) in enumerate(zip(self.documents, translations, strict=True)):
            for pair in zip(original[self.source].split("\n"), translation[self.target].split("\n"), strict=False):
                yield number, *pair


def years() -> list[Year]:
    """All years that are at hand."""
    found = []
    for path in sorted(FOLDER.glob("full_data_*.jsonl")):
        documents = [json.loads(line) for line in path.open(encoding="utf-8")]
        spelt = documents[0]["proper"]
        terms: dict[str, set[str]] = {}
        for term, targets in spelt.items():
            terms.setdefault(term.lower(), set()).update(target.lower() for target in targets)
        found.append(Year(int(path.stem[-4:]), documents, {term: frozenset(names) for term, names in terms.items()}, spelt))
    return found


# -- the plain checkers --------------------------------------------------------------------------------------


def plain(year: Year, translations: Sequence[Row], *, longest: bool) -> tuple[int, int]:
    """Hits and flags of a plain checker."""
    hits = flags = 0
    for _, source, target in year.lines(translations):
        left, target = source.lower(), target.lower()
        for term, pattern in year.patterns.items():
            if term in left and pattern.search(left):
                hits += 1
                flags += not any(name in target for name in year.terms[term])
                left = pattern.sub("\0" * len(term), left) if longest else left
    return hits, flags


# -- ours ----------------------------------------------------------------------------------------------------


def _simplified(rows: Sequence[Row]) -> list[Row]:
    import opencc

    convert = opencc.OpenCC("t2s").convert
    return [{**row, "zh": convert(row["zh"])} for row in rows]


def ours(year: Year, translations: Sequence[Row], *, chinese: str = "zh-Hant-HK") -> tuple[int, set[tuple[int, str]], int]:
    """Hits, flagged (document, term in small letters), and how many flags there are on lines."""
    lang = {"en": "en", "zh": chinese}
    units = [Unit("", source, target, str(number)) for number, source, target in year.lines(translations)]
    languages = Languages(lang[year.source], lang[year.target])
    found = list(check(year.index, units, languages, select(["T001"])))
    return _hits(year, units, languages), {(int(units[f.unit].document), f.text.lower()) for f in found}, len(found)


def _hits(year: Year, units: Iterable[Unit], languages: Languages) -> int:
    cases = Cases(year.index, Locale(year.index, languages.source), Locale(year.index, languages.target))
    return sum(len(cases.of(number, unit, History()).demands) for number, unit in enumerate(units))


def human() -> Iterator[Figure]:
    """Flags on what people translated, and on the same in simplified characters."""
    naive, longest = [0, 0], [0, 0]
    mine, simple = [0, 0], [0, 0]
    each = []
    for year in years():
        for total, is_longest in ((naive, False), (longest, True)):
            counts = plain(year, year.documents, longest=is_longest)
            total[0], total[1] = total[0] + counts[0], total[1] + counts[1]
        hits, _, flags = ours(year, year.documents)
        mine[0], mine[1] = mine[0] + hits, mine[1] + flags
        each.append(f"{year.year} {flags / hits:.1%}")
        rows = _simplified(year.documents)
        converted = Year(year.year, rows, year.terms, year.spelt)
        hits, _, flags = ours(converted, rows, chinese="zh-Hans")
        simple[0], simple[1] = simple[0] + hits, simple[1] + flags
    rate, other = mine[1] / mine[0], simple[1] / simple[0]
    how = f"naive {naive[1] / naive[0]:.1%}, longest {longest[1] / longest[0]:.1%}; {mine[1]} of {mine[0]} hits; {', '.join(each)}"
    yield Figure("human translations: term hits flagged (T001)", f"{rate:.2%}", "≤ 7 %", rate <= 0.07, how)
    near = abs(rate - other) <= 0.005
    yield Figure(
        "the same, Chinese in simplified", f"{other:.2%}", "same ± 0.5 points", near, f"{simple[1]} of {simple[0]} hits, same terms"
    )


def machine() -> Iterator[Figure]:
    """Terms that a machine's document lacks, of those that the human one uses."""
    for system, noted in _SYSTEMS:
        used = naive = mine = 0
        for year in years():
            paths = list(FOLDER.glob(f"{system}.{year.year}.{year.source}{year.target}.noterm.jsonl"))
            if not paths:
                continue
            rows = _rows(paths[0])
            flagged = ours(year, rows)[1]
            for number, term in _used(year):
                used += 1
                naive += not any(name in rows[number][year.target].lower() for name in year.terms[term])
                mine += (number, term) in flagged
        if used:
            least = naive / used - 0.02
            how = f"naive {naive / used:.1%} here, {noted} % in the notes' years; {used} terms of documents"
            yield Figure(f"{system} without terms: flagged", f"{mine / used:.1%}", f"≥ {least:.1%}", mine / used >= least, how)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def _used(year: Year) -> Iterator[tuple[int, str]]:
    """The terms that a document has and its human translation uses."""
    for number, document in enumerate(year.documents):
        source, target = document[year.source].lower(), document[year.target].lower()
        for term, pattern in year.patterns.items():
            if term in source and pattern.search(source) and any(name in target for name in year.terms[term]):
                yield number, term


# -- speed ---------------------------------------------------------------------------------------------------


def _company_units(rng: random.Random) -> tuple[Index, list[Unit]]:
    """Real sentences with companies in them as targets, made-up sources that name one of them or another; 10,000 aliases."""
    rows = jsonl("zh_en_pairs.jsonl")
    pairs = [(row["id"], row["en"], row["zh_hans"]) for row in rows if row.get("en") and row.get("zh_hans")]
    aliases = [alias for entity, en, zh in pairs for alias in (Alias(entity, en, "en"), Alias(entity, zh, "zh-Hans", status="preferred"))]
    more = (Alias(entity, name, lang) for entity, name, lang, _, _ in large_table() if lang in ("en", "zh-Hans"))
    while len(aliases) < 10_000:
        aliases.append(next(more))
    index = compile_index(aliases[:10_000], {}, _STAMP)
    texts = [row["text"] for row in jsonl("mentions.jsonl")]
    known = [pair for pair in pairs if index.aliases(pair[0])]
    units = []
    for number in range(_UNITS):
        _, en, zh = rng.choice(known)
        target = rng.choice(texts) + (zh if number % 5 else "") + "表示将扩大投资。"
        units.append(Unit(str(number), f"According to its latest filing with the exchange, {en} said that it would invest more.", target))
    return index, units


def _term_units(rng: random.Random) -> tuple[Index, list[Unit]]:
    """Lines of the reports against all their terms."""
    year = years()[0]
    lines = [(source, target) for _, source, target in year.lines(year.documents) if len(source) > 20]
    return year.index, [Unit(str(number), *rng.choice(lines)) for number in range(_UNITS)]


def speed() -> Iterator[Figure]:
    """100,000 units, all rules that are on, one core."""
    made: tuple[tuple[str, Callable[[random.Random], tuple[Index, list[Unit]]]], ...] = (
        ("companies, 10,000 aliases", _company_units),
        ("terms of reports, long lines", _term_units),
    )
    for what, make in made:
        index, units = make(random.Random(3))
        chinese = "zh-CN" if "companies" in what else "zh-HK"
        start = time.process_time()
        found = sum(1 for _ in check(index, units, Languages("en", chinese)))
        taken = time.process_time() - start
        size = sum(len(unit.source or "") + len(unit.target) for unit in units) / len(units)
        how = f"{len(index):,} aliases, {size:.0f} characters a unit, {found:,} findings"
        is_bound = "companies" in what
        yield Figure(f"100,000 units, {what}", f"{taken:.0f} s", "≤ 30 s" if is_bound else "-", taken <= 30 or not is_bound, how)


def terminology() -> Iterator[Figure]:
    """All figures of the checker."""
    if not FOLDER.is_dir():
        return
    yield from human()
    yield from machine()
    yield from speed()
