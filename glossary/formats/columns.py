"""Which columns of a table are source and target: by what its header says, and by the languages that the caller names.

A header says source and target (原文, 译文), or names languages by tag or by name (en, zh-Hant, 繁體中文), or both: "Target (zh-TW)". Other
columns are passed over, but for one called id or key. A table of two columns needs no header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from glossary.errors import InputError
from glossary.formats.languages import Wanted, named, nearest

_ROLES = {
    "source": "source|src|source text|source segment|original|原文|源文|源语言|源语|來源|来源|源文本",
    "target": "target|tgt|trg|target text|target segment|translation|译文|譯文|目标语言|目标|目標|翻译|翻譯|译文本|訳文",
    "id": "id|key|no|no.|nr|nr.|#|segment id|unit|编号|編號|序号|序號",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split("|")}
#: "Source (en-US)", "target: zh-TW", "Target [zh]".
_BOTH = re.compile(r"(?P<role>[^(\[:：（【]+?)\s*[(\[:：（【]\s*(?P<lang>.+?)\s*[)\]）】]?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers of columns, from 0, and their languages, "" where the header does not say."""

    source: int
    target: int
    id: int | None = None
    source_lang: str = ""
    target_lang: str = ""


def _meaning(cell: str) -> tuple[str, str]:
    """Role and language that a cell of a header means, "" for neither."""
    words = " ".join(cell.split()).casefold()
    if words in _ROLE_OF:
        return _ROLE_OF[words], ""
    if lang := named(cell):
        return "", lang
    both = _BOTH.fullmatch(words)
    role = _ROLE_OF.get(both["role"], "") if both else ""
    return (role, named(both["lang"])) if both and role else ("", "")


def columns_of(header: Sequence[str], wanted: Wanted) -> Columns | None:
    """The columns of a table by its header; None if that row is no header. Raises InputError where it does not have what is asked for.

    >>> columns_of(["key", "en", "zh-TW", "zh-CN"], Wanted("en", "zh-Hant"))
    Columns(source=1, target=2, id=0, source_lang='en', target_lang='zh-TW')
    """
    meanings = [_meaning(cell) for cell in header]
    sides = [number for number, (role, lang) in enumerate(meanings) if role in ("source", "target") or (lang and not role)]
    filled = [number for number, cell in enumerate(header) if cell.strip()]
    if not sides or (len(sides) < 2 and (meanings[sides[0]][0] == "" or len(filled) != 2)):
        return None
    if len(sides) < 2:
        sides = filled
    source, target = _sides(meanings, sides, wanted)
    name = next((number for number, (role, _) in enumerate(meanings) if role == "id"), None)
    return Columns(source, target, name, meanings[source][1], meanings[target][1])


def _sides(meanings: Sequence[tuple[str, str]], sides: Sequence[int], wanted: Wanted) -> tuple[int, int]:
    target = _one(meanings, [side for side in sides if meanings[side][0] == "target"], wanted.target, "target")
    source = _one(meanings, [side for side in sides if meanings[side][0] == "source" and side != target], wanted.source, "source")
    free = [side for side in sides if meanings[side][0] == "" and side not in (source, target)]
    if source is None and target is None and not wanted.source and wanted.target:
        target = _one(meanings, free, wanted.target, "target")
        free.remove(target if target is not None else -1)
    if source is None:
        source = _one(meanings, free if wanted.source else free[:1], wanted.source, "source")
        free = [side for side in free if side != source]
    if target is None:
        target = _one(meanings, free, wanted.target, "target")
    if source is None or target is None:
        raise InputError(f"no column for the {'source' if source is None else 'target'} among {_said(meanings, sides)}")
    return source, target


def _one(meanings: Sequence[tuple[str, str]], sides: Sequence[int], lang: str, side: str) -> int | None:
    """The one of some columns that is in a language; of columns that do not say their language, the only one."""
    if not sides:
        return None
    if lang and any(meanings[number][1] for number in sides):
        found = [sides[at] for at in nearest(lang, [meanings[number][1] for number in sides])]
        if not found:
            raise InputError(f"no column in {lang} among {_said(meanings, sides)}")
        return found[0]
    if len(sides) > 1:
        raise InputError(f"several columns could be the {side}: {_said(meanings, sides)}; say which with --{side}-lang")
    return sides[0]


def _said(meanings: Sequence[tuple[str, str]], sides: Sequence[int]) -> str:
    return ", ".join(" ".join(filter(None, meanings[number])) or f"column {number + 1}" for number in sides)
