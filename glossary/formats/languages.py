"""How files name languages, and which of those that a file has is the one asked for (BCP 47, RFC 4647 look-up with scripts).

Files write zh_tw, ZH-Hant-TW, zh-CHT, en-us, "Chinese (Traditional)" or 繁體中文. Tags come out in canonical case, with the region
that was written and no script added to it: zh-TW stays zh-TW, which `vocabulary.fallback` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from glossary.vocabulary import is_lang


class Wanted(NamedTuple):
    """The languages of source and target that a caller names, "" for none."""

    source: str = ""
    target: str = ""


_SUBTAGS = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<extended>[a-z]{3}))?(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?:-.*)?"
)
#: Microsoft's older names, and Mandarin by its own code.
_LEGACY = {"zh-chs": "zh-hans", "zh-cht": "zh-hant", "zh-hans-chs": "zh-hans", "zh-hant-cht": "zh-hant"}
_SCRIPTS = {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}
_NAMES = {
    "en": "english|英文|英语|英語|eng",
    "zh": "chinese|中文|汉语|漢語|mandarin|华文|華文|chi|zho",
    "zh-Hans": "chinese (simplified)|simplified chinese|chinese simplified|简体中文|简体|簡體中文|簡體|中文简体|中文 (简体)|简中|chs",
    "zh-Hant": "chinese (traditional)|traditional chinese|chinese traditional|繁體中文|繁體|繁体中文|繁体|正體中文|中文 (繁體)|繁中|cht",
    "ja": "japanese|日本語|日语|日文|日語",
    "ko": "korean|한국어|韩语|韓語|韩文|韓文",
    "de": "german|deutsch|德语|德文",
    "fr": "french|français|法语|法文",
    "es": "spanish|español|西班牙语",
}
#: What stands in brackets behind Chinese, in Trados, memoQ and Phrase.
_CHINESE = {
    "zh-CN": "prc|china|mainland|中国|中國|大陆",
    "zh-TW": "taiwan|台灣|台湾|臺灣",
    "zh-HK": "hong kong|香港",
    "zh-SG": "singapore|新加坡",
}
_BY_NAME = {name: tag for tag, names in _NAMES.items() for name in names.split("|")}


@lru_cache(4096)
def canonical(tag: str) -> str:
    """A language tag in canonical case, "" for what is none; variants and private parts are left out.

    >>> [canonical(tag) for tag in ("en-us", "zh_tw", "ZH-HANT-tw", "zh-CHT", "cmn-Hans", "sl-rozaj", "*all*", "source")]
    ['en-US', 'zh-TW', 'zh-Hant-TW', 'zh-Hant', 'zh-Hans', 'sl', '', '']
    """
    lower = tag.strip().lower().replace("_", "-")
    match = _SUBTAGS.fullmatch(_LEGACY.get(lower, lower))
    if match is None:
        return ""
    language = "zh" if "cmn" in (match["language"], match["extended"]) else match["language"]
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    found = "-".join(part for part in (language, script, region) if part)
    return found if is_lang(found) else ""


def named(words: str) -> str:
    """The tag of a language by its name or its tag, as a person heads a column; "" for what is none.

    >>> named("Chinese (Traditional)"), named("繁體"), named("zh-HK"), named("English (United States)"), named("Note")
    ('zh-Hant', 'zh-Hant', 'zh-HK', 'en', '')
    """
    lower = " ".join(words.lower().replace("（", " (").replace("(", " (").replace("）", ")").split())
    first = lower.partition("(")[0].strip()
    if lower in _BY_NAME or not lower.endswith(")"):
        return _BY_NAME.get(lower) or canonical(words)
    tag = _BY_NAME.get(first, "")
    regions = _CHINESE.items() if tag == "zh" else ()
    return next((region for region, names in regions if re.search(names, lower)), tag)


@lru_cache(4096)
def distance(wanted: str, tag: str) -> int | None:
    """How far a language is from the one asked for, 0 for the same; None where it cannot stand in for it.

    >>> [distance("zh-Hant-TW", tag) for tag in ("zh-Hant-TW", "zh-TW", "zh-Hant", "zh-HK", "zh", "zh-CN")]
    [0, 1, 3, 4, 5, None]
    """
    if wanted.lower() == tag.lower():
        return 0
    one, other = _parts(wanted), _parts(tag)
    if one is None or other is None or one[0] != other[0] or (one[1] and other[1] and one[1] != other[1]):
        return None
    if one == other:
        return 1
    if one[1] != other[1]:  # one of them does not say which script: simplified is meant more often
        return 5 if "Hant" in (one[1], other[1]) else 3
    if one[2] == other[2]:
        return 2
    return 4 if one[2] and other[2] else 3


def _parts(tag: str) -> tuple[str, str, str] | None:
    """Language, script and region, the script from the region where Chinese leaves it out."""
    match = _SUBTAGS.fullmatch(canonical(tag).lower())
    if match is None:
        return None
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    return match["language"], script or (_SCRIPTS.get(region, "") if match["language"] == "zh" else ""), region


def nearest(wanted: str, tags: Iterable[str]) -> list[int]:
    """The numbers of those tags that are nearest to the one asked for, none of them where no one can stand in.

    >>> nearest("zh-Hant", ["en", "zh-CN", "zh-TW", "zh-HK"])
    [2, 3]
    """
    found = [(far, number) for number, tag in enumerate(tags) if (far := distance(wanted, tag)) is not None]
    least = min(found)[0] if found else 0
    return [number for far, number in found if far == least]
