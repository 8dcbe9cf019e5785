"""The rules about how a name of the target is written: T002, T003, T004, T005, and T010 for misspellings that the glossary lists.

Each looks at one name at a time, of one entity; a name that is not sure is not judged by its form. What stands in its place (`fix`) is
certain where the glossary has one name for it; the checker looks at the text with all of them once more before it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from glossary.answers import Mention, Written
from glossary.checking.cases import Case, Fault
from glossary.checking.locale import GOOD, Entry, is_han, is_term
from glossary.text.fold import key
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.wording import is_short_for

#: Kinds of which one is written where another could be: a full legal name has its own place in a text.
_SHORT = frozenset(("short", "abbreviation", "brand", "translation", "transliteration", "term", "former", "misspelling"))
_FORMERLY = re.compile(
    r"[原前旧舊]\Z|原名|前身|曾用名|曾名|曾称|曾稱|原称|原稱|旧称|舊稱|旧名|舊名|更名|改名|易名|当时|當時|时任|時任"
    r"|\b(?:formerly|former|previously|originally|renamed|rebranded|then|once|predecessor|formed)\b",
    re.IGNORECASE,
)
_AROUND = 24
#: Names of so many characters are what they are spelt like, without a source that names the same.
_NOT_SHORT, _LONG = 3, 4


def _fault(case: Case, mention: Mention, message: str, suggestions: tuple[str, ...], fix: str | None) -> Fault:
    source = case.named_in_source(mention.ids[0])
    fix = fix if fix != mention.text else None
    return Fault(
        "target", mention.start, mention.end, message, mention.ids, suggestions, fix,
        source_span=None if source is None else (source.start, source.end),
    )  # fmt: skip


def _instead(entry: Entry, names: tuple[Written, ...]) -> tuple[str, ...]:
    """What could stand for some names: the preferred one, and for a legal one the legal ones first."""
    preferred = (entry.preferred.name,) if entry.preferred is not None else ()
    legal = tuple(written.name for written in entry.accepted if written.kind == "legal" and written.status in GOOD)
    chosen = (*legal[:2], *preferred) if any(written.kind == "legal" for written in names) else preferred
    return tuple(dict.fromkeys(chosen))


def _certain(names: tuple[Written, ...], suggestions: tuple[str, ...]) -> str | None:
    """The one thing to write, where names are short ones."""
    short = all(written.kind in _SHORT for written in names)
    return suggestions[0] if short and suggestions else None


def not_preferred(case: Case) -> Iterator[Fault]:
    """T002."""
    for mention, entry, names in case.sure:
        own = entry.preferred
        if own is None or own.status != "preferred" or any(w.status == "preferred" or case.locale.is_of_region(w) for w in names):
            continue
        if not all(written.status == "admitted" and written.kind in _SHORT and case.locale.is_of(written) for written in names):
            continue
        if _is_choice(case, mention, names, own) and not _is_part(key(mention.text), key(own.name)):
            yield _fault(case, mention, f"{mention.text} is admitted; the preferred name is {own.name}", (own.name,), None)


def _is_choice(case: Case, mention: Mention, names: tuple[Written, ...], own: Written) -> bool:
    """Could the preferred name stand there? Not where the source too has another name than its preferred one (Hon Hai, 鸿海, for

    Foxconn), nor an abbreviation for a name written out. Of a text alone only terms are judged.
    """
    source = case.named_in_source(mention.ids[0])
    if source is None:
        return is_term(names)
    if not any(written.status == "preferred" for written in source.owners.aliases):
        return False
    written_out = own.kind == "abbreviation" and all(written.kind in ("short", "brand") for written in names)
    return is_han(mention.text) == is_han(own.name) and not written_out


@lru_cache(maxsize=16_384)
def _is_part(text: str, preferred: str) -> bool:
    """Is a name a longer or shorter form of the preferred one, or its initials: 思瑞浦微电子 of 思瑞浦, 台积 of 台积电?"""
    short, long = sorted((text, preferred), key=len)
    return short in long or short.replace(" ", "") == long.replace(" ", "") or is_short_for(short, long)


def deprecated(case: Case) -> Iterator[Fault]:
    """T003."""
    for mention, entry, names in case.sure:
        if any(written.status in GOOD for written in mention.owners.aliases) or all(written.kind == "misspelling" for written in names):
            continue
        if _is_said_to_be_former(case, mention) or (len(mention.text) < _NOT_SHORT and case.named_in_source(entry.id) is None):
            continue
        old = all(written.status == "superseded" for written in names)
        sources = [name for name in case.source if entry.id in name.ids]
        current = all(any(written.status in GOOD for written in name.owners.aliases) for name in sources)
        if old and not current:
            continue  # the source has the old name too
        suggestions = _instead(entry, names)
        word = "superseded" if old else "deprecated"
        message = f"{mention.text} is {word}" + (f"; write {suggestions[0]}" if suggestions else "")
        yield _fault(case, mention, message, suggestions, _certain(names, suggestions) if (sources and current) or not old else None)


def _is_said_to_be_former(case: Case, mention: Mention) -> bool:
    text = case.unit.target
    return bool(
        _FORMERLY.search(text, max(0, mention.start - _AROUND), mention.start) or _FORMERLY.search(text, mention.end, mention.end + _AROUND)
    )


def wrong_region(case: Case) -> Iterator[Fault]:
    """T004."""
    locale = case.locale
    if not locale.is_chinese:
        return
    for mention, entry, names in case.sure:
        if not is_han(mention.text) or not all(map(locale.is_of, names)) or _is_mixed(mention.text):
            continue
        script, region = locale.has_wrong_script(mention.text), _is_anothers(case, mention, entry, names)
        if not (script or region) or not (script or case.named_in_source(entry.id) is not None or _is_telling(mention.text, names)):
            continue
        here = locale.same_spelt_here(names, entry)
        if here is not None and not region:
            suggestions: tuple[str, ...] = (here,)
            fix: str | None = here
        else:
            suggestions = tuple(name for name in _instead(entry, names) if not locale.has_wrong_script(name))
            fix = _certain(names, suggestions)
        if suggestions:
            why = "is a form of another region" if region else "is in the other script"
            yield _fault(case, mention, f"{mention.text} {why}; {locale.lang} has {suggestions[0]}", suggestions, fix)


def _is_anothers(case: Case, mention: Mention, entry: Entry, names: tuple[Written, ...]) -> bool:
    """Is a name the word of another region? No longer or shorter form of the one of this region, 应用材料 beside 应材; nor one that is

    written here as here, and only admitted there: 合肥长鑫, for which the glossary has 合肥長鑫 in Taiwan.
    """
    if not case.locale.is_anothers(names, entry):
        return False
    if not case.locale.has_wrong_script(mention.text):
        if entry.preferred is not None and _is_part(key(mention.text), key(entry.preferred.name)):
            return False
        return mention.text in {written.name for written in names} or any(written.status == "preferred" for written in names)
    return True


def _is_telling(text: str, names: tuple[Written, ...]) -> bool:
    """Is a name of another region known by itself? 輝達 is, and 艾司摩尔; 联华 in a text of the mainland is hardly 聯華."""
    if text in {written.name for written in names}:
        return bool(simplified_in(text) or traditional_in(text)) or len(text) >= _LONG
    return len(text) >= _LONG and any(written.status == "preferred" for written in names)


def mixed_script(case: Case) -> Iterator[Fault]:
    """T005."""
    if not case.locale.is_chinese:
        return
    for mention, entry, names in case.sure:
        if _is_mixed(mention.text) and mention.text not in {written.name for written in names}:
            here = case.locale.same_spelt_here(names, entry)
            suggestions = (here,) if here is not None else _instead(entry, names)
            shown = f"{traditional_in(mention.text)} is traditional, {simplified_in(mention.text)} simplified"
            yield _fault(case, mention, f"{mention.text} mixes two scripts: {shown}", suggestions, here)


def _is_mixed(text: str) -> bool:
    return bool(simplified_in(text)) and bool(traditional_in(text))


def listed_misspelling(case: Case) -> Iterator[Fault]:
    """T010, for misspellings that the glossary lists."""
    for mention, entry, names in case.sure:
        if all(written.kind == "misspelling" for written in names) and mention.text in {written.name for written in names}:
            suggestions = _meant_by(mention, entry)
            yield _fault(case, mention, f"{mention.text} is a misspelling of {', '.join(suggestions) or entry.id}", suggestions,
                         suggestions[0] if suggestions else None)  # fmt: skip


def _meant_by(mention: Mention, entry: Entry) -> tuple[str, ...]:
    """The right name in the letters of the wrong one."""
    lang = mention.owners.aliases[0].lang
    good = [w for w in (*entry.names, *entry.others) if w.status == "preferred" and is_han(w.name) == is_han(mention.text)]
    return tuple(written.name for written in sorted(good, key=lambda written: written.lang != lang))[:1]
