"""The fixed words that data uses: languages (BCP 47) and which stands in for which, kinds, statuses, relations."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

#: Order of merit: where several aliases could stand for an entity, the kind that comes first does.
KINDS = (
    "short", "abbreviation", "brand", "legal", "term", "translation", "transliteration", "former", "ticker", "misspelling",
)  # fmt: skip
STATUSES = ("preferred", "admitted", "superseded", "deprecated")
#: How a note begins that marks an alias as an ordinary word (Micron, micron).
ORDINARY_WORD = "ordinary word"
RELATIONS = ("related", "renamed_to", "subsidiary_of")

_SHAPE = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")
# ISO 639-1 (Library of Congress list); below, codes of three letters (ISO 639-3) that CLDR, Weblate and termbases use.
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk
kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk
tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu und yue
ast bem ber bho brx ceb chr ckb cmn crh csb doi dsb fil frp fur gan gsw hak haw hmn hne hsb jbo kab kok ksh lij lzh mai mni mul
nan nds nso pap pms sah sat scn sco shn smj smn syr szl tlh tok tzm vec wuu zgh zxx
"""
_LANGUAGES = frozenset(_CODES.split())
_STANDS_IN = {
    "zh-Hant-HK": ("zh-Hant-HK", "zh-Hant", "zh-Hant-TW", "zh-Hans"),
    "zh-Hant-TW": ("zh-Hant-TW", "zh-Hant", "zh-Hant-HK", "zh-Hans"),
    "zh-Hant": ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans"),
    "zh": ("zh", "zh-Hans"),
    "zh-CN": ("zh-CN", "zh-Hans-CN", "zh-Hans"),
    "zh-Hans-CN": ("zh-Hans-CN", "zh-CN", "zh-Hans"),
    "zh-SG": ("zh-SG", "zh-Hans-SG", "zh-Hans"),
    "zh-Hans-SG": ("zh-Hans-SG", "zh-SG", "zh-Hans"),
    "zh-MY": ("zh-MY", "zh-Hans-MY", "zh-Hans"),
    "zh-Hans-MY": ("zh-Hans-MY", "zh-MY", "zh-Hans"),
    "zh-TW": ("zh-TW", "zh-Hant-TW", "zh-Hant", "zh-Hant-HK", "zh-Hans"),
    "zh-HK": ("zh-HK", "zh-Hant-HK", "zh-Hant", "zh-Hant-TW", "zh-Hans"),
    "zh-Hant-MO": ("zh-Hant-MO", "zh-MO", "zh-Hant-HK", "zh-Hant", "zh-Hant-TW", "zh-Hans"),
    "zh-MO": ("zh-MO", "zh-Hant-MO", "zh-Hant-HK", "zh-Hant", "zh-Hant-TW", "zh-Hans"),
}


@lru_cache(maxsize=1024)
def is_lang(tag: str) -> bool:
    """Is this a tag of a known language, in canonical case: language, Script, REGION?

    >>> [is_lang(tag) for tag in ("en", "zh-Hant-TW", "zh-tw", "english", "xx")]
    [True, True, False, False, False]
    """
    shape = _SHAPE.fullmatch(tag)
    return shape is not None and shape[1] in _LANGUAGES


def fallback(tag: str) -> tuple[str, ...]:
    """The languages to take a name from, best first: zh-Hant-HK, then zh-Hant, then its other region, then zh-Hans.

    >>> fallback("zh-Hant"), fallback("en-GB")
    (('zh-Hant', 'zh-Hant-TW', 'zh-Hant-HK', 'zh-Hans'), ('en-GB', 'en'))
    """
    if tag in _STANDS_IN:
        return _STANDS_IN[tag]
    parts = tag.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def standing_in(tag: str, among: Collection[str]) -> str | None:
    """The language to take a name from where the script must be right: the tag, what stands in for it, or a region of it.

    >>> standing_in("zh-Hant", ["zh-Hans", "zh-Hant-HK"]), standing_in("en", ["en-US"]), standing_in("zh-Hant", ["zh-Hans"])
    ('zh-Hant-HK', 'en-US', None)
    """
    for other in fallback(tag):
        if other in among and _is_simplified(other) == _is_simplified(tag):
            return other
    return next((other for other in sorted(among) if other.startswith(f"{tag}-")), None)


def _is_simplified(tag: str) -> bool:
    return tag.startswith("zh-Hans") or tag in ("zh", "zh-CN", "zh-SG", "zh-MY")
