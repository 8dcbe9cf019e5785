"""What a name, an ID and the other cells of an alias must be. Said once, for files, commands and the Python API alike."""

from __future__ import annotations

import re
from unicodedata import category

from glossary.errors import InputError
from glossary.model import Alias
from glossary.text.fold import has_letters
from glossary.vocabulary import KINDS, STATUSES, is_lang

LONGEST = 1000
_SURROGATE = re.compile("[\ud800-\udfff]")


def fault_of_text(text: str) -> str | None:
    """Why a cell cannot be stored, None if it can: NUL and other control characters, lone surrogates.

    >>> fault_of_text("a\\0b")
    'NUL character at position 2'
    """
    if text.isprintable():
        return None
    if "\0" in text:
        return f"NUL character at position {text.index(chr(0)) + 1}"
    if found := _SURROGATE.search(text):
        return f"lone surrogate U+{ord(found[0]):04X} at position {found.start() + 1}"
    for position, character in enumerate(text):
        if category(character) == "Cc":
            return f"control character U+{ord(character):04X} at position {position + 1}"
    return None


def fault_of_name(name: str) -> str | None:
    """Why this cannot be a name, None if it can.

    >>> fault_of_name("——"), fault_of_name("長鑫存儲") is None
    ('name has no letter or digit', True)
    """
    if not name:
        return "name is empty"
    if len(name) > LONGEST:
        return f"name has {len(name)} characters; the longest allowed is {LONGEST}"
    return fault_of_text(name) or (None if has_letters(name) else "name has no letter or digit")


def fault_of_id(entity: str) -> str | None:
    """Why this cannot be an ID, None if it can: one word of at most 200 visible characters.

    >>> fault_of_id("LEI:549300571PK2HZDLW578") is None, fault_of_id("a b")
    (True, "id 'a b' has a space: an ID is one word")
    """
    if not entity:
        return "id is empty"
    if fault := fault_of_text(entity):
        return f"id: {fault}"
    if any(character.isspace() for character in entity):
        return f"id {entity!r} has a space: an ID is one word"
    if not entity.isprintable():
        return f"id {entity!r} has a character that cannot be seen"
    return f"id has {len(entity)} characters; the longest allowed is 200" if len(entity) > 200 else None


def _fault_of_choice(column: str, value: str, choices: tuple[str, ...]) -> str | None:
    return None if value in choices else f"unknown {column} {value!r}; known: {' '.join(sorted(choices))}"


def fault_of_lang(lang: str) -> str | None:
    """Why this cannot be a language tag, None if it can.

    >>> fault_of_lang("zh-tw")
    "unknown lang 'zh-tw'; use a BCP 47 tag such as en zh-Hans zh-Hant zh-Hant-TW zh-Hant-HK ja ko und"
    """
    if is_lang(lang):
        return None
    return f"unknown lang {lang!r}; use a BCP 47 tag such as en zh-Hans zh-Hant zh-Hant-TW zh-Hant-HK ja ko und"


def fault(alias: Alias) -> tuple[str, str] | None:
    """The first column of an alias that cannot be taken and why, None if all can.

    >>> fault(Alias("cxmt", "长鑫存储", lang="zh"))
    >>> fault(Alias("cxmt", "长鑫存储", status="best"))
    ('status', "unknown status 'best'; known: admitted deprecated preferred superseded")
    """
    checks = (
        ("id", fault_of_id(alias.id)),
        ("name", fault_of_name(alias.name)),
        ("lang", fault_of_lang(alias.lang)),
        ("kind", _fault_of_choice("kind", alias.kind, KINDS)),
        ("status", _fault_of_choice("status", alias.status, STATUSES)),
        ("source", fault_of_text(alias.source)),
        ("note", fault_of_text(alias.note)),
    )
    return next(((column, why) for column, why in checks if why is not None), None)


def checked(alias: Alias) -> Alias:
    """The alias itself. Raises InputError where it cannot be taken."""
    found = fault(alias)
    if found is not None:
        raise InputError(found[1])
    return alias
