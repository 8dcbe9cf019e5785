"""The rules about a name in its document: T007, its first mention in two languages, and T008, one name for one entity.

A document is read once, from its beginning: what comes first sets the rule for what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.answers import Mention
from glossary.checking.cases import Case, Fault
from glossary.checking.forms import deprecated, mixed_script, wrong_region
from glossary.checking.locale import GOOD, is_han
from glossary.text.fold import key
from glossary.text.wording import is_short_for

_OPENING = re.compile(r"\s?[（(]\s?")
#: Kinds that stand beside others: a legal name, a code, and what another rule speaks of.
_APART = frozenset(("legal", "ticker", "misspelling", "former"))


def first_mention(case: Case) -> Iterator[Fault]:
    """T007."""
    names = case.target
    seen: set[str] = set()
    for place, mention in enumerate(names):
        entity = mention.id
        if entity is None or mention.kind in ("ticker", "term") or _is_inside(case, names[place - 1] if place else None, mention):
            continue
        following = names[place + 1] if place + 1 < len(names) else None
        explained = following is not None and _is_inside(case, mention, following)
        entry = case.locale.entry(entity)
        pair = _pair(case, entity)
        known = entity in case.history.introduced or entity in seen
        seen.add(entity)
        if not explained and not known and entry.names and pair is not None:
            yield Fault("target", mention.start, mention.end, f"the first mention of {mention.text} has no name in another language",
                        mention.ids, (pair,))  # fmt: skip
        elif explained and known:
            yield Fault(
                "target", mention.start, mention.end, f"{mention.text} was given in two languages before", mention.ids, (mention.text,)
            )
    case.history.introduced.update(seen)


def _pair(case: Case, entity: str) -> str | None:
    """The bilingual form of an entity's name: 长鑫存储（CXMT）. None where there is no other name."""
    entry = case.locale.entry(entity)
    other = case.source_locale.entry(entity).preferred or next(
        (w for w in entry.others if w.lang == "en" and w.status == "preferred"), None
    )
    if entry.preferred is None or other is None or key(other.name) == key(entry.preferred.name):
        return None
    opening, closing = ("（", "）") if case.locale.is_chinese else (" (", ")")
    return entry.preferred.name + opening + other.name + closing


def _is_inside(case: Case, before: Mention | None, mention: Mention) -> bool:
    """Does a name stand in brackets behind another one of the same entity?"""
    if before is None or set(before.ids).isdisjoint(mention.ids):
        return False
    between = case.unit.target[before.end : mention.start]
    return _OPENING.fullmatch(between) is not None and is_han(before.text) != is_han(mention.text)


def inconsistent(case: Case) -> Iterator[Fault]:
    """T008."""
    for entity, source, mention, said in _renderings(case):
        first = case.history.first.get((entity, source))
        if first is not None and _is_one(first, said):
            continue
        if _is_ill(case, mention):
            continue  # 輝達 in Shanghai sets no rule for 英伟达, which is the right name
        if first is None:
            case.history.first[entity, source] = said
            continue
        at = (mention.start, mention.end)
        name = case.named_in_source(entity)
        yield Fault(
            "target", *at, f"{said} was {first} before", (entity,), (first,), source_span=None if name is None else (name.start, name.end)
        )


def _is_ill(case: Case, mention: Mention) -> bool:
    """Is a name one that another rule would see replaced?"""
    return any(fault.start == mention.start for rule in (deprecated, wrong_region, mixed_script) for fault in rule(case))


def _renderings(case: Case) -> Iterator[tuple[str, str, Mention, str]]:
    """Each entity once, with the name of the source ("" where it has none), where the target has it, and the name there."""
    done: set[str] = set()
    demands = {demand.ids: demand for demand in case.demands}
    for mention in case.target:
        entity = mention.id
        if entity is None or entity in done:
            continue
        names = [w for w in mention.owners.aliases if w.kind not in _APART and w.status in GOOD and case.locale.is_of(w)]
        demand = demands.get((entity,))
        if not names or (demand is None and case.unit.source is not None):
            continue
        done.add(entity)
        said = {other.text for other in case.target if other.id == entity}
        if len(said) == 1:
            yield entity, "" if demand is None else key(demand.source.text), mention, mention.text


def _is_one(first: str, said: str) -> bool:
    """Are two names one name in longer and shorter, other script, or other spacing?"""
    one, other = key(first), key(said)
    short, long = sorted((one, other), key=len)
    if is_han(one) != is_han(other) or short in long or "".join(short.split()) == "".join(long.split()):
        return True
    return is_short_for(short, long)
