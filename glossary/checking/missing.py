"""The rules about names of the source that the target lacks: T001, and what says more of the same name: T006, T009, T010.

checker.py says what each is for, and keeps of several on one name of the source the one that says most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from glossary.answers import Mention
from glossary.checking.cases import Case, Demand, Fault, is_worded
from glossary.checking.forms import listed_misspelling
from glossary.checking.locale import is_han
from glossary.checking.nearness import Near, nearest_in
from glossary.checking.spacing import readable
from glossary.text.fold import key

_ABBREVIATION = re.compile(r"[A-Z0-9&.+-]{2,}")
#: What makes a Latin name part of another, of a product or a mark: Oracle Java, Arm®.
_IN_A_PRODUCT = re.compile(r"\s?[®™]| [A-Z0-9]")
_IN_BRACKETS = re.compile(r"[（(「『\"“]\s*\Z")


def span_of(mention: Mention) -> tuple[int, int]:
    """Where a mention stands."""
    return mention.start, mention.end


def _names(suggestions: tuple[str, ...]) -> str:
    return " or ".join(suggestions[:3])


def missing(case: Case) -> Iterator[Fault]:
    """T001."""
    for demand in case.missing:
        source = demand.source
        wanted = demand.suggestions(case.locale)
        yield Fault(
            "source", source.start, source.end, f"{source.text} is not rendered; the glossary has {_names(wanted)}",
            demand.ids, wanted, source_span=span_of(source),
        )  # fmt: skip


def others_name(case: Case) -> Iterator[Fault]:
    """T006."""
    lacking = [demand for demand in case.missing if not demand.term and len(demand.entries) == 1]
    strange = [mention for mention in case.target if _is_strange(case, mention)]
    if len(lacking) == 1 and len(strange) == 1:
        yield _taken_for(case, lacking[0], strange[0])
    for demand in case.demands:
        mention = demand.mention
        if mention is not None and len(demand.entries) == 1 and mention.verdict == "ambiguous" and not _is_told(case, demand, mention):
            yield _shared(case, demand, mention)


def _shared(case: Case, demand: Demand, mention: Mention) -> Fault:
    others = ", ".join(entity for entity in mention.ids if entity not in demand.ids)
    message = f"{mention.text} names {others} too; the source has {demand.source.text}"
    alone = tuple(name for name in demand.suggestions(case.locale) if name != mention.text)
    place = span_of(mention)
    return Fault("target", *place, message, demand.ids, alone, source_span=span_of(demand.source), severity="warning")


def _is_strange(case: Case, mention: Mention) -> bool:
    """Is a name of the target one of a company that the source does not name, nor has the words of: Hua Hong in Wuxi, 华虹无锡?"""
    if mention.id is None or mention.kind in ("ticker", "term") or case.unit.source is None:
        return False
    own = {entity for name in case.source for entity in name.ids}
    return mention.id not in own and not is_worded(case.source_locale.entry(mention.id), case.unit.source)


def _taken_for(case: Case, demand: Demand, mention: Mention) -> Fault:
    source = demand.source
    return Fault(
        "target", mention.start, mention.end, f"{mention.text} is {mention.name} ({mention.id}); the source has {source.text}",
        (*demand.ids, *mention.ids), demand.suggestions(case.locale), source_span=span_of(source),
    )  # fmt: skip


def _is_told(case: Case, demand: Demand, mention: Mention) -> bool:
    """Has the document, or this unit, another name of the entity; or is this the one that the glossary prefers?"""
    entity, preferred = demand.ids[0], demand.entries[0].preferred
    if preferred is not None and preferred.status == "preferred" and key(preferred.name) == key(mention.text):
        return True
    here = (other.text for other in case.target if other.id == entity)
    return any(name != mention.text for name in [*case.history.said.get(entity, ()), *here])


def untranslated(case: Case) -> Iterator[Fault]:
    """T009."""
    for demand in case.demands:
        mention, source, wanted = demand.mention, demand.source, demand.suggestions(case.locale)
        if mention is not None and _is_left(case, demand, mention):
            message = f"{mention.text} stands as in the source; the glossary has {_names(wanted)}"
            yield Fault("target", mention.start, mention.end, message, demand.ids, wanted, source_span=span_of(source))
        elif demand.said is None and _must_stay(demand):
            message = f"{source.text} stays as it is in the target"
            yield Fault("source", source.start, source.end, message, demand.ids, wanted, source_span=span_of(source))


def _is_left(case: Case, demand: Demand, mention: Mention) -> bool:
    """Does the target have the name of the source, which is of another language, though it has one of its own?

    A Latin abbreviation may stand in any text (与CXMT合作), a name in brackets explains another, and one of a product is its maker's.
    """
    preferred = demand.entries[0].preferred
    if demand.term or preferred is None or preferred.status != "preferred" or any(map(case.locale.is_of, mention.owners.aliases)):
        return False
    if _ABBREVIATION.fullmatch(mention.text) or _IN_BRACKETS.search(case.unit.target, max(0, mention.start - 3), mention.start):
        return False
    if is_han(preferred.name) == is_han(mention.text):
        return False
    if not is_han(mention.text) and _IN_A_PRODUCT.match(case.unit.target, mention.end):
        return False
    return not set(demand.ids) & case.history.said.keys() or is_han(mention.text)


def _must_stay(demand: Demand) -> bool:
    """Is the name to write in the target the Latin one of the source?"""
    preferred = demand.entries[0].preferred
    if demand.term or preferred is None or is_han(preferred.name) or is_han(demand.source.text):
        return False
    return any(written.name == preferred.name for written in (*demand.entries[0].others, *demand.source.owners.aliases))


def misspelt(case: Case) -> Iterator[Fault]:
    """T010: misspellings that the glossary lists, near spellings of what the source demands, and slips of any name."""
    yield from listed_misspelling(case)
    wanted = list(_nearly_demanded(case))
    yield from wanted
    text = readable(case.unit.target, case.unit.target_skip)
    for found in case.slips(text):
        written = text[found.start : found.end]
        is_likely = found.sure or _is_said(case, found.name)
        if is_likely and written not in (case.unit.source or "") and not _is_taken(found, case.target, wanted):
            yield Fault("target", found.start, found.end, f"{written} is nearly {found.name}", (), (found.name,))


def _is_said(case: Case, name: str) -> bool:
    """Does the unit, or did the document, have a name itself?"""
    if name in case.unit.target or name in (case.unit.source or ""):
        return True
    return any(name in names for names in case.history.said.values())


def _is_taken(found: Near, names: Iterable[Mention], wanted: Iterable[Fault]) -> bool:
    """Is something said of a slip already, or is it a name itself, or more than the beginning of one: 长鑫 in 长鑫储存?"""
    name = key(found.name)
    others = [m for m in names if not (found.start <= m.start and m.end < found.end and name.startswith(key(m.text)))]
    spans = [span_of(mention) for mention in others] + [(fault.start, fault.end) for fault in wanted]
    return any(start < found.end and found.start < end for start, end in spans)


def _nearly_demanded(case: Case) -> Iterator[Fault]:
    for demand in case.missing:
        if demand.term:
            continue
        found = nearest_in(case.unit.target, [written.name for entry in demand.entries for written in (*entry.accepted, *entry.others)])
        if found is not None and not any(m.start < found.end and found.start < m.end for m in case.target):
            message = f"{case.unit.target[found.start : found.end]} is nearly {found.name}"
            wanted = demand.suggestions(case.locale)
            yield Fault("target", found.start, found.end, message, demand.ids, wanted, source_span=span_of(demand.source))
