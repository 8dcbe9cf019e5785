"""Units → findings: what a translator should look at in a source text and its translation, or in a text alone.

RULES is the manual: what each rule finds, why that matters, a bad and a good example, what it gets wrong. An `error` says something
false, a `warning` goes against the glossary, a `note` is a matter of style. Rules prefer silence to noise. Units are read in order,
document by document; what has been said in a document bears on what follows in it, and nothing is held of one that is done.

Several rules may have something to say of one name: the one that says most is heard (_HEARD). Corrections (`fixed`) are those that are
certain: the text is read once more with all of them, and one after which it does not name the same entity there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from glossary.answers import Mention
from glossary.checking import consistency, forms
from glossary.checking import missing as lacking
from glossary.checking.cases import Case, Cases, Check, Fault, History
from glossary.checking.locale import Locale
from glossary.checking.spacing import Spacing, learn, readable, spacing
from glossary.errors import InputError
from glossary.findings import Finding, Severity, Span, Unit
from glossary.index import Index
from glossary.vocabulary import is_lang

if TYPE_CHECKING:
    from glossary.formats.bitexts import Edit

#: So many units of a document are read before anything is said of them; its habits of spacing are those of the first so many.
PORTION = 5_000
_SPACING = "T011"
#: The rules that know corrections; they look at one unit alone.
_FIXING = frozenset(("T003", "T004", "T005", "T010"))
#: Of several findings on one missing name, and on one name of the target, the first of these is heard.
_HEARD = (("T010", "T006", "T009", "T001"), ("T010", "T006", "T005", "T003", "T004", "T009", "T002", "T008"))


class Languages(NamedTuple):
    """The languages of the units (BCP 47); `source` may be empty for texts that are no translations."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds and why that matters, a bad and a good example, what it gets wrong. `on`: is it used unless one asks?"""

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    bad: str
    good: str
    problems: str
    check: Check
    on: bool = True


RULES = (
    Rule(
        "T001", "missing-name", "warning", "The source has a name or a term, and the target none of the glossary's for it.",
        "A reader of the translation cannot know what is meant, or takes it for something else.",
        "CXMT expands. | 公司扩产。", "CXMT expands. | 长鑫存储扩产。",
        "Any accepted name of the entity will do, in any script, and once it was given in full in the document a short form of it. "
        "A pronoun in its place is reported; of a name with several owners the name of any will do.", lacking.missing,
    ),
    Rule(
        "T002", "not-preferred", "note", "The target has a name that is admitted, and the glossary prefers another for this language.",
        "One name for one thing makes texts easy to search and to read.",
        "艾司摩爾設備 (zh-Hant-HK text) | 阿斯麥 preferred", "阿斯麥設備",
        "Full legal names, and longer or shorter forms of the preferred name, are never reported.", forms.not_preferred,
    ),
    Rule(
        "T003", "deprecated-name", "warning", "The target has a name that the glossary marks deprecated or superseded.",
        "Readers and search engines follow the current name.",
        "Innotron expands. | 睿力集成扩产。", "Innotron expands. | 长鑫科技扩产。",
        "Silent where the source has a former name too, and beside words like 原名 and formerly. A superseded name is corrected only where "
        "the source has the current one: a text about the past may mean the old name.", forms.deprecated,
    ),
    Rule(
        "T004", "wrong-region", "warning", "A Chinese name is in the script, or is the word, of another region.",
        "Readers in Taipei, Hong Kong and Shanghai know a company by different names.",
        "台積電 or 輝達 in a zh-CN text, 英伟达 in a zh-TW text", "台积电, 英伟达; 輝達",
        "Names that the glossary has in one script alone are not reported in the other: it never converts.", forms.wrong_region,
    ),
    Rule(
        "T005", "mixed-script", "warning", "A Chinese name has traditional and simplified characters.",
        "Nobody writes so: one character was missed when the name was converted or typed.",
        "長鑫存储", "长鑫存储, 長鑫存儲",
        "Only names that the glossary has are seen.", forms.mixed_script,
    ),
    Rule(
        "T006", "others-name", "error", "The target names another entity than the source does, or has a name that others bear too.",
        "The text is false, and reads well.",
        "Innotron | 昕原半导体 (InnoStar)", "Innotron | 长鑫科技",
        "Seen where the source has one name that the target lacks, and the target one that the source lacks. A name with several owners "
        "(长电: JCET, Yangtze Power) is a warning until one that is the entity's alone stands in the document.", lacking.others_name,
    ),
    Rule(
        "T007", "first-mention", "note", "The first mention of a name in a document is not in two languages, or a later one is again.",
        "A convention of newspapers: 长鑫存储（CXMT） once, 长鑫存储 from then on.",
        "长鑫存储扩产。 … 长鑫存储（CXMT）", "长鑫存储（CXMT）扩产。 … 长鑫存储",
        "Off unless asked for: not every publication does so. Headings count as mentions.", consistency.first_mention, on=False,
    ),
    Rule(
        "T008", "inconsistent-name", "note", "One name of the source has two renderings in a document.",
        "A reader takes two names for two things.",
        "昇腾 … 升騰", "昇腾 … 昇腾",
        "The rendering that comes first is taken for the rule. Short forms of it, and other names of the source, are their own matter.",
        consistency.inconsistent,
    ),
    Rule(
        "T009", "untranslated", "warning", "The target keeps a name of the source though it has its own, or translates one that stays.",
        "美光 is what readers of Chinese know; vivo has no other name.",
        "Micron invests. | Micron投资。", "Micron invests. | 美光投资。",
        "Abbreviations in capitals (CXMT), names in brackets, names of products (Oracle Java), and Latin names of what was named in "
        "Chinese before may stay.",
        lacking.untranslated,
    ),
    Rule(
        "T010", "near-name", "warning", "A word is spelt nearly as a name of the glossary.",
        "A slip in a name is a name that nobody finds.",
        "JECT, 长江储存", "JCET, 长江存储",
        "Names that are not in the glossary may look so. Words that the source has too, and words of the language, are let pass; of "
        "names of two or three letters nothing is said.", lacking.misspelt,
    ),
    Rule(
        _SPACING, "spacing", "note", "The spaces or brackets around a name are not as elsewhere in the document.",
        "Both ways are good; two in one text look careless.",
        "与 CXMT 合作，与JCET合作; 长鑫存储（CXMT)", "与CXMT合作，与JCET合作; 长鑫存储（CXMT）",
        "Without a habit (three borders, three in four alike) nothing is said of spaces; numbers are left alone.", spacing,
    ),
)  # fmt: skip


def select(only: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules of some codes or names, those that are on where none is given, `all`; but for those to ignore. Raises InputError.

    >>> [rule.code for rule in select(["T003", "first-mention"], ignore=["T003"])]
    ['T007']
    """
    known = {label.casefold(): rule.code for rule in RULES for label in (rule.code, rule.name)}
    for label in (*only, *ignore):
        if label.casefold() not in known and label != "all":
            raise InputError(f"unknown rule {label!r}; `glossary check --rules` lists them")
    everything = set(known.values())
    chosen = {code for label in only for code in (everything if label == "all" else [known[label.casefold()]])}
    wanted = chosen or {rule.code for rule in RULES if rule.on}
    left_out = {code for label in ignore for code in (everything if label == "all" else [known[label.casefold()]])}
    return tuple(rule for rule in RULES if rule.code in wanted - left_out)


class Checker:
    """Checks units by one index and two languages; keeps what it has learnt of names, and of texts nothing."""

    def __init__(self, index: Index, languages: Languages, rules: Sequence[Rule] | None = None, spacing: Spacing = "majority") -> None:
        source, target = languages
        for lang in filter(None, (source, target)):
            if not is_lang(lang):
                raise InputError(f"unknown language {lang!r}; use a tag like en, zh-CN, zh-TW, zh-HK, zh-Hans, zh-Hant")
        if not target:
            raise InputError("the language of the target is not known; give it, as in --target-lang zh-CN")
        if source == target:
            raise InputError(f"source and target are both {source}; a text alone has no source language")
        chosen = select() if rules is None else tuple(rules)
        self._rules = [rule for rule in chosen if rule.code != _SPACING]
        self._spacing = next((rule for rule in chosen if rule.code == _SPACING), None)
        self._cases = Cases(index, Locale(index, source or "und"), Locale(index, target), spacing)

    def check(self, units: Iterable[Unit]) -> Iterator[Finding]:
        """The findings, in order of the units. The units of a document come one behind the other."""
        for _, document in groupby(enumerate(units), key=lambda numbered: numbered[1].document):
            history = History()
            is_first = True
            while portion := list(islice(document, PORTION)):
                yield from self._checked(portion, history, is_first)
                is_first = False

    def _checked(self, portion: Iterable[tuple[int, Unit]], history: History, is_first: bool) -> Iterator[Finding]:
        read: list[tuple[Case, list[Finding]]] = []
        for number, unit in portion:
            case = self._cases.of(number, unit, history)
            findings = self._found(case)
            case.remember()
            if self._spacing is not None and is_first:
                learn(history, readable(_corrected(unit, findings)) if case.locale.is_chinese else "")
            read.append((case, findings))
        for case, findings in read:
            together = [*findings, *self._spaced(case, findings)]
            if together and not self._is_settled(case, together):
                together = [replace(finding, fix=None) for finding in together]
            yield from sorted(together, key=_order)

    def _found(self, case: Case) -> list[Finding]:
        """What the rules find in a case, but for spaces: of each name what says most, with corrections that hold."""
        found = _heard(case, self._rules)
        fixes = [finding for finding in found if finding.fix is not None]
        if not fixes:
            return found
        text, places = _with_places(case.unit.target, fixes)
        names = self._cases.read_again(text)
        broken = {id(fix) for fix, place in zip(fixes, places, strict=True) if not _names_one_of(names, place, fix.ids)}
        return [replace(finding, fix=None) if id(finding) in broken else finding for finding in found]

    def _spaced(self, case: Case, findings: Iterable[Finding]) -> list[Finding]:
        if self._spacing is None or not case.target:
            return []
        fixed = {finding.start: finding.fix for finding in findings if finding.fix is not None}
        case = replace(case, fixed=fixed)
        return [_finding(self._spacing, case, fault) for fault in self._spacing.check(case)]

    def _is_settled(self, case: Case, findings: Sequence[Finding]) -> bool:
        """Is there nothing more to correct once all is? A word beside a name may be seen in another light then: 輝達輝達."""
        chosen = _compatible(findings)
        if not chosen:
            return True
        unit = replace(case.unit, target=_with_places(case.unit.target, chosen)[0], target_skip=_moved(case.unit.target_skip, chosen))
        again = self._cases.of(case.number, unit, case.history)
        left = _heard(again, [rule for rule in self._rules if rule.code in _FIXING])
        return all(finding.fix is None for finding in (*left, *self._spaced(again, left)))


def check(
    index: Index, units: Iterable[Unit], languages: Languages, rules: Sequence[Rule] | None = None, spacing: Spacing = "majority"
) -> Iterator[Finding]:
    """What there is to look at in some units, in order; `rules`: a choice of RULES. Raises InputError for an unknown language.

    >>> from glossary.compiler import compile_index
    >>> from glossary.indexfile import Stamp
    >>> from glossary.model import Alias
    >>> from glossary.text.tables import fold_version
    >>> names = [Alias("tsmc", "TSMC", "en"), Alias("tsmc", "台积电", "zh-Hans", status="preferred"), Alias("tsmc", "台積電", "zh-Hant")]
    >>> index = compile_index(names, {}, Stamp(fold_version(), "", 0, ""))
    >>> units = [Unit("1", "TSMC invests.", "台積電投资。"), Unit("2", "TSMC hires.", "公司招人。")]
    >>> [(f.unit, f.rule, f.text, f.fix) for f in check(index, units, Languages("en", "zh-CN"))]
    [(0, 'T004', '台積電', '台积电'), (1, 'T001', 'TSMC', None)]
    """
    return Checker(index, languages, rules, spacing).check(units)


def fixed(units: Sequence[Unit], findings: Iterable[Finding]) -> list[Edit]:
    """The certain corrections among findings, as edits of targets, in order, none overlapping; those that do not fit the text left out.

    What a correction of spaces covers it writes as the others would, so that of two it is the one that is made.
    """
    from glossary.formats.bitexts import Edit

    by_unit: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.unit < len(units) and units[finding.unit].target[finding.start : finding.end] == finding.text:
            by_unit.setdefault(finding.unit, []).append(finding)
    edits = [Edit(f.unit, "target", f.start, f.end, f.fix or "") for others in by_unit.values() for f in _compatible(others)]
    return sorted(edits, key=itemgetter(0, 2))


def _compatible(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one unit with a correction, none overlapping; those of spaces first."""
    chosen: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.rule != _SPACING):
        if finding.fix is not None and not any(finding.start < other.end and other.start < finding.end for other in chosen):
            chosen.append(finding)
    return chosen


def _moved(skip: Iterable[Span], fixes: Sequence[Finding]) -> tuple[Span, ...]:
    """Spans of a text where they are once corrections are made, none of which touches them."""
    return tuple((start + _shift(start, fixes), end + _shift(start, fixes)) for start, end in skip)


def _shift(place: int, fixes: Iterable[Finding]) -> int:
    return sum(len(fix.fix or "") - len(fix.text) for fix in fixes if fix.end <= place)


def _heard(case: Case, rules: Iterable[Rule]) -> list[Finding]:
    """What rules find in a case: of several findings on one name the one that says most."""
    found = [_finding(rule, case, fault) for rule in rules for fault in rule.check(case)]
    return [finding for finding in found if not any(_is_louder(other, finding) for other in found)]


def _finding(rule: Rule, case: Case, fault: Fault) -> Finding:
    text = case.unit.target if fault.side == "target" else case.unit.source or ""
    return Finding(
        rule.code, fault.severity or rule.severity, case.number, fault.side, fault.start, fault.end, text[fault.start : fault.end],
        fault.message, fault.ids, fault.suggestions, fault.fix, fault.source_span,
    )  # fmt: skip


def _order(finding: Finding) -> tuple[int, int, str]:
    return finding.source_span[0] if finding.side == "source" and finding.source_span else finding.start, finding.end, finding.rule


def _names_one_of(names: Iterable[Mention], place: Span, ids: Sequence[str]) -> bool:
    """Does a name of one of some entities, and of no other, cover a place?"""
    return any(name.start <= place[0] and place[1] <= name.end and len(name.ids) == 1 and name.ids[0] in ids for name in names)


def _is_louder(other: Finding, finding: Finding) -> bool:
    """Does another finding say more of the same name?"""
    of_missing, of_forms = _HEARD
    if _is_before(other.rule, finding.rule, of_missing) and other.source_span == finding.source_span is not None:
        return True
    if not _is_before(other.rule, finding.rule, of_forms) or "source" in (other.side, finding.side):
        return False
    return other.start < finding.end and finding.start < other.end


def _is_before(one: str, other: str, order: Sequence[str]) -> bool:
    return one in order and other in order and order.index(one) < order.index(other)


def _corrected(unit: Unit, findings: Iterable[Finding]) -> str:
    """A target as it will be, with what is not to be read hidden."""
    return _with_places(readable(unit.target, unit.target_skip), [finding for finding in findings if finding.fix is not None])[0]


def _with_places(text: str, fixes: Sequence[Finding]) -> tuple[str, list[Span]]:
    """A text with corrections made, which are in order of the text or not, and where each stands then."""
    out: list[str] = []
    places: dict[int, Span] = {}
    done = size = 0
    for finding in sorted(fixes, key=lambda finding: finding.start):
        written = finding.fix or ""
        out += [text[done : finding.start], written]
        size += finding.start - done + len(written)
        places[id(finding)] = (size - len(written), size)
        done = finding.end
    return "".join([*out, text[done:]]), [places[id(finding)] for finding in fixes]
